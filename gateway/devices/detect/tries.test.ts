import { expect, test } from 'vitest';
import { SimulatedPrinter } from '#tests/simulators/escpos-printer.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import type { Line } from '#tests/simulators/line.ts';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import { SimulatedPn532 } from '#tests/simulators/pn532-reader.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import { SimulatedUhfReader } from '#tests/simulators/uhf-reader.ts';
import { detectDevice } from './detect.ts';
import { SERIAL_TRIES } from './tries.ts';

const READERS: readonly (readonly [string, (line: Line) => unknown])[] = [
  ['feig-iso-host', (line) => SimulatedFeigReader.on(line, { model: 'CPR40' })],
  ['3m-d6', (line) => SimulatedThreeMReader.on(line)],
  ['uhfreader18', (line) => SimulatedUhfReader.on(line, { model: '18' })],
  ['pn532', (line) => SimulatedPn532.on(line)],
  ['escpos', (line) => SimulatedPrinter.on(line)],
  ['modbus-io', (line) => SimulatedModbusBoard.on(line, { framing: 'rtu' })],
];
const PROBES = [...new Set(SERIAL_TRIES.flatMap(({ probes }) => probes))];
const line = { baudRate: 115200 };

test.each(READERS)(
  '%s is found whatever the others have asked it before, and is taken for no other',
  async (driver, simulate) => {
    for (let first = 0; first < PROBES.length; first++) {
      const desk = new StrictLine(line);
      simulate(desk);
      const probes = [...PROBES.slice(first), ...PROBES.slice(0, first)];
      const { detected } = await detectDevice(desk.openAt, {
        tries: [{ line, probes }],
        waitMs: 60,
      });
      expect(detected?.found.driver).toBe(driver);
    }
  },
);

test('no setting is tried twice, and no opening is in vain', () => {
  const settings = SERIAL_TRIES.map((row) => JSON.stringify(row.line));
  expect(new Set(settings).size).toBe(settings.length);
  expect(SERIAL_TRIES.every(({ probes }) => probes.length > 0)).toBe(true);
});
