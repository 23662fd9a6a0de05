/** Pictures of one bit a dot, as a printer's head takes them. */
import type { Bitmap } from '../../devices/device.ts';

export const bytesAcross = (width: number): number => Math.ceil(width / 8);

export const blank = (width: number, height: number): Bitmap => ({
  width,
  height,
  bits: new Uint8Array(bytesAcross(width) * height),
});

/** Beyond its edges all is white. */
export function isBlack({ width, height, bits }: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  return ((bits[y * bytesAcross(width) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

/** @param x, y inside the picture */
export function blacken({ width, bits }: Bitmap, x: number, y: number): void {
  const at = y * bytesAcross(width) + (x >> 3);
  bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
}

/** @param isInk asked once for each dot, row by row */
export function drawn(
  width: number,
  height: number,
  isInk: (x: number, y: number) => boolean,
): Bitmap {
  const image = blank(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (isInk(x, y)) blacken(image, x, y);
  }
  return image;
}

/** Each dot becomes a square of `factor` × `tall` dots: nothing is ever blurred. */
export const magnified = (image: Bitmap, factor: number, tall = factor): Bitmap =>
  drawn(image.width * factor, image.height * tall, (x, y) =>
    isBlack(image, Math.floor(x / factor), Math.floor(y / tall)),
  );

/** Lays one picture onto another; what goes over the edge is left out. */
export function stamp(onto: Bitmap, image: Bitmap, left: number, top: number): void {
  const height = Math.min(image.height, onto.height - top);
  const width = Math.min(image.width, onto.width - left);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (isBlack(image, x, y)) blacken(onto, left + x, top + y);
  }
}

/** Netpbm's `P4`: the same bits behind a line of text, which every image program opens. */
export function toPbm({ width, height, bits }: Bitmap): Uint8Array {
  const head = new TextEncoder().encode(`P4\n${width} ${height}\n`);
  const file = new Uint8Array(head.length + bits.length);
  file.set(head);
  file.set(bits, head.length);
  return file;
}
