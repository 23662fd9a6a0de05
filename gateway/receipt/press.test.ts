import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReceiptPress } from './press.ts';
import { drawReceipt } from './raster.ts';
import type { Block } from './rules/block.ts';

const PAPER = 576;
const HELLO: readonly Block[] = [{ kind: 'text', text: 'Chào bạn' }];

let press: ReceiptPress;
beforeEach(() => void (press = new ReceiptPress()));
afterEach(() => press.close());

test('PR20 what is drawn in its process is what would be drawn here', async () => {
  const blocks: readonly Block[] = [...HELLO, { kind: 'mark', mark: 'qr', text: 'K7M2 9QXR' }];
  expect(await press.render(blocks, PAPER)).toEqual(await drawReceipt(blocks, PAPER));
});

test('PR20 several are drawn at a time, each for whom it is', async () => {
  const texts = ['một', 'hai', 'ba'].map((text): Block[] => [{ kind: 'text', text }]);
  const drawn = await Promise.all(texts.map((blocks) => press.render(blocks, PAPER)));
  expect(drawn).toEqual(await Promise.all(texts.map((blocks) => drawReceipt(blocks, PAPER))));
});

test('PR20 what cannot be drawn says why, and the next one is drawn', async () => {
  const picture: Block = { kind: 'picture', png: new TextEncoder().encode('<svg/>') };
  await expect(press.render([picture], PAPER)).rejects.toThrow('no PNG');
  expect((await press.render(HELLO, PAPER)).width).toBe(PAPER);
});

test('PR20 the process goes when nobody prints, and comes back for the next receipt', async () => {
  press = new ReceiptPress({ idleMs: 1 });
  await press.render(HELLO, PAPER);
  await expect.poll(() => press.isWarm).toBe(false);
  expect((await press.render(HELLO, PAPER)).width).toBe(PAPER);
});

test('PR20 closed in the middle: whoever waits is told', async () => {
  const drawing = press.render(HELLO, PAPER);
  const told = expect(drawing).rejects.toThrow('has ended');
  await press.close();
  await told;
});

test('PR20 a drawing that takes too long is given up, and the next one has a new process', async () => {
  press = new ReceiptPress({ limitMs: 1 });
  await expect(press.render(HELLO, PAPER)).rejects.toThrow('has ended');
  expect(press.isWarm).toBe(false);
});

test('PR20 a process that is killed is begun anew', async () => {
  await press.render(HELLO, PAPER);
  const drawing = press.render([{ kind: 'text', text: 'x'.repeat(20_000) }], PAPER);
  const told = expect(drawing).rejects.toThrow('has ended');
  await press.close();
  await told;
  expect((await press.render(HELLO, PAPER)).width).toBe(PAPER);
});
