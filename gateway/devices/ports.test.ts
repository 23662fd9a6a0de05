import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { openPort } from './ports.ts';
import { lineSettings } from './serial-port.ts';

const run = promisify(execFile);

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

test.each([
  ['none', { rtscts: false, xon: false }],
  ['rts-cts', { rtscts: true, xon: false }],
  ['xon-xoff', { rtscts: false, xon: true }],
] as const)('flow control %s is asked of the system', (flow, asked) => {
  expect(lineSettings({ serial: '/dev/ttyS0', baudRate: 9600, flow })).toMatchObject(asked);
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

test('a line that is written to all day keeps nothing of it', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the collector cannot be called');
  const line = await PtyLine.open({ baudRate: 115_200 });
  let arrived = 0;
  line.onData((bytes) => void (arrived += bytes.length));
  const port = await openPort(line.address)();
  const heapAfter = async (writes: number) => {
    const all = arrived + writes;
    for (let n = 0; n < writes; n++) await port.write(Uint8Array.of(n));
    await expect.poll(() => arrived).toBe(all);
    collect();
    return process.memoryUsage().heapUsed;
  };
  const heaps: number[] = [];
  for (let round = 0; round < 4; round++) heaps.push(await heapAfter(1_000));
  // What else is going on may fill the heap now and then; what is kept of writes fills it in every round.
  const growths = heaps.slice(1).map((heap, at) => heap - (heaps[at] ?? 0));
  expect(Math.min(...growths)).toBeLessThan(80_000);
  await port.close();
  await line.close();
});

/**
 * Until the bytes lie in the system's buffer: a pseudo-terminal passes them on some time after they were written,
 * and only its echo says that they are through.
 */
async function writeToNobody(line: PtyLine, text: string): Promise<void> {
  let echo = '';
  line.onData((bytes) => void (echo += Buffer.from(bytes).toString()));
  await run('stty', ['-F', line.address.serial, 'echo']);
  await line.write(Buffer.from(text));
  await expect.poll(() => echo).toBe(text);
  await run('stty', ['-F', line.address.serial, '-echo']);
}

test('bytes that came while nobody had the line open are not for who opens it next', async () => {
  const line = await PtyLine.open({ baudRate: 9600 });
  await (await openPort(line.address)()).close();
  await writeToNobody(line, 'yesterday');
  const port = await openPort(line.address)();
  const first = new Promise<string>((resolve) =>
    port.onData((bytes) => resolve(Buffer.from(bytes).toString())),
  );
  await line.write(Buffer.from('t'));
  expect(await first).toBe('t');
  await port.close();
  await line.close();
});

test.each([
  ['a serial line', () => PtyLine.open({ baudRate: 9600 })],
  ['TCP', () => TcpLine.open()],
])('%s: a peer that vanishes just as its bytes are read is noticed', async (_, openLine) => {
  const line = await openLine();
  const port = await openPort(line.address)();
  const lost = new Promise<void>((resolve) => port.onClose(resolve));
  const read = new Promise<void>((resolve) => port.onData(() => resolve()));
  await line.write(Buffer.from('x'));
  await read;
  await line.unplug();
  await lost;
  await port.close();
  await line.close();
});
