import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { markOf } from './marks.ts';
import { pictureOf } from './picture.ts';
import { isBlack } from './rules/dots.ts';
import type { Bitmap } from '../devices/device.ts';

/** Lengths of runs of the same colour in a row, white first. */
function runs(image: Bitmap, y: number): number[] {
  const lengths: number[] = [];
  let isInk = false;
  for (let x = 0, length = 0; x <= image.width; x++, length++) {
    if (x < image.width && isBlack(image, x, y) === isInk) continue;
    lengths.push(length);
    isInk = !isInk;
    length = 0;
  }
  return lengths;
}

test('PR22 Code 128 has whole modules, as the standard draws its letters', () => {
  const image = markOf('code128', 'AB', 576);
  const [quiet = 0, ...lines] = runs(image, 40);
  expect(quiet).toBe(30);
  expect(lines.every((length) => length % 3 === 0)).toBe(true);
  const modules = lines.slice(0, -1).map((length) => length / 3);
  // ISO/IEC 15417 table 1: start B, A, B, the check (104 + 33 + 2 × 34 = 2 × 103 − 1), stop.
  const letters = ['211214', '111323', '131123', '411131', '2331112'];
  expect(modules.join('')).toBe(letters.join(''));
});

test('PR22 a bar code is as long as the paper allows, with white at either end', () => {
  const wide = markOf('code128', 'K7M29QXR', 576);
  const narrow = markOf('code128', 'K7M29QXR', 384);
  expect(wide.width / narrow.width).toBe(1.5);
  for (const image of [wide, narrow]) {
    expect(runs(image, 0).at(-1)).toBe(runs(image, 0)[0]);
  }
});

test('PR22 what is too long for bars, or has letters that they have not, becomes a QR code', () => {
  const isSquare = ({ height, width }: Bitmap) => width === height;
  expect(isSquare(markOf('code128', 'K7M29QXR', 576))).toBe(false);
  expect(isSquare(markOf('code128', 'X'.repeat(60), 576))).toBe(true);
  expect(isSquare(markOf('code128', 'Đường', 576))).toBe(true);
});

test('PR22 a QR code has its three eyes, white around it, and squares for modules', () => {
  const image = markOf('qr', 'https://thuvien.example.org/r/K7M29QXR', 576);
  const module = (runs(image, Math.floor(image.height / 2))[0] ?? 0) / 4;
  expect(image.width % 6).toBe(0);
  const eye = runs(image, 4 * 6);
  expect(eye[0]).toBe(24);
  expect(eye[1]).toBe(42);
  expect(module).toBeGreaterThanOrEqual(6);
  for (let y = 0; y < image.height; y++) {
    expect(runs(image, y).every((length) => length % 6 === 0)).toBe(true);
  }
});

test('PR22 what no mark can hold is said', () => {
  expect(() => markOf('qr', 'x'.repeat(5000), 576)).toThrow();
});

async function png(width: number, height: number, paint: string): Promise<Uint8Array> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = paint;
  context.fillRect(0, 0, width / 2, height);
  return canvas.toBuffer('image/png');
}
const columns = (image: Bitmap): string =>
  Array.from({ length: image.width }, (_, x) => (isBlack(image, x, 0) ? '#' : '.')).join('');

test('PR23 of a logo what is dark is ink, and what is light or clear is paper', async () => {
  expect(columns(await pictureOf(await png(8, 2, '#333'), 576))).toBe('####....');
  expect(columns(await pictureOf(await png(8, 2, '#ddd'), 576))).toBe('........');
});

test('PR23 a logo that is wider than the paper is made smaller', async () => {
  const image = await pictureOf(await png(800, 400, '#000'), 384);
  expect([image.width, image.height]).toEqual([384, 192]);
});

test('PR23 no giant is unfolded, and nothing but a PNG is read', async () => {
  const giant = Buffer.from(await png(8, 8, '#000'));
  giant.writeUInt32BE(60_000, 16);
  await expect(pictureOf(giant, 576)).rejects.toThrow(RangeError);
  const svg = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
  );
  await expect(pictureOf(svg, 576)).rejects.toThrow(RangeError);
  await expect(pictureOf(giant.subarray(0, 20), 576)).rejects.toThrow(RangeError);
  const torn = Buffer.from(await png(80, 80, '#000')).subarray(0, 60);
  await expect(pictureOf(torn, 576)).rejects.toThrow();
});
