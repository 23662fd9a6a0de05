import { expect, test } from 'vitest';
import { EscposPrinter } from '../devices/printer/receipt-printer.ts';
import { Fault } from '../errors.ts';
import { createLog } from '../logging.ts';
import type { Block } from '../receipt/rules/block.ts';
import { SlipPrinter } from './slip-printer.ts';

const slip = (title: string) => ({ item: { identifier: 'TV0001' }, title, bin: 'holds' });
const ON = { holdSlips: true, manifests: true };

function box(print: (blocks: readonly Block[]) => Promise<void>, printing = ON) {
  const terminal = {
    clock: { now: () => 0 },
    config: { terminal: { language: 'vi' } },
    hardware: { printer: new EscposPrinter('printer') },
    log: createLog('silent'),
    receipts: { printSlip: print },
    runner: { snapshot: { terminal: { library: 'Thư viện tỉnh', timeZone: 'UTC' } } },
  } as const;
  return new SlipPrinter(terminal, printing);
}

test('DB27 slips come out one after the other, the next one though this one failed', async () => {
  const [begun, whole]: [string[], string[]] = [[], []];
  let printing = 0;
  const slips = box(async (blocks) => {
    const title = JSON.stringify(blocks).includes('Số đỏ') ? 'Số đỏ' : 'Dế Mèn';
    begun.push(title);
    printing += 1;
    expect(printing).toBe(1);
    await Promise.resolve();
    printing -= 1;
    if (begun.length === 1) throw new Fault('paper-out', 'no paper');
    whole.push(title);
  });
  slips.hold(slip('Dế Mèn'));
  slips.hold(slip('Số đỏ'));
  await slips.close();
  expect(begun).toEqual(['Dế Mèn', 'Số đỏ']);
  expect(whole).toEqual(['Số đỏ']);
});

test('DB27 none where the library wants none', async () => {
  const printed: unknown[] = [];
  const print = async (blocks: readonly Block[]) => void printed.push(blocks);
  const slips = box(print, { ...ON, holdSlips: false });
  slips.hold(slip('Dế Mèn'));
  await slips.close();
  expect(printed).toEqual([]);
});
