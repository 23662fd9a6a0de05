import { expect, test } from 'vitest';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedUhfReader } from '#tests/simulators/uhf-reader.ts';
import { uhfTag } from '#tests/simulators/uhf-tag.ts';
import { detectDevice } from '../detect/detect.ts';
import { NETWORK_TRIES, SERIAL_TRIES } from '../detect/tries.ts';
import { openPort } from '../ports.ts';

const QUICK = { tries: SERIAL_TRIES, waitMs: 20 };

test.each([
  [57600, '18', 'UHFReader18', '2.36'],
  [115200, '288', 'UHFReader288MP', '1.14'],
] as const)('at %i baud an %s is found', async (baudRate, model, name, firmware) => {
  const line = new StrictLine({ baudRate });
  SimulatedUhfReader.on(line, { model });
  expect((await detectDevice(line.openAt, QUICK)).detected).toEqual({
    found: { driver: 'uhfreader18', model: { name, firmware } },
    line: { baudRate },
  });
});

test('it is found on the network, too', async () => {
  const line = await TcpLine.open();
  SimulatedUhfReader.on(line, { model: '288' });
  const { detected } = await detectDevice(() => openPort(line.address)(), { tries: NETWORK_TRIES });
  await line.close();
  expect(detected?.found.driver).toBe('uhfreader18');
});

test('a reader that reads by itself says what it is all the same', async () => {
  const line = new StrictLine({ baudRate: 57600 });
  const reader = SimulatedUhfReader.on(line, { model: '18' });
  reader.place(uhfTag());
  reader.simulateScanMode();
  expect((await detectDevice(line.openAt, QUICK)).detected?.found.driver).toBe('uhfreader18');
});

test('nothing is asked but what it is', async () => {
  const line = new StrictLine({ baudRate: 57600 });
  const reader = SimulatedUhfReader.on(line, { model: '18' });
  const asked = new Set<string>();
  reader.onTraffic(({ name }) => asked.add(name));
  await detectDevice(line.openAt, QUICK);
  expect([...asked]).toEqual(['reader-info']);
});
