import { expect, test } from 'vitest';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { SimulatedZebraScanner } from '#tests/simulators/zebra-scanner.ts';
import { detectDevice } from '../detect/detect.ts';
import { SERIAL_TRIES } from '../detect/tries.ts';

const QUICK = { tries: SERIAL_TRIES, waitMs: 20 };

test.each([9600, 115200])('a Zebra scanner of SSI is found at %i baud', async (baudRate) => {
  const line = new StrictLine({ baudRate });
  const scanner = SimulatedZebraScanner.on(line);
  expect((await detectDevice(line.openAt, QUICK)).detected).toEqual({
    found: {
      driver: 'zebra-ssi',
      model: { name: 'Zebra scanner', firmware: 'PAABLS00-005-R01' },
    },
    line: { baudRate },
  });
  expect(scanner.heard).not.toContain('start');
});

test('the first answer may be lost', async () => {
  const line = new StrictLine({ baudRate: 9600 });
  SimulatedZebraScanner.on(line).simulateSilence();
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected?.found.driver).toBe('zebra-ssi');
});
