const LONGEST_TITLE = 40;

/** A title inside a sentence or a code: cut after 40 letters, so that the sentence stays one. */
export function shortened(title: string): string {
  const letters = [...title.normalize('NFC')];
  if (letters.length <= LONGEST_TITLE) return title;
  return `${letters
    .slice(0, LONGEST_TITLE - 1)
    .join('')
    .trimEnd()}…`;
}
