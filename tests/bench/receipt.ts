/** What a receipt costs: to draw it in its process, and what the gateway notices of that; against bringing as many dots into strips. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Bitmap } from '#gateway/devices/device.ts';
import { strips } from '#gateway/devices/printer/escpos-commands.ts';
import { ReceiptPress } from '#gateway/receipt/press.ts';
import type { Block } from '#gateway/receipt/rules/block.ts';
import { percentile } from './stats.ts';
import { milliseconds, number, ratio } from './table.ts';
import type { Table } from './table.ts';

const RECEIPTS = 60;
const FIRSTS = 3;

const TITLES = [
  'Dế Mèn phiêu lưu ký',
  'Cho tôi xin một vé đi tuổi thơ',
  'Đất rừng phương Nam',
  'Tôi thấy hoa vàng trên cỏ xanh',
  'Kính vạn hoa – tập 3',
];

/** A new code each time, so that nothing is remembered from the receipt before. */
const receipt = (count: number): readonly Block[] => [
  { kind: 'text', text: 'Thư viện tỉnh', size: 'large', bold: true, align: 'centre' },
  { kind: 'rule' },
  { kind: 'text', text: 'Mượn · thứ Sáu 27/11/2026 10:42' },
  ...TITLES.map((left): Block => ({ kind: 'pair', left, right: '18/12/2026' })),
  { kind: 'rule', dashed: true },
  { kind: 'text', text: `K7M2 ${9000 + count}`, size: 'huge', bold: true, align: 'centre' },
  { kind: 'mark', mark: 'qr', text: `https://thuvien.example.org/r/K7M2${9000 + count}` },
  { kind: 'text', text: 'Hẹn gặp lại bạn!', align: 'centre' },
];

export async function receiptDrawing(): Promise<Table> {
  return {
    title: 'A receipt of five books',
    about:
      'Drawn in the process of receipts, asked for one after the other; “first” begins that process and reads the fonts. ' +
      '“loop” is the longest that the gateway’s own event loop stood still meanwhile. The floor copies the same dots into the strips for the printer.',
    head: ['paper', 'rows', 'KB', 'first', 'median', 'p99', 'ratio', 'floor', 'loop'],
    rows: [await rowOf('80 mm', 576), await rowOf('58 mm', 384)],
  };
}

async function rowOf(paper: string, dots: number): Promise<string[]> {
  const firsts: number[] = [];
  for (let first = 0; first < FIRSTS; first++) firsts.push(await timedFirst(dots));
  const press = new ReceiptPress();
  let image = await press.render(receipt(0), dots);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const drawn: number[] = [];
  const floors: number[] = [];
  for (let count = 1; count <= RECEIPTS; count++) {
    const began = performance.now();
    image = await press.render(receipt(count), dots);
    drawn.push(performance.now() - began);
    floors.push(timed(() => bytesOf(image)));
  }
  loop.disable();
  await press.close();
  const [median, floor] = [percentile(drawn, 0.5), percentile(floors, 0.5)];
  return [
    paper,
    String(image.height),
    number(bytesOf(image) / 1000),
    milliseconds(percentile(firsts, 0.5)),
    milliseconds(median),
    milliseconds(percentile(drawn, 0.99)),
    ratio(median, floor),
    milliseconds(floor),
    milliseconds(loop.max / 1e6),
  ];
}

async function timedFirst(dots: number): Promise<number> {
  const press = new ReceiptPress();
  const began = performance.now();
  await press.render(receipt(0), dots);
  const took = performance.now() - began;
  await press.close();
  return took;
}

const bytesOf = (image: Bitmap): number =>
  [...strips(image)].reduce((sum, strip) => sum + strip.length, 0);

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}
