/** Both sides of the line against a Modbus implementation that others wrote and use. */
import { once } from 'node:events';
import modbus, { ServerTCP } from 'modbus-serial';
import { expect, test } from 'vitest';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { openPort } from '../ports.ts';
import { ModbusBoard } from './modbus-board.ts';

test('IO10 the driver understands a board of modbus-serial, and is understood', async () => {
  const coils = new Map<number, boolean>();
  const server = new ServerTCP(
    {
      getDiscreteInput: (address: number) => address % 3 === 1,
      setCoil: (address: number, on: boolean) => void coils.set(address, on),
    },
    { host: '127.0.0.1', port: 0, unitID: 5 },
  );
  await once(server, 'initialized');
  const address = addressOf(server);
  const port = await openPort({ tcp: { host: '127.0.0.1', port: address } })();
  const board = new ModbusBoard(port, { framing: 'tcp', unit: 5 });
  const inputs = Array.from({ length: 20 }, (_, number) => number);
  expect(await board.readInputs(inputs)).toEqual(inputs.map((number) => number % 3 === 1));
  await board.switchOn(12, 1000);
  expect(coils.get(12)).toBe(true);
  await board.switchOff(12);
  expect(coils.get(12)).toBe(false);
  await board.close();
  await port.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** The library keeps its socket server to itself. */
function addressOf(server: ServerTCP): number {
  const inner: unknown = Reflect.get(server, '_server');
  const address =
    inner !== null &&
    typeof inner === 'object' &&
    'address' in inner &&
    typeof inner.address === 'function'
      ? (inner.address() as unknown)
      : undefined;
  if (address === null || typeof address !== 'object' || !('port' in address)) {
    throw new Error('modbus-serial has changed inside');
  }
  return Number(address.port);
}

test.each(['rtu', 'tcp'] as const)(
  'IO10 the simulated board speaks %s with the client of modbus-serial',
  async (framing) => {
    const line = await TcpLine.open();
    const board = SimulatedModbusBoard.on(line, { framing, unit: 9 });
    board.setInput(1, true);
    const client = new modbus.default();
    client.setID(9);
    const { host, port } = line.address.tcp;
    if (framing === 'tcp') await client.connectTCP(host, { port });
    else await client.connectTelnet(host, { port });
    expect((await client.readDiscreteInputs(0, 4)).data.slice(0, 4)).toEqual([
      false,
      true,
      false,
      false,
    ]);
    await client.writeCoil(3, true);
    expect(board.output(3)).toBe(true);
    await expect(client.readDiscreteInputs(6, 4)).rejects.toThrow(/Illegal data address/);
    await new Promise<void>((resolve) => client.close(() => resolve()));
    await line.close();
  },
);
