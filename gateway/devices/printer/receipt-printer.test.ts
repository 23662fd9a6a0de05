import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawn } from '#gateway/receipt/rules/dots.ts';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import type { SimulatedPrinterOptions } from '#tests/simulators/escpos-printer.ts';
import { EventLog } from '#tests/simulators/events.ts';
import type { Line } from '#tests/simulators/line.ts';
import { trimmed } from '#tests/simulators/paper.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import type { Bitmap, DeviceEvent, OpenPort } from '../device.ts';
import { openOnDemand } from '../on-demand-port.ts';
import { openPort } from '../ports.ts';
import { Supervisor } from '../supervisor.ts';
import { EscposPrinter } from './receipt-printer.ts';
import type { PrinterSettings } from './receipt-printer.ts';

const image = (height: number, width = 384): Bitmap =>
  drawn(width, height, (x, y) => (x * 3 + y * 5) % 31 < 9 || x === 0);
const RECEIPT = image(120);
/** Longer than the patience with an answer, as it has to be. */
const IDLE_MS = 500;

let line: Line;
let simulator: SimulatedPrinter;
let printer: EscposPrinter;
let supervisor: Supervisor | undefined;
let events: EventLog<DeviceEvent>;
const printed = () => simulator.slips.map(({ image: slip }) => trimmed(slip));

afterEach(async () => {
  await supervisor?.close();
  supervisor = undefined;
  await line.close();
});

async function start(
  settings: Partial<PrinterSettings> = {},
  open: OpenPort = openPort(line.address),
): Promise<void> {
  const quick = { pollMs: 60, answerMs: 400, stallMs: 2000, settleMs: 600, dots: 384 };
  printer = new EscposPrinter('printer', { ...quick, ...settings });
  events = new EventLog();
  const backOff = { firstMs: 20, maxMs: 50 };
  supervisor = new Supervisor({
    ...{ device: 'printer', open, start: printer.start, emit: events.push, backOff },
  });
  supervisor.start();
  await ready();
}
const ready = (times = 1) =>
  events.count((event) => event.kind === 'device-status' && event.status.state === 'ready', times);

describe('over the network', () => {
  beforeEach(async () => void (line = await TcpLine.open()));
  const simulate = (options: SimulatedPrinterOptions = {}) => {
    simulator = SimulatedPrinter.on(line, { dots: 384, ...options });
  };

  test.each(['partial', 'full'] as const)(
    'PR1 the knife cuts as the site wants: %s',
    async (cut) => {
      simulate();
      await start({ cut });
      await printer.print(RECEIPT);
      expect(simulator.slips).toMatchObject([{ cut }]);
      expect(printed()).toEqual([RECEIPT]);
    },
  );

  test('PR1 without a knife the paper is fed so far that it can be torn off', async () => {
    simulate();
    await start({ cut: 'none' });
    await printer.print(RECEIPT);
    expect(simulator.slips).toEqual([]);
    const { bits, height } = simulator.hanging;
    expect(bits.subarray((height - 96) * 48).some(Boolean)).toBe(false);
    expect(trimmed(simulator.hanging)).toEqual(RECEIPT);
  });

  test('PR3 a roll that gets thin is told where the sensor is fitted', async () => {
    simulate();
    await start({ nearEnd: true });
    simulator.simulateNearEnd();
    await expect.poll(() => printer.condition).toEqual({ paper: 'low' });
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR3 and never where it is not', async () => {
    simulate();
    await start();
    simulator.simulateNearEnd();
    const seen = simulator.asked.status;
    await expect.poll(() => simulator.asked.status).toBeGreaterThan(seen + 4);
    expect(printer.condition).toEqual({ paper: 'ok' });
  });

  test('PR3 one that was without paper from the beginning is ready all the same, and says so', async () => {
    simulate();
    simulator.simulatePaperOut();
    await start();
    expect(printer.condition).toEqual({ paper: 'out' });
    simulator.changeRoll();
    await expect.poll(() => printer.condition).toEqual({ paper: 'ok' });
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR14 one that answers marks with anything at all is understood', async () => {
    simulate({ askDone: 'always-0F' });
    await start();
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
    expect(printer.condition).toEqual({ paper: 'ok' });
  });

  test('PR14 one that answers no marks stands still for whoever waits for them', async () => {
    simulate({ askDone: 'none' });
    await start();
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'no-answer' });
  });

  test('PR14 set so, all is believed to be out when it has arrived, and the time for it is over', async () => {
    simulate({ askDone: 'none', model: 'none' });
    await start({ confirm: 'received' });
    const begin = performance.now();
    await printer.print(RECEIPT);
    expect(performance.now() - begin).toBeGreaterThan(120);
    expect(printed()).toEqual([RECEIPT]);
    expect(printer.model).toBeUndefined();
  });

  test('PR14 and a roll that ends meanwhile is noticed', async () => {
    simulate({ askDone: 'none' });
    await start({ confirm: 'received' });
    simulator.simulatePaperOut(60);
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'paper-out' });
    simulator.changeRoll();
    await expect.poll(() => simulator.slips.length).toBe(1);
    await printer.print(RECEIPT);
    expect(printed().at(-1)).toEqual(RECEIPT);
  });

  test('PR15 opened each time, it is left to others between two receipts', async () => {
    simulate();
    let openings = 0;
    const counted: OpenPort = () => {
      openings += 1;
      return openPort(line.address)();
    };
    await start({ pollMs: 1000 }, openOnDemand(counted, IDLE_MS));
    const before = openings;
    await expect.poll(() => openings).toBeGreaterThan(before);
    await printer.print(RECEIPT);
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT, RECEIPT]);
    expect(events.all.filter(({ kind }) => kind === 'device-status')).toHaveLength(2);
  });

  test('PR15 opened each time, one that is away is found out at the next look', async () => {
    simulate();
    await start({ pollMs: 1000 }, openOnDemand(openPort(line.address), IDLE_MS));
    await line.unplug();
    await events.find((event) => event.kind === 'device-status' && event.status.state === 'faulty');
    await line.plug();
    await ready(2);
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
  });

  test('PR2 nothing is printed where nothing is connected', async () => {
    simulate();
    printer = new EscposPrinter('printer', { dots: 384 });
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'port-lost' });
  });
});

