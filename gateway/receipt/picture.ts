/** A library's logo, from a PNG to dots. */
import { loadImage } from '@napi-rs/canvas';
import type { Bitmap } from '../devices/device.ts';
import { inkOn } from './ink.ts';
import { drawn } from './rules/dots.ts';

/** A file of some kilobytes may unfold into gigabytes; no logo has more. */
const MOST_DOTS = 2048;
/** PNG, third edition, §5.2 and §11.2.1: the signature, and the header that comes first with width and height. */
const BEGINNING = '89504e470d0a1a0a0000000d49484452';

/**
 * Dark is ink; light, and what can be seen through, is paper. Wider than the paper: made smaller.
 * @throws RangeError when it is no PNG, or a giant; Error when it is damaged
 */
export async function pictureOf(png: Uint8Array, dots: number): Promise<Bitmap> {
  const { width, height } = sizeOf(png);
  const scale = Math.min(1, dots / width);
  const [across, down] = [Math.floor(width * scale), Math.max(1, Math.floor(height * scale))];
  const context = inkOn(across, down);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, across, down);
  context.drawImage(await loadImage(Buffer.from(png)), 0, 0, across, down);
  const { data } = context.getImageData(0, 0, across, down);
  return drawn(across, down, (x, y) => lightOf(data, (y * across + x) * 4) < 128);
}

/** ITU-R BT.601, of 255. */
function lightOf(data: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function sizeOf(png: Uint8Array): { readonly width: number; readonly height: number } {
  const file = Buffer.from(png);
  if (file.toString('hex', 0, 16) !== BEGINNING || file.length < 24) {
    throw new RangeError('the picture is no PNG');
  }
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (width < 1 || height < 1 || width > MOST_DOTS || height > MOST_DOTS) {
    throw new RangeError(`a picture of ${width} × ${height} is not printed`);
  }
  return { width, height };
}
