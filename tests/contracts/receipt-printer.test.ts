/** What a receipt printer must do, whatever its line. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '#gateway/errors.ts';
import type { Bitmap, DeviceEvent } from '#gateway/devices/device.ts';
import { openPort } from '#gateway/devices/ports.ts';
import type { PortAddress } from '#gateway/devices/ports.ts';
import { EscposPrinter } from '#gateway/devices/printer/receipt-printer.ts';
import type { PrinterSettings } from '#gateway/devices/printer/receipt-printer.ts';
import { Supervisor } from '#gateway/devices/supervisor.ts';
import { drawn } from '#gateway/receipt/rules/dots.ts';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import { EventLog } from '#tests/simulators/events.ts';
import type { Line } from '#tests/simulators/line.ts';
import { trimmed } from '#tests/simulators/paper.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';

const BAUD = 921_600;
interface LineUnderTest {
  readonly name: string;
  readonly open: () => Promise<Line>;
  /** What the settings say, where it is not how the line itself is called. */
  readonly address?: (line: Line) => PortAddress;
  /** To be done whenever its cable is in. */
  readonly prepare?: (line: Line) => Promise<void>;
}

const run = promisify(execFile);

/** A pseudo-terminal is a file as well; who opens it as one sets no speed. */
const setSpeed = async ({ address }: Line): Promise<void> => {
  if (!('serial' in address)) return;
  await run('stty', ['-F', address.serial, String(BAUD), 'raw', '-echo']);
};
const fileOf = ({ address }: Line): PortAddress =>
  'serial' in address ? { file: address.serial } : address;

const LINES: readonly LineUnderTest[] = [
  { name: 'a serial line', open: () => PtyLine.open({ baudRate: BAUD }) },
  { name: 'the network', open: () => TcpLine.open() },
  {
    name: 'a file, as USB printers are',
    open: () => PtyLine.open({ baudRate: BAUD }),
    ...{ address: fileOf, prepare: setSpeed },
  },
];

/** Not long, because tests wait with it; long enough for a busy computer. */
const QUICK: Partial<PrinterSettings> = {
  ...{ pollMs: 60, answerMs: 500, byteMs: 10_000 / BAUD, stallMs: 2500, settleMs: 600 },
};

/** Slanting lines with an edge all around: no row is like its neighbour, and none is white. */
const image = (height: number, width = 576): Bitmap =>
  drawn(width, height, (x, y) => (x * 3 + y * 5) % 31 < 9 || x === 0 || x === width - 1);

const RECEIPT = image(400);

let line: Line;
let simulator: SimulatedPrinter;
let printer: EscposPrinter;
let supervisor: Supervisor;
let events: EventLog<DeviceEvent>;

function build(address: PortAddress): void {
  printer = new EscposPrinter('printer', QUICK);
  events = new EventLog();
  supervisor = new Supervisor({
    ...{ device: 'printer', open: openPort(address), start: printer.start },
    ...{ emit: events.push, backOff: { firstMs: 20, maxMs: 50 } },
  });
  supervisor.start();
}

const isReady = (event: DeviceEvent) =>
  event.kind === 'device-status' && event.status.state === 'ready';
const ready = (times = 1) => events.count(isReady, times);
const faulty = (code: Fault['code']) =>
  events.find(
    (event) =>
      event.kind === 'device-status' &&
      event.status.state === 'faulty' &&
      event.status.code === code,
  );
const conditions = () =>
  events.all.flatMap((event) => (event.kind === 'printer-changed' ? [event.condition] : []));
const until = (condition: object) => expect.poll(() => printer.condition).toEqual(condition);
const printed = () => simulator.slips.map(({ image: slip }) => trimmed(slip));

