/** Draws a receipt in dots: with letters of our own, since no code page of any printer has all of Vietnamese (design decision 11). */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap } from '../devices/device.ts';
import { fontOf, loadFonts } from './fonts.ts';
import { blackOf, inkOn } from './ink.ts';
import { markOf } from './marks.ts';
import { pictureOf } from './picture.ts';
import type { Block } from './rules/block.ts';
import { stamp } from './rules/dots.ts';
import { layOut } from './rules/layout.ts';
import type { Layout, Measure, Part, PlacedBlock } from './rules/layout.ts';

/** Four metres of paper: nobody means that. */
const MOST_ROWS = 32_000;

/**
 * Half a second the first time in a process, which reads the fonts then; a few hundredths after that (`ReceiptPress` does
 * it where nobody waits).
 * @param dots across the paper: 576 or 384
 * @throws RangeError when it would be four metres long; Error when a picture is no PNG, or a mark holds too much
 */
export async function drawReceipt(blocks: readonly Block[], dots: number): Promise<Bitmap> {
  loadFonts();
  const placed = await Promise.all(blocks.map((block) => placedBlock(block, dots)));
  const layout = layOut(placed, dots, measuring());
  if (layout.height > MOST_ROWS) throw new RangeError('a receipt of four metres');
  return rastered(layout);
}

async function placedBlock(block: Block, dots: number): Promise<PlacedBlock> {
  switch (block.kind) {
    case 'mark':
      return { kind: 'image', image: markOf(block.mark, block.text, dots) };
    case 'picture': {
      const { align = 'centre' } = block;
      return { kind: 'image', image: await pictureOf(block.png, dots), align };
    }
    default:
      return block;
  }
}

function measuring(): Measure {
  const context = inkOn(1, 1);
  return (text, style) => {
    context.font = fontOf(style);
    return context.measureText(text).width;
  };
}

function rastered({ width, height, parts }: Layout): Bitmap {
  const context = inkOn(width, height);
  for (const part of parts) draw(context, part);
  const bitmap = blackOf(context, width, height);
  // Past the canvas: dots that are what they are already.
  for (const part of parts) if (part.kind === 'image') stamp(bitmap, part.image, part.x, part.y);
  return bitmap;
}

function draw(context: SKRSContext2D, part: Part): void {
  if (part.kind === 'bar') context.fillRect(part.x, part.y, part.width, part.height);
  if (part.kind !== 'text') return;
  context.font = fontOf(part.style);
  context.fillText(part.text, part.x, part.baseline);
}
