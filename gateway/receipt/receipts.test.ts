import { afterEach, expect, test } from 'vitest';
import { openPort } from '../devices/ports.ts';
import { EscposPrinter } from '../devices/printer/receipt-printer.ts';
import { Supervisor } from '../devices/supervisor.ts';
import { EventLog } from '#tests/simulators/events.ts';
import type { DeviceEvent } from '../devices/device.ts';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import { trimmed } from '#tests/simulators/paper.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { createLog } from '../logging.ts';
import { drawReceipt } from './raster.ts';
import { Receipts } from './receipts.ts';
import type { Block } from './rules/block.ts';
import { toPbm } from './rules/dots.ts';
import { receiptBlocks } from './rules/receipt-blocks.ts';
import type { PrintedReceipt } from './rules/receipt-blocks.ts';
import { PLAIN_TEMPLATE } from './rules/template.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const RECEIPT: PrintedReceipt = {
  ...{ language: 'vi', timeZone: 'Asia/Ho_Chi_Minh', child: false },
  receipt: {
    ...{ code: '7C3D 9FGH', library: 'Thư viện tỉnh', act: 'checkout', at: 0 },
    lines: [{ title: 'Dế Mèn phiêu lưu ký', act: 'checkout', recordedHere: false }],
  },
};
const log = createLog('silent');
const ABOUT = {
  ...{ name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
  version: '0.1.0',
  language: 'vi',
} as const;

async function bench() {
  const line = await TcpLine.open();
  const simulator = SimulatedPrinter.on(line);
  const printer = new EscposPrinter('printer');
  const events = new EventLog<DeviceEvent>();
  const supervisor = new Supervisor({
    ...{ device: 'printer', open: openPort(line.address), start: printer.start },
    emit: events.push,
  });
  supervisor.start();
  const counted = { printed: 0 };
  const onPrinted = () => void counted.printed++;
  const receipts = new Receipts({ printer, log, onPrinted, about: () => ABOUT });
  undo.push(
    () => line.close(),
    () => supervisor.close(),
    () => receipts.close(),
  );
  await events.find((event) => event.kind === 'device-status' && event.status.state === 'ready');
  return { counted, receipts, simulator };
}

test('S230 a receipt comes out as it is drawn, and is counted', async () => {
  const { counted, receipts, simulator } = await bench();
  await receipts.print(RECEIPT);
  const drawn = await drawReceipt(receiptBlocks(RECEIPT, PLAIN_TEMPLATE), 576);
  const [slip] = simulator.slips;
  expect(simulator.slips).toHaveLength(1);
  expect(slip && Buffer.compare(toPbm(trimmed(slip.image)), toPbm(trimmed(drawn)))).toBe(0);
  expect(counted.printed).toBe(1);
});

test('S231 what the library sets counts from the next receipt on', async () => {
  const { receipts, simulator } = await bench();
  await receipts.print(RECEIPT);
  receipts.setTemplate({ ...PLAIN_TEMPLATE, footer: ['Hẹn gặp lại bạn!'] });
  await receipts.print(RECEIPT);
  const [before, after] = simulator.slips.map(({ image }) => image.height);
  expect(after).toBeGreaterThan(before ?? Infinity);
});

test('S232 a test slip comes out as well, and is no visitor’s', async () => {
  const { counted, receipts, simulator } = await bench();
  await receipts.printTest();
  expect(simulator.slips).toHaveLength(1);
  expect(counted.printed).toBe(0);
});

test('S232 without paper, and without a printer, it is said why not', async () => {
  const { counted, receipts, simulator } = await bench();
  simulator.simulatePaperOut();
  await expect(receipts.printTest()).rejects.toMatchObject({ code: 'paper-out' });
  await expect(receipts.print(RECEIPT)).rejects.toMatchObject({ code: 'paper-out' });
  expect(counted.printed).toBe(0);
  const none = new Receipts({ printer: undefined, log, onPrinted: () => {}, about: () => ABOUT });
  await expect(none.printTest()).rejects.toMatchObject({ code: 'not-supported' });
});

test('S231 a logo that is no picture keeps nobody from their receipt', async () => {
  const { receipts, simulator } = await bench();
  receipts.setTemplate({ ...PLAIN_TEMPLATE, logo: new Uint8Array([1, 2, 3]) });
  await receipts.print(RECEIPT);
  expect(simulator.slips).toHaveLength(1);
});

test('S231 a terminal that is closed begins no drawing anew, with a logo or without', async () => {
  const { receipts, simulator } = await bench();
  receipts.setTemplate({ ...PLAIN_TEMPLATE, logo: new Uint8Array([1, 2, 3]) });
  const told = expect(receipts.print(RECEIPT)).rejects.toThrow('has ended');
  await receipts.close();
  await told;
  await expect(receipts.printTest()).rejects.toMatchObject({ code: 'port-lost' });
  expect(simulator.slips).toEqual([]);
});

test('DB27 what is for staff comes out as it is, and is no visitor’s', async () => {
  const { counted, receipts, simulator } = await bench();
  receipts.setTemplate({ ...PLAIN_TEMPLATE, header: ['Mở cửa 8–17 giờ'] });
  const slip: readonly Block[] = [{ kind: 'text', text: 'Ngăn 1: 12 cuốn' }];
  await receipts.printSlip(slip);
  const drawn = await drawReceipt(slip, 576);
  const [out] = simulator.slips;
  expect(out && Buffer.compare(toPbm(trimmed(out.image)), toPbm(trimmed(drawn)))).toBe(0);
  expect(counted.printed).toBe(0);
});
