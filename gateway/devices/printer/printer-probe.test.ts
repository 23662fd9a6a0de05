import { afterEach, expect, test } from 'vitest';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import type { Line } from '#tests/simulators/line.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { detectDevice } from '../detect/detect.ts';
import { NETWORK_TRIES, SERIAL_TRIES } from '../detect/tries.ts';
import { openPort } from '../ports.ts';

const QUICK = { tries: SERIAL_TRIES, waitMs: 20 };
const lines: Line[] = [];
afterEach(() => Promise.all(lines.splice(0).map((line) => line.close())));

const PRINTER_LINES = SERIAL_TRIES.flatMap(({ line, probes }) =>
  probes.some(({ name }) => name === 'probeEscpos') && line ? [line] : [],
);

test('PR13 printers are looked for at the speeds of their switches', () => {
  expect(PRINTER_LINES.map(({ baudRate }) => baudRate).sort((a, b) => a - b)).toEqual([
    9600, 19200, 38400, 115200,
  ]);
});

test.each(PRINTER_LINES)('PR13 a printer is found at $baudRate baud', async (settings) => {
  const line = new StrictLine(settings);
  SimulatedPrinter.on(line);
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected).toEqual({
    found: { driver: 'escpos', model: { name: 'SIM-80', firmware: '1.04' } },
    line: settings,
  });
});

test('PR13 also with its cover open and without paper, when it says no name', async () => {
  const line = new StrictLine({ baudRate: 9600 });
  const printer = SimulatedPrinter.on(line, { model: 'none' });
  printer.simulateCover(true);
  printer.simulatePaperOut();
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected?.found).toMatchObject({ driver: 'escpos' });
});

test('PR13 on the network it is asked before anything that it would print', async () => {
  const line = await TcpLine.open();
  lines.push(line);
  const printer = SimulatedPrinter.on(line);
  const { detected } = await detectDevice(() => openPort(line.address)(), { tries: NETWORK_TRIES });
  expect(detected?.found.driver).toBe('escpos');
  expect(printer.letters).toBe(0);
});

test('PR13 what answers every question with bytes that only look like a status is none', async () => {
  const line = new StrictLine({ baudRate: 9600 });
  line.onData((bytes) => void line.write(bytes.map(() => 0x12)));
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected?.found.driver).not.toBe('escpos');
});