describe.each(LINES)('over $name', ({ address, open, prepare }) => {
  beforeEach(async () => {
    line = await open();
    await prepare?.(line);
    simulator = SimulatedPrinter.on(line);
    build(address?.(line) ?? line.address);
    await ready();
  });
  afterEach(async () => {
    await supervisor.close();
    await line.close();
  });

  test('PR1 a receipt comes out dot by dot, cut off, and only then is it said to be out', async () => {
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
    expect(simulator.slips.map(({ cut }) => cut)).toEqual(['partial']);
    expect(simulator.letters).toBe(0);
    expect(simulator.overruns).toBe(0);
  });

  test('PR2 receipts that are asked for at the same time come out one after the other', async () => {
    const all = [image(90), image(130), image(70)];
    await Promise.all(all.map((one) => printer.print(one)));
    expect(printed()).toEqual(all);
  });

  test('PR3 its condition is known from the beginning, and a change is told once', async () => {
    simulator.simulateCover(true);
    await until({ paper: 'ok', fault: 'cover-open' });
    const seen = simulator.asked.status;
    await expect.poll(() => simulator.asked.status).toBeGreaterThan(seen + 6);
    simulator.simulateCover(false);
    await until({ paper: 'ok' });
    expect(conditions()).toEqual([
      { paper: 'ok' },
      { paper: 'ok', fault: 'cover-open' },
      { paper: 'ok' },
    ]);
  });

  test('PR4 without paper nothing is printed; with a new roll the same receipt is', async () => {
    simulator.simulatePaperOut();
    await until({ paper: 'out' });
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'paper-out' });
    expect(simulator.rows).toBe(0);
    simulator.changeRoll();
    await until({ paper: 'ok' });
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR5 the roll ends in the middle: the piece is cut off, and the receipt printed whole', async () => {
    simulator.simulatePaperOut(200);
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'paper-out' });
    await until({ paper: 'out' });
    simulator.changeRoll();
    await expect.poll(() => simulator.slips.length).toBe(1);
    await printer.print(RECEIPT);
    const [piece, whole, ...more] = printed();
    expect(whole).toEqual(RECEIPT);
    expect(piece?.bits.subarray(0, 200 * 72)).toEqual(RECEIPT.bits.subarray(0, 200 * 72));
    expect(piece?.height).toBeLessThan(RECEIPT.height);
    expect(more).toEqual([]);
    expect(simulator.letters).toBe(0);
  });

  test('PR5 asked for as soon as there is paper again: the piece of the one before is cut off first', async () => {
    simulator.simulatePaperOut(20);
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'paper-out' });
    simulator.changeRoll();
    await printer.print(image(50));
    expect(printed().at(-1)).toEqual(image(50));
    expect(simulator.slips).toHaveLength(2);
  });

  test.each([
    ['cover-open', () => simulator.simulateCover(true), () => simulator.simulateCover(false)],
    ['jammed', () => simulator.simulateFault('jam'), () => simulator.clearJam()],
    ['jammed', () => simulator.simulateFault('unrecoverable'), () => restart()],
  ] as const)('PR6 in the middle: %s, and whole again after it', async (code, fail, mend) => {
    const stop = simulator.onChange(() => {
      if (simulator.rows < 100) return;
      stop();
      fail();
    });
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code });
    mend();
    await expect.poll(() => printer.print(RECEIPT).then(() => 'out', String)).toBe('out');
    expect(printed().at(-1)).toEqual(RECEIPT);
    expect(simulator.letters).toBe(0);
  });

  function restart(): void {
    simulator.clearJam();
    simulator.simulatePower(false);
    simulator.simulatePower(true);
  }

  test('PR7 a knife that is stuck is tried again only when somebody prints', async () => {
    simulator.simulateFault('cutter');
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'jammed' });
    await until({ paper: 'ok', fault: 'cutter' });
    simulator.clearJam();
    const seen = simulator.asked.status;
    await expect.poll(() => simulator.asked.status).toBeGreaterThan(seen + 8);
    expect(simulator.asked.recover).toBe(0);
    await printer.print(image(60));
    expect(simulator.asked.recover).toBe(1);
    expect(printed().at(-1)).toEqual(image(60));
  });

  test('PR7 or when its cover was opened meanwhile, and is closed again', async () => {
    simulator.simulateFault('jam');
    await until({ paper: 'ok', fault: 'jammed' });
    simulator.simulateCover(true);
    await until({ paper: 'ok', fault: 'cover-open' });
    simulator.clearJam();
    expect(simulator.asked.recover).toBe(0);
    simulator.simulateCover(false);
    await until({ paper: 'ok' });
    expect(simulator.asked.recover).toBe(1);
  });

  test('PR8 a head that is too hot goes on by itself: the receipt takes longer, and is whole', async () => {
    const stop = simulator.onChange(() => {
      if (simulator.rows < 100) return;
      stop();
      simulator.simulateFault('head-hot');
    });
    const printing = printer.print(RECEIPT);
    await until({ paper: 'ok', fault: 'head-hot' });
    simulator.simulateCooled();
    await printing;
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR9 one that does not answer is given up after the second question, and comes back', async () => {
    simulator.simulateMute();
    await faulty('no-answer');
    simulator.simulateMute(false);
    await ready(2);
    await printer.print(RECEIPT);
    expect(printed().at(-1)).toEqual(RECEIPT);
  });

  test('PR9 switched off in the middle of a receipt: the fault is told, and none goes on where it was', async () => {
    const stop = simulator.onChange(() => {
      if (simulator.rows < 100) return;
      stop();
      simulator.simulatePower(false);
    });
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'no-answer' });
    simulator.simulatePower(true);
    await ready(2);
    await printer.print(RECEIPT);
    const [piece, whole, ...more] = printed();
    expect(piece?.height).toBeLessThan(RECEIPT.height);
    expect(whole).toEqual(RECEIPT);
    expect(more).toEqual([]);
  });

  test('PR9 the cable is pulled in the middle, and put back: the same', async () => {
    const pulled = Promise.withResolvers<undefined>();
    const stop = simulator.onChange(() => {
      if (simulator.rows < 100) return;
      stop();
      pulled.resolve(line.unplug().then(() => undefined));
    });
    const code = await printer.print(RECEIPT).catch((error: Fault) => error.code);
    expect(code).toBe('port-lost');
    await pulled.promise;
    await line.plug();
    await prepare?.(line);
    await ready(2);
    await printer.print(RECEIPT);
    expect(printed().at(-1)).toEqual(RECEIPT);
    expect(simulator.slips).toHaveLength(2);
    expect(simulator.letters).toBe(0);
  });

  test('PR10 what is no answer does not disturb', async () => {
    const noise = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const printing = printer.print(RECEIPT);
    await simulator.simulateGarbage(noise.filter((byte) => (byte & 0x90) !== 0));
    await printing;
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR11 dots that look like a command to be obeyed at once are none', async () => {
    const dots = image(40);
    [0x10, 0x04, 0x01, 0x10, 0x05, 0x02, 0x10, 0x14, 0x08].forEach((byte, at) => {
      dots.bits[10 * 72 + at] = byte;
    });
    await printer.print(dots);
    const { status, recover } = simulator.asked;
    expect(recover).toBe(0);
    // One dot more beside another, in three places.
    const [slip] = printed();
    const changed = slip?.bits.filter((byte, at) => byte !== dots.bits[at]);
    expect([...(changed ?? [])]).toEqual([0x0c, 0x0d, 0x1c]);
    expect(status).toBeGreaterThan(0);
  });

  test('PR12 a picture that is wider than the paper is refused before anything is sent', async () => {
    await expect(printer.print(image(10, 584))).rejects.toThrow(RangeError);
    expect(simulator.rows).toBe(0);
  });

  test('PR13 it says what it is', async () => {
    await expect.poll(() => printer.model).toEqual({ name: 'SIM-80', firmware: '1.04' });
  });
});
