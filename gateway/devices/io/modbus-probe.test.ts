import { expect, test } from 'vitest';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { openPort } from '../ports.ts';
import { probeModbusRtu, probeModbusTcp } from './modbus-probe.ts';

const WAIT_MS = 150;

test.each([
  ['rtu', probeModbusRtu, {}],
  ['tcp', probeModbusTcp, {}],
  ['rtu', probeModbusRtu, { inputsAreCoils: true }],
] as const)(
  'IO13 a board that speaks %s is found, and nothing is switched',
  async (framing, probe, model) => {
    const line = await TcpLine.open();
    const board = SimulatedModbusBoard.on(line, { framing, ...model });
    const port = await openPort(line.address)();
    expect(await probe(port, WAIT_MS)).toMatchObject({ driver: 'modbus-io' });
    expect(board.seen(5) + board.seen(6)).toBe(0);
    await port.close();
    await line.close();
  },
);

test('IO13 a board of the other framing is not taken for one', async () => {
  const line = await TcpLine.open();
  SimulatedModbusBoard.on(line, { framing: 'tcp' });
  const port = await openPort(line.address)();
  expect(await probeModbusRtu(port, WAIT_MS)).toBeUndefined();
  await port.close();
  await line.close();
});
