/** A canvas as receipts use it: ink on nothing, and then each dot is ink or it is not. */
import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap } from '../devices/device.ts';
import { blacken, blank } from './rules/dots.ts';

/** Of 255: half of a dot is ink. More would lose the tilde of `ẵ`, less would fill its breve. */
const HALF = 128;

export function inkOn(width: number, height: number): SKRSContext2D {
  const context = createCanvas(width, height).getContext('2d');
  // The language would be that of the machine: another shape of a letter on another machine.
  context.lang = 'vi';
  context.fillStyle = '#000';
  return context;
}

/** What is at least half covered is black. */
export function blackOf(context: SKRSContext2D, width: number, height: number): Bitmap {
  const { data } = context.getImageData(0, 0, width, height);
  const image = blank(width, height);
  for (let y = 0, at = 3; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      if ((data[at] ?? 0) >= HALF) blacken(image, x, y);
    }
  }
  return image;
}
