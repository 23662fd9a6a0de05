/** The colour of a book without a cover: the same title always has the same spine. */
const HUES = [18, 42, 78, 150, 190, 215, 255, 300, 340];

/** @returns a CSS colour, dark enough to stand out on paper (3:1) and light enough on a dark ground */
export function spineColour(title: string): string {
  const hash = fnv1a(title.normalize('NFC'));
  const hue = HUES[hash % HUES.length] ?? 0;
  const lightness = 42 + ((hash >>> 8) % 3) * 5;
  return `oklch(${lightness + 10}% 0.11 ${hue})`;
}

/** FNV-1a over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
