import { expect, test } from 'vitest';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { openPort } from './ports.ts';
import { lineSettings } from './serial-port.ts';

/** A pseudo-terminal has no parity to try; what can be tried is that the system is asked for it. */
test('speed, parity and bits are asked of the system as the settings file says', () => {
  const feig = { serial: '/dev/ttyS0', baudRate: 38400, parity: 'even' } as const;
  expect(lineSettings(feig)).toMatchObject({
    path: '/dev/ttyS0',
    baudRate: 38400,
    dataBits: 8,
    parity: 'even',
    stopBits: 1,
    lock: true,
  });
  expect(lineSettings({ serial: 'COM3', baudRate: 9600, dataBits: 7, stopBits: 2 })).toMatchObject({
    dataBits: 7,
    parity: 'none',
    stopBits: 2,
  });
});

test('a line that is not there is port-missing, and the message names it', async () => {
  const open = openPort({ serial: '/dev/no-such-line', baudRate: 9600 });
  await expect(open()).rejects.toMatchObject({
    code: 'port-missing',
    message: expect.stringContaining('/dev/no-such-line'),
  });
});

test('nobody at the address is port-missing', async () => {
  const line = await TcpLine.open();
  await line.close();
  await expect(openPort(line.address)()).rejects.toMatchObject({ code: 'port-missing' });
});

test('writing to a line that is gone is port-lost, and its loss is told once, also to who asks late', async () => {
  const line = await TcpLine.open();
  const port = await openPort(line.address)();
  let told = 0;
  const lost = new Promise<void>((resolve) => port.onClose(() => resolve(void (told += 1))));
  await line.close();
  await lost;
  await port.close();
  await expect(port.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port-lost' });
  await new Promise<void>((resolve) => port.onClose(resolve));
  expect(told).toBe(1);
});
