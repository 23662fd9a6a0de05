import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { EventLog } from '#tests/simulators/events.ts';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { Fault } from '../errors.ts';
import { serialScanner } from './barcode/scanner.ts';
import type { DeviceEvent } from './device.ts';
import { openPort } from './ports.ts';
import { backOffMs, Supervisor } from './supervisor.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
function later<T extends { close(): Promise<void> }>(thing: T): T {
  closing.push(() => thing.close());
  return thing;
}

const quick = { firstMs: 10, maxMs: 50 };
const states = (log: EventLog<DeviceEvent>) =>
  log.all.flatMap((event) => {
    if (event.kind !== 'device-status') return [];
    return event.status.state === 'faulty' ? [event.status.code] : [event.status.state];
  });
const is = (state: string) => (event: DeviceEvent) =>
  event.kind === 'device-status' &&
  (event.status.state === state ||
    (event.status.state === 'faulty' && event.status.code === state));

describe.each([
  ['a serial line', () => PtyLine.open({ baudRate: 115200 })],
  ['TCP', () => TcpLine.open()],
])('a scanner on %s', (_, openLine) => {
  async function scannerOnDesk() {
    const line = later(await openLine());
    const log = new EventLog<DeviceEvent>();
    const supervisor = later(
      new Supervisor({
        device: 'scanner',
        open: openPort(line.address),
        start: serialScanner('scanner'),
        emit: log.push,
        backOff: quick,
      }),
    );
    supervisor.start();
    await log.count(is('ready'), 1);
    return { line, log, supervisor, scanner: SimulatedBarcodeScanner.on(line) };
  }

  test('scans, is unplugged, plugged again, and scans', async () => {
    const { line, log, scanner } = await scannerOnDesk();
    await scanner.scan('VV.012345', { aim: ']C0' });
    const first = await log.find(({ kind }) => kind === 'scanned');
    expect(first).toMatchObject({ scan: { text: 'VV.012345', symbology: 'code128' } });

    await line.unplug();
    await log.count(is('port-missing'), 1);
    await line.plug();
    await log.count(is('ready'), 2);
    await scanner.scan('VV.067890');
    await log.find((event) => event.kind === 'scanned' && event.scan.text === 'VV.067890');
  });

  test('each change of state is said once, however often it is tried meanwhile', async () => {
    const { line, log, supervisor } = await scannerOnDesk();
    await line.unplug();
    await log.count(is('port-missing'), 1);
    await line.plug();
    await log.count(is('ready'), 2);
    await supervisor.close();
    expect(states(log)).toEqual([
      'opening',
      'ready',
      'port-lost',
      'port-missing',
      'ready',
      'closed',
    ]);
  });

  test('restarted it shuts its line and opens it anew, and says what that came to', async () => {
    const { log, scanner, supervisor } = await scannerOnDesk();
    expect(await supervisor.restart()).toEqual({ state: 'ready' });
    expect(states(log)).toEqual(['opening', 'ready', 'opening', 'ready']);
    await scanner.scan('VV.012345');
    await log.find((event) => event.kind === 'scanned' && event.scan.text === 'VV.012345');
  });

  test('restarted by two at once, both are told; while it is unplugged, that it still is', async () => {
    const { line, log, supervisor } = await scannerOnDesk();
    expect(await Promise.all([supervisor.restart(), supervisor.restart()])).toEqual([
      { state: 'ready' },
      { state: 'ready' },
    ]);
    await line.unplug();
    await log.count(is('port-missing'), 1);
    expect(await supervisor.restart()).toMatchObject({ state: 'faulty', code: 'port-missing' });
    await line.plug();
    await log.count(is('ready'), 3);
  });

  test('restarted while it is being closed, or before it was started, it tells how it is', async () => {
    const { supervisor } = await scannerOnDesk();
    const restarted = supervisor.restart();
    await supervisor.close();
    expect(['ready', 'closed']).toContain((await restarted).state);
    expect(await supervisor.restart()).toEqual({ state: 'closed' });
  });

  test('garbage is said to be unreadable, and the next scan is whole', async () => {
    const { log, scanner } = await scannerOnDesk();
    await scanner.simulateGarbage();
    await log.find((event) => event.kind === 'scan-unreadable' && event.reason === 'not-text');
    await scanner.simulateBytes(new Uint8Array(6000).fill(0x41));
    await scanner.scan('');
    await log.find((event) => event.kind === 'scan-unreadable' && event.reason === 'too-long');
    await scanner.scan('VV.012345', { suffix: '' });
    await log.find((event) => event.kind === 'scanned' && event.scan.text === 'VV.012345');
  });

  test('the same label held in view is one scan', async () => {
    const { log, scanner } = await scannerOnDesk();
    await scanner.scan('VV.1');
    await scanner.scan('VV.1');
    await scanner.scan('VV.2');
    await log.find((event) => event.kind === 'scanned' && event.scan.text === 'VV.2');
    expect(log.all.filter(({ kind }) => kind === 'scanned')).toHaveLength(2);
  });
});

test('a line that another program has open is busy, until it lets go', async () => {
  const line = later(await PtyLine.open({ baudRate: 9600 }));
  const other = await openPort(line.address)();
  const log = new EventLog<DeviceEvent>();
  const start = serialScanner('scanner');
  const options = { device: 'scanner', open: openPort(line.address), start, emit: log.push };
  later(new Supervisor({ ...options, backOff: quick })).start();
  await log.count(is('port-busy'), 1);
  await other.close();
  await log.count(is('ready'), 1);
});

test('a driver that gives up is started anew on a new line', async () => {
  const line = later(await PtyLine.open({ baudRate: 9600 }));
  const log = new EventLog<DeviceEvent>();
  let starts = 0;
  const supervisor = later(
    new Supervisor({
      device: 'pad',
      open: openPort(line.address),
      start: async (_, host) => {
        starts += 1;
        if (starts === 1) throw new Fault('no-answer', 'silent');
        if (starts === 2) host.fail(new Fault('wrong-mode', 'scan mode'));
        return { close: async () => undefined };
      },
      emit: log.push,
      backOff: quick,
    }),
  );
  supervisor.start();
  await log.count(is('ready'), 2);
  await supervisor.close();
  expect(states(log)).toEqual(['opening', 'no-answer', 'ready', 'wrong-mode', 'ready', 'closed']);
});

test('the wait doubles up to its bound, and is never less than half of it', () => {
  const limits = { firstMs: 250, maxMs: 5000 };
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const whole = Math.min(5000, 250 * 2 ** attempt);
      const wait = backOffMs(attempt, random, limits);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }),
  );
});