describe('over a serial line', () => {
  const BAUD = 115_200;
  const slow = { byteMs: 10_000 / BAUD };

  test.each(['rts-cts', 'xon-xoff'] as const)(
    'PR16 a printer that holds 64 bytes loses none of them with %s',
    async (flow) => {
      const pty = await PtyLine.open({ baudRate: BAUD, flow });
      line = pty;
      simulator = SimulatedPrinter.on(pty, { dots: 384, buffer: 64, stoppable: pty, rowMs: 0.5 });
      await start(slow, openPort({ ...pty.address, flow }));
      await printer.print(RECEIPT);
      expect(simulator.overruns).toBe(0);
      expect(printed()).toEqual([RECEIPT]);
      expect(simulator.letters).toBe(0);
    },
  );

  test('PR16 without flow control such a printer loses some, and is not believed', async () => {
    const pty = await PtyLine.open({ baudRate: BAUD, flow: 'rts-cts' });
    line = pty;
    simulator = SimulatedPrinter.on(pty, { dots: 384, buffer: 64, stoppable: pty, rowMs: 0.5 });
    await start(slow);
    await expect(printer.print(RECEIPT)).rejects.toMatchObject({ code: 'no-answer' });
    expect(simulator.overruns).toBeGreaterThan(0);
  });

  test('PR16 one that holds 4 KB needs none', async () => {
    line = await PtyLine.open({ baudRate: BAUD });
    simulator = SimulatedPrinter.on(line, { dots: 384, rowMs: 2 });
    await start(slow);
    await printer.print(image(250));
    expect(simulator.overruns).toBe(0);
    expect(printed()).toEqual([image(250)]);
  });

  test('PR17 on a slow line patience is longer, not shorter', async () => {
    line = await PtyLine.open({ baudRate: 38_400 });
    simulator = SimulatedPrinter.on(line, { dots: 384 });
    await start({ byteMs: 10_000 / 38_400, answerMs: 300 });
    await printer.print(RECEIPT);
    expect(printed()).toEqual([RECEIPT]);
    await ready(1);
    expect(events.all.filter(({ kind }) => kind === 'device-status')).toHaveLength(2);
  });
});
