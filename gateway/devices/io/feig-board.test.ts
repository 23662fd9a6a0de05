import { expect, test } from 'vitest';
import { describeDigitalIo } from '#tests/contracts/digital-io.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { EventLog } from '#tests/simulators/events.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import type { DeviceEvent, DigitalIo, Port } from '../device.ts';
import type { StartDevice } from '../driver.ts';
import { openPort } from '../ports.ts';
import { FeigReader } from '../rfid/feig-reader.ts';
import { RfidPad } from '../rfid/rfid-pad.ts';
import { Supervisor } from '../supervisor.ts';
import { FeigLines } from './feig-board.ts';
import type { FeigOutputs } from './feig-board.ts';
import { SwitchedLines } from './switched-lines.ts';
import type { LinesSettings } from './switched-lines.ts';

/** The pad and its lines as one device, which is opened and closed with the reader's line. */
function linesOfReader(
  settings: LinesSettings,
  outputs: FeigOutputs,
): DigitalIo & { readonly start: StartDevice } {
  const shared = new FeigLines((port) => FeigReader.open(port), outputs);
  const lines = new SwitchedLines('board', shared.connect, settings);
  const start: StartDevice = async (port, host) => {
    const reader = await shared.openReader(port);
    const running = await lines.start(port, host);
    return { close: async () => void (await running.close(), await reader.close()) };
  };
  return {
    start,
    input: (name) => lines.input(name),
    hold: (name, forMs) => lines.hold(name, forMs),
    release: (name) => lines.release(name),
  };
}

describeDigitalIo({
  name: 'A FEIG reader with fields of outputs',
  numbers: { inputs: [1, 3], outputs: [8, 2] },
  grainMs: 100,
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'MR102' }).wires,
  lines: (settings) => linesOfReader(settings, 'field'),
});
describeDigitalIo({
  name: 'A FEIG reader with numbered outputs',
  numbers: { inputs: [2, 1], outputs: [0x81, 0x01] },
  grainMs: 100,
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'MR102' }).wires,
  lines: (settings) => linesOfReader(settings, 'numbered'),
});
describeDigitalIo({
  name: 'A FEIG reader whose only relay knows pulses',
  numbers: { inputs: [1, 2], outputs: [0, 1] },
  grainMs: 100,
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'CPR40' }).wires,
  lines: (settings) => linesOfReader(settings, 'field'),
});

const LINES: LinesSettings = { inputs: { door: { number: 1 } }, outputs: { lock: { number: 0 } } };

/** Reader and lines, each with a supervisor of its own, as the gateway has them. */
async function readerWithLines() {
  const line = await TcpLine.open();
  const reader = SimulatedFeigReader.on(line, { model: 'CPR40' });
  const shared = new FeigLines((port: Port) => FeigReader.open(port), 'field');
  const pad = new RfidPad('pad', shared.openReader);
  const lines = new SwitchedLines('lines', shared.connect, LINES);
  const events = new EventLog<DeviceEvent>();
  const backOff = { firstMs: 10, maxMs: 20 };
  const rest = { emit: events.push, backOff };
  const supervisors = [
    new Supervisor({ device: 'pad', open: openPort(line.address), start: pad.start, ...rest }),
    new Supervisor({ device: 'lines', open: shared.open, start: lines.start, ...rest }),
  ];
  for (const supervisor of supervisors) supervisor.start();
  const state = (device: string, wanted: string, times = 1) =>
    events.count(
      (event) =>
        event.kind === 'device-status' && event.device === device && event.status.state === wanted,
      times,
    );
  await Promise.all([state('pad', 'ready'), state('lines', 'ready')]);
  const close = async () => {
    for (const supervisor of supervisors) await supervisor.close();
    await line.close();
  };
  return { line, reader, lines, events, state, [Symbol.asyncDispose]: close };
}

test('IO12 books are read and a relay is held over one line at the same time', async () => {
  await using desk = await readerWithLines();
  const book = bookTag({ uid: nextUid(), itemId: 'B1' });
  desk.reader.place(book);
  await desk.lines.hold('lock', 20_000);
  desk.reader.wires.setInput(1, true);
  await desk.events.find((event) => event.kind === 'tag-entered' && event.tag.uid === book.uid);
  await desk.events.find((event) => event.kind === 'input-changed' && event.on);
  expect(desk.reader.wires.output(0)).toBe(true);
});

test('IO12 a relay at rest is not woken by being told to rest', async () => {
  await using desk = await readerWithLines();
  const moved: boolean[] = [];
  desk.reader.wires.onOutput((_, on) => moved.push(on));
  await desk.lines.release('lock');
  expect(moved).toEqual([]);
});

test('IO6 lines are lost with their reader, and come back with it', async () => {
  await using desk = await readerWithLines();
  await desk.line.unplug();
  await desk.state('lines', 'faulty');
  await expect(desk.lines.hold('lock', 1000)).rejects.toMatchObject({ code: 'port-lost' });
  await desk.line.plug();
  await desk.state('lines', 'ready', 2);
  await desk.lines.hold('lock', 1000);
  expect(desk.reader.wires.output(0)).toBe(true);
});
