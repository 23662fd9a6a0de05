/** A receipt printer on the bench: a device of the gateway, handled by hands, whose paper can be looked at. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EscposPrinter } from '#gateway/devices/printer/receipt-printer.ts';
import { openPort } from '#gateway/devices/ports.ts';
import { drawn } from '#gateway/receipt/rules/dots.ts';
import { Stand } from '#tests/stand.ts';
import type { BenchAction } from './bench-messages.ts';
import { StandPrinter } from './printer.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start({ logLevel: 'silent', printer: true });
});
afterAll(() => stand.close());

const within = { interval: 20 };
const perform = (action: BenchAction) => stand.bench.perform(action);
const printer = () => stand.bench.state.printer;

interface Told {
  readonly kind: string;
  readonly state: string;
  readonly model?: string;
  readonly lastFault?: { readonly code: string };
}

async function told(): Promise<Told | undefined> {
  const health = await fetch(`${stand.kioskUrl}/health`);
  const { devices } = (await health.json()) as { readonly devices: readonly Told[] };
  return devices.find(({ kind }) => kind === 'receipt-printer');
}
const stateOfPrinter = async () => (await told())?.state;

test('PR24 it is a device of the gateway, ready, and lost with its cable', async () => {
  expect(await stateOfPrinter()).toBe('ready');
  await perform({ kind: 'printer-plug', plugged: false });
  await expect.poll(stateOfPrinter, within).toBe('faulty');
  await perform({ kind: 'printer-plug', plugged: true });
  await expect.poll(stateOfPrinter, within).toBe('ready');
  // On a busy computer it may not have said what it is by now, or have been given up once more meanwhile.
  await expect
    .poll(told, within)
    .toMatchObject({ model: 'SIM-80', lastFault: { code: expect.any(String) } });
});

test('PR24 what hands do to it is seen on the bench', async () => {
  await perform({ kind: 'printer-cover', open: true });
  expect(printer()).toMatchObject({ coverOpen: true, paper: 'ok' });
  await perform({ kind: 'printer-cover', open: false });
  await perform({ kind: 'printer-paper-out', inTheMiddle: false });
  expect(printer()).toMatchObject({ coverOpen: false, paper: 'out' });
  await perform({ kind: 'printer-roll' });
  await perform({ kind: 'printer-near-end' });
  expect(printer()).toMatchObject({ paper: 'low' });
  await perform({ kind: 'printer-roll' });
  expect(printer()).toMatchObject({ paper: 'ok', plugged: true, on: true });
});

test('PR24 its paper is a picture, until it is taken', async () => {
  const alone = await StandPrinter.open();
  const driver = new EscposPrinter('printer');
  const port = await openPort(alone.line.address)();
  const running = await driver.start(port, { emit: () => {}, fail: () => {} });
  const image = drawn(576, 40, (x, y) => x % 7 === y % 5);
  await driver.print(image);
  expect(alone.receipts).toEqual([image]);
  const [slip] = alone.view.slips;
  const png = Buffer.from(alone.paper(String(slip)) ?? '');
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16)]).toEqual(['PNG', 576]);
  await alone.perform({ kind: 'printer-take' });
  expect(alone.view.slips).toEqual([]);
  await running.close();
  await port.close();
  await alone.close();
});

test('PR24 there is no paper where nothing was printed', async () => {
  expect((await fetch(`${stand.kioskUrl}/bench/paper/0`)).status).toBe(404);
  expect((await fetch(`${stand.kioskUrl}/bench/paper/..%2Fbench.css`)).status).toBe(404);
  const hanging = await fetch(`${stand.kioskUrl}/bench/paper/hanging`);
  expect(hanging.headers.get('content-type')).toBe('image/png');
});

test('PR24 a stand without one says so', async () => {
  const without = await Stand.start({ logLevel: 'silent' });
  expect(without.bench.state.printer).toBeUndefined();
  await expect(without.bench.perform({ kind: 'printer-roll' })).rejects.toThrow('no printer');
  await without.close();
});
