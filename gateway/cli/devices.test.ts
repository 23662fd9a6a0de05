import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import { DeviceConfig } from '../config/device-config.ts';
import { openPort } from '../devices/ports.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
function later<T extends { close(): Promise<void> }>(thing: T): T {
  closing.push(() => thing.close());
  return thing;
}

function start(...args: string[]) {
  const child = spawn(process.execPath, ['gateway/cli/devices.ts', ...args]);
  closing.push(async () => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, ended, out: text(child.stdout), err: text(child.stderr) };
}

async function run(...args: string[]) {
  const { ended, out, err } = start(...args);
  return { code: await ended, out: await out, err: await err };
}

/** Resolves when the program has said this. */
async function said({ stderr }: ChildProcess, words: string): Promise<void> {
  let heard = '';
  await new Promise<void>((resolve) =>
    stderr?.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
      if (heard.includes(words)) resolve();
    }),
  );
}

test('a pad on a serial line is named, and the settings to paste are such as the gateway takes', async () => {
  const line = later(await PtyLine.open({ baudRate: 19200 }));
  SimulatedThreeMReader.on(line);
  const { code, out, err } = await run('detect', line.address.serial);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('3M 210/810') });
  expect(err).toContain('trying 38400 baud, 8 data bits, even parity');
  expect(DeviceConfig.parse(JSON.parse(out))).toEqual({
    id: 'pad',
    driver: '3m-d6',
    port: { serial: line.address.serial, baudRate: 19200 },
  });
});

test('a reader on the network', async () => {
  const line = later(await TcpLine.open());
  SimulatedFeigReader.on(line, { model: 'MR102' });
  const { host, port } = line.address.tcp;
  const { code, out } = await run('detect', `${host}:${port}`);
  expect(code).toBe(0);
  expect(DeviceConfig.parse(JSON.parse(out))).toEqual({
    id: 'pad',
    driver: 'feig-iso-host',
    port: line.address,
  });
});

test('a scanner, once somebody has scanned a label', async () => {
  const line = later(await PtyLine.open({ baudRate: 9600 }));
  const scanner = SimulatedBarcodeScanner.on(line);
  const program = start('detect', line.address.serial);
  await said(program.child, 'scan a label now');
  await scanner.scan('VV.012345', { aim: ']C0' });
  const code = await program.ended;
  expect(code).toBe(0);
  expect(DeviceConfig.parse(JSON.parse(await program.out))).toEqual({
    id: 'scanner',
    driver: 'serial-scanner',
    port: { serial: line.address.serial, baudRate: 9600 },
  });
  expect(await program.err).not.toContain('VV.012345');
});

test('Ctrl+C ends it, and the line is free at once', async () => {
  const line = later(await PtyLine.open({ baudRate: 300 }));
  const program = start('detect', line.address.serial);
  await said(program.child, 'trying 19200');
  program.child.kill('SIGINT');
  expect(await program.ended).toBe(130);
  await (await openPort(line.address)()).close();
});

test('a line that another program has open, and one that is not there', async () => {
  const line = later(await PtyLine.open({ baudRate: 9600 }));
  later(await openPort(line.address)());
  expect(await run('detect', line.address.serial)).toMatchObject({ code: 1, out: '' });
  const { code, err } = await run('detect', '/dev/no-such-line');
  expect(code).toBe(1);
  expect(err).toContain('/dev/no-such-line');
});

test('it lists, helps, and says so when it does not understand', async () => {
  expect((await run()).code).toBe(0);
  expect(await run('help')).toMatchObject({ code: 0, out: expect.stringContaining('detect') });
  expect(await run('dance')).toMatchObject({ code: 2, err: expect.stringContaining('detect') });
});
