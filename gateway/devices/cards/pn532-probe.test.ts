import { expect, test } from 'vitest';
import { SimulatedPn532 } from '#tests/simulators/pn532-reader.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { detectDevice } from '../detect/detect.ts';
import { SERIAL_TRIES } from '../detect/tries.ts';

const QUICK = { tries: SERIAL_TRIES, waitMs: 20 };

test('a PN532 is found, though it sleeps', async () => {
  const line = new StrictLine({ baudRate: 115200 });
  SimulatedPn532.on(line);
  expect((await detectDevice(line.openAt, QUICK)).detected).toEqual({
    found: { driver: 'pn532', model: { name: 'NXP PN532', firmware: '1.6' } },
    line: { baudRate: 115200 },
  });
});

test('the first answer may be lost', async () => {
  const line = new StrictLine({ baudRate: 115200 });
  SimulatedPn532.on(line).simulateSilence(1);
  expect((await detectDevice(line.openAt, QUICK)).detected?.found.driver).toBe('pn532');
});
