import { expect, test } from 'vitest';
import { describeDigitalIo } from '#tests/contracts/digital-io.ts';
import type { Line } from '#tests/simulators/line.ts';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import type { ModbusBoardModel } from '#tests/simulators/modbus-board.ts';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { byteTimeMs } from '#tests/simulators/serial-timing.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { timingOf } from '#tests/simulators/wired-lines.ts';
import { openPort } from '../ports.ts';
import { ModbusBoard } from './modbus-board.ts';
import type { ModbusBoardOptions, OutputTimer } from './modbus-board.ts';
import { SwitchedLines } from './switched-lines.ts';

/** Who answers does so in time, on the busiest machine. */
const PATIENT = { timeoutMs: 20_000, gapMs: 5000 };
/** For answers that do not come, because tests wait with it. */
const SHORT = { timeoutMs: 300 };
const FLASH: OutputTimer = { by: 'coil', first: 0x0200, unitMs: 100, most: 0x7fff };
const DELAY: OutputTimer = { by: 'register', first: 1, unitMs: 1000, base: 0x0600, most: 255 };

const numbers = { inputs: [0, 3], outputs: [1, 7] } as const;
const contract = (
  name: string,
  openLine: () => Promise<Line>,
  model: ModbusBoardModel,
  options: ModbusBoardOptions,
  grainMs: number,
) =>
  describeDigitalIo({
    ...{ name, openLine, grainMs },
    // Coils are inputs from behind the outputs on.
    numbers: { ...numbers, ...(model.inputsAreCoils && { inputs: [16, 19] }) },
    simulate: (line) => SimulatedModbusBoard.on(line, model),
    lines: (settings) =>
      new SwitchedLines(
        'board',
        (port) => new ModbusBoard(port, { ...PATIENT, ...options }),
        settings,
      ),
  });

contract(
  'A Modbus board over a serial line that times its outputs itself',
  () => PtyLine.open({ baudRate: 38_400 }),
  { framing: 'rtu', timer: 'flash' },
  { framing: 'rtu', timer: FLASH },
  100,
);
contract(
  'A Modbus board over TCP whose outputs the gateway lets go of',
  () => TcpLine.open(),
  { framing: 'tcp', unit: 255 },
  { framing: 'tcp', unit: 255 },
  0,
);
contract(
  'A Modbus board behind a terminal server that times in seconds, and whose inputs are coils',
  () => TcpLine.open(),
  { framing: 'rtu', timer: 'delay', inputsAreCoils: true, outputs: 0x10 },
  { framing: 'rtu', timer: DELAY, inputsAre: 'coils' },
  1000,
);

async function boardOnTcp(
  model: Omit<ModbusBoardModel, 'framing'> = {},
  options: Partial<ModbusBoardOptions> = {},
  framing: 'rtu' | 'tcp' = 'rtu',
) {
  const line = await TcpLine.open();
  const simulator = SimulatedModbusBoard.on(line, { framing, ...model });
  const port = await openPort(line.address)();
  const board = new ModbusBoard(port, { framing, ...PATIENT, ...options });
  const close = async () => {
    await board.close();
    await port.close();
    await line.close();
  };
  return { board, line, simulator, [Symbol.asyncDispose]: close };
}

test('IO11 a torn answer is asked for again', async () => {
  await using desk = await boardOnTcp();
  desk.simulator.setInput(2, true);
  desk.simulator.simulateBitError();
  expect(await desk.board.readInputs([2, 0])).toEqual([true, false]);
  expect(desk.simulator.seen(2)).toBe(2);
});

test.each([100, 400])('IO11 one that stops for %i ms is asked for again', async (gapMs) => {
  await using desk = await boardOnTcp({}, { gapMs: 50 });
  desk.simulator.simulateGap(gapMs);
  expect(await desk.board.readInputs([0])).toEqual([false]);
  expect(desk.simulator.fired).toEqual(['gap']);
});

test.each(['rtu', 'tcp'] as const)(
  'IO11 %s: what was answered too late is not taken for the next reading',
  async (framing) => {
    await using desk = await boardOnTcp({}, SHORT, framing);
    // The first comes for the repetition, and that to the repetition when something else is asked.
    desk.simulator.simulateLateAnswer(420);
    desk.simulator.simulateLateAnswer(80);
    await desk.board.readInputs([0]);
    // A busy computer may have waited for the first all the same.
    await desk.simulator.taken(desk.simulator.heard);
    desk.simulator.setInput(0, true);
    for (let look = 0; look < 3; look++) expect(await desk.board.readInputs([0])).toEqual([true]);
  },
);

test('IO11 what another board of the bus says is not taken for an answer', async () => {
  await using desk = await boardOnTcp();
  desk.simulator.simulateOtherUnit();
  desk.simulator.setInput(1, true);
  expect(await desk.board.readInputs([1])).toEqual([true]);
});

test('IO11 a board that says nothing twice does not answer', async () => {
  await using desk = await boardOnTcp({}, SHORT);
  desk.simulator.simulateSilence(2);
  await expect(desk.board.readInputs([0])).rejects.toMatchObject({ code: 'no-answer' });
  expect(await desk.board.readInputs([0])).toEqual([false]);
});

test('IO11 a board under another address does not answer', async () => {
  await using desk = await boardOnTcp({ unit: 7 }, SHORT);
  await expect(desk.board.readInputs([0])).rejects.toMatchObject({ code: 'no-answer' });
  expect(desk.simulator.seen()).toBe(0);
});

test('IO11 an input that the board has not is refused, in words', async () => {
  await using desk = await boardOnTcp({ inputs: 4 });
  await expect(desk.board.readInputs([4])).rejects.toThrow(
    'the board refuses function 02 with Modbus exception 2: it has no such address',
  );
  await expect(desk.board.switchOn(9, 100)).rejects.toMatchObject({ code: 'not-supported' });
});

test('IO4 a time that the board cannot count to is the longest it can', async () => {
  await using desk = await boardOnTcp({ timer: 'delay' }, { timer: { ...DELAY, most: 1 } });
  const off = new Promise((resolve) => desk.simulator.onOutput((_, on) => !on && resolve(0)));
  const start = performance.now();
  await desk.board.switchOn(0, 3_600_000);
  await off;
  // A second, and not the hour that was asked for.
  expect(performance.now() - start).toBeLessThan(60_000);
});

test('IO9 twenty times a second the inputs are read, at 9600 baud too', async () => {
  const time = new ManualTimer(0);
  const line = new StrictLine({ baudRate: 9600 });
  const board = SimulatedModbusBoard.on(line, { framing: 'rtu', time });
  const timing = timingOf(time);
  const lines = new SwitchedLines(
    'board',
    (port) => new ModbusBoard(port, { framing: 'rtu', timing }),
    { inputs: { first: { number: 0 }, last: { number: 7 } }, outputs: {} },
    timing,
  );
  const port = await line.openAt({ baudRate: 9600 });
  const running = await lines.start(port, { emit: () => {}, fail: () => {} });
  const before = board.seen(2);
  await time.advance(10_000);
  const restMs = 10_000 / (board.seen(2) - before);
  // Eight bytes out and six back, and what small processors think about it.
  const lineMs = 14 * byteTimeMs({ baudRate: 9600 });
  expect(restMs + lineMs + 15).toBeLessThan(50);
  await running.close();
});
