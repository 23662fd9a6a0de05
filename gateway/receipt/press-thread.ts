/** The thread in which receipts are drawn. */
import { parentPort } from 'node:worker_threads';
import type { PressAnswer, PressOrder } from './press.ts';
import { drawReceipt } from './raster.ts';

if (!parentPort) throw new Error('receipts are drawn in a thread only');
const port = parentPort;

port.on('message', (order: PressOrder) => void draw(order));

async function draw({ order, blocks, dots }: PressOrder): Promise<void> {
  try {
    say({ order, outcome: 'drawn', image: await drawReceipt(blocks, dots) });
  } catch (error) {
    say({ order, outcome: 'failed', error });
  }
}

const say = (answer: PressAnswer): void => port.postMessage(answer);
