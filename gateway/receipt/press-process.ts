/** The process in which receipts are drawn. It ends with whoever has started it, since nothing but that line keeps it. */
import type { PressAnswer, PressOrder } from './press.ts';
import { drawReceipt } from './raster.ts';

if (!process.send) throw new Error('receipts are drawn for a gateway only');

process.on('message', (order) => void draw(order as PressOrder));

async function draw({ order, blocks, dots }: PressOrder): Promise<void> {
  try {
    say({ order, outcome: 'drawn', image: await drawReceipt(blocks, dots) });
  } catch (error) {
    say({ order, outcome: 'failed', error });
  }
}

const say = (answer: PressAnswer): boolean | undefined => process.send?.(answer);
