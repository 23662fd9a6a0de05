/** A picture as a receipt printer can print it. */

/** Dots across the narrower of the two usual papers (58 mm). */
const MOST_WIDE = 384;
const MOST_HIGH = 240;
/** Characters of base64 that the server takes. */
const MOST_TEXT = 24_000;
/** Of 255: what is lighter stays white. */
const WHITE_FROM = 160;

/** PNG in base64, each dot black or white; undefined: no picture, or too much in it. */
export async function blackAndWhite(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  const scale = Math.min(1, MOST_WIDE / picture.width, MOST_HIGH / picture.height);
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext('2d');
  if (!drawing) return undefined;
  // What shines through is paper.
  drawing.fillStyle = '#fff';
  drawing.fillRect(0, 0, width, height);
  drawing.drawImage(picture, 0, 0, width, height);
  drawing.putImageData(sharpened(drawing.getImageData(0, 0, width, height)), 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  const text = btoa(String.fromCharCode(...bytes));
  return text.length > MOST_TEXT ? undefined : text;
}

/** Brightness after ITU-R BT.601. */
function sharpened(image: ImageData): ImageData {
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    const dot = 0.299 * red + 0.587 * green + 0.114 * blue < WHITE_FROM ? 0 : 255;
    data.set([dot, dot, dot, 255], at);
  }
  return image;
}
