/** What machines read on a receipt, in whole dots: a mark that is scaled by halves is one that no scanner reads. */
// By its default: the package’s own `raw` is shadowed there by a symbology of that name (4.11).
import bwip from 'bwip-js/node';
import { z } from 'zod';
import type { Bitmap } from '../devices/device.ts';
import { drawn, magnified } from './rules/dots.ts';

/** A telephone reads modules of 0.4 mm from a hand's breadth; larger ones cost paper only. */
const QR_MODULE = { most: 6, least: 2 };
/** ISO/IEC 18004 §6.3.8: white on all sides, in modules. */
const QR_QUIET = 4;
/** A module of Code 128 is 0.25 mm or more (ISO/IEC 15417 leaves it to the use; cheap scanners want that). */
const BAR_MODULES = [3, 2] as const;
/** ISO/IEC 15417 §4.4: at either end, in modules. */
const BAR_QUIET = 10;
/** 10 mm. */
const BAR_HEIGHT = 80;

/** @throws Error when it is more than a QR code can hold (some 2,000 letters), or than is on the paper */
export function markOf(mark: 'qr' | 'code128', text: string, dots: number): Bitmap {
  return (mark === 'code128' && code128(text, dots)) || qr(text, dots);
}

const Matrix = z.tuple([
  z.looseObject({ pixs: z.array(z.number()), pixx: z.int(), pixy: z.int() }),
]);

function qr(text: string, dots: number): Bitmap {
  const [{ pixs, pixx, pixy }] = Matrix.parse(bwip.raw('qrcode', text, 'eclevel=M'));
  const [width, height] = [pixx + 2 * QR_QUIET, pixy + 2 * QR_QUIET];
  const factor = Math.min(QR_MODULE.most, Math.floor(dots / width));
  if (factor < QR_MODULE.least) throw new RangeError('too much for a QR code on this paper');
  const matrix = drawn(width, height, (x, y) => {
    const [column, row] = [x - QR_QUIET, y - QR_QUIET];
    return column >= 0 && column < pixx && row >= 0 && pixs[row * pixx + column] === 1;
  });
  return magnified(matrix, factor);
}

/** Widths of bar and space by turns, beginning with a bar. */
const Bars = z.tuple([z.looseObject({ sbs: z.array(z.int().positive()) })]);

/** Undefined where it is too wide, or where the text has letters that Code 128 has not. */
function code128(text: string, dots: number): Bitmap | undefined {
  if (!/^[\u0020-\u007e]+$/.test(text)) return undefined;
  const [{ sbs }] = Bars.parse(bwip.raw('code128', text));
  const modules = sbs.flatMap((width, at) => Array<boolean>(width).fill(at % 2 === 0));
  const width = modules.length + 2 * BAR_QUIET;
  const factor = BAR_MODULES.find((module) => module * width <= dots);
  if (factor === undefined) return undefined;
  const row = drawn(width, 1, (x) => modules[x - BAR_QUIET] === true);
  return magnified(row, factor, BAR_HEIGHT);
}
