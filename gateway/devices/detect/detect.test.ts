import { expect, test } from 'vitest';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import { Fault } from '../../errors.ts';
import { openPort } from '../ports.ts';
import { detectDevice } from './detect.ts';
import type { OpenAt } from './detect.ts';
import type { LineSettings } from './probe.ts';
import { NETWORK_TRIES, SERIAL_TRIES } from './tries.ts';

/** The simulators on a line in memory answer at once. */
const QUICK = { tries: SERIAL_TRIES, waitMs: 20 };

const feigOn = (settings: LineSettings) => {
  const line = new StrictLine(settings);
  return { line, reader: SimulatedFeigReader.on(line, { model: 'CPR40' }) };
};
const FEIG_LINES = SERIAL_TRIES.flatMap(({ line, probes }) =>
  probes.some(({ name }) => name === 'probeFeig') && line ? [line] : [],
);

test('FEIG readers are looked for at each speed and parity that they are found with', () => {
  expect(FEIG_LINES).toEqual(
    expect.arrayContaining([
      { baudRate: 38400, parity: 'even' },
      { baudRate: 38400 },
      { baudRate: 115200, parity: 'even' },
      { baudRate: 115200 },
      { baudRate: 19200, parity: 'even' },
      { baudRate: 9600, parity: 'even' },
    ]),
  );
});

test.each(FEIG_LINES)('a FEIG reader is found at $baudRate $parity', async (settings) => {
  const { line } = feigOn(settings);
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected).toMatchObject({
    found: { driver: 'feig-iso-host', model: { firmware: '03.03' } },
    line: settings,
  });
  expect(detected?.found.model.name).toContain('CPR40');
  expect(line.isOpen).toBe(false);
});

test('a reader with another parity does not answer', async () => {
  const { line } = feigOn({ baudRate: 38400, parity: 'odd' });
  const { detected } = await detectDevice(line.openAt, QUICK);
  expect(detected).toBeUndefined();
  expect(line.openings).toEqual(SERIAL_TRIES.map((row) => row.line));
  expect(line.isOpen).toBe(false);
});

test.each([true, false])(
  'a 3M pad is found at its speed (version in D5: %s)',
  async (versionInD5) => {
    const line = new StrictLine({ baudRate: 19200 });
    SimulatedThreeMReader.on(line, { versionInD5 });
    expect((await detectDevice(line.openAt, QUICK)).detected).toEqual({
      found: { driver: '3m-d6', model: { name: '3M 210/810', firmware: '10.5.0.2' } },
      line: { baudRate: 19200 },
    });
  },
);

const onPty =
  (serial: string): OpenAt =>
  (line) =>
    openPort({ serial, ...(line ?? { baudRate: 9600 }) })();

test('over a serial line, at another speed than the first that is tried', async () => {
  const line = await PtyLine.open({ baudRate: 115200 });
  SimulatedFeigReader.on(line, { model: 'MR102' });
  const said: string[] = [];
  const say = (words: string) => void said.push(words);
  const options = { tries: SERIAL_TRIES, say };
  const { detected } = await detectDevice(onPty(line.address.serial), options);
  await line.close();
  expect(detected?.found.model.name).toContain('ISC.MR101-U');
  expect(detected?.line?.baudRate).toBe(115200);
  expect(said[0]).toBe('trying 38400 baud, 8 data bits, even parity …');
  expect(said.length).toBeGreaterThan(1);
});

test.each([
  ['feig-iso-host', (line: TcpLine) => SimulatedFeigReader.on(line, { model: 'MR102' })],
  ['3m-d6', (line: TcpLine) => SimulatedThreeMReader.on(line)],
])('%s is found on the network, where no speed can be tried', async (driver, simulate) => {
  const line = await TcpLine.open();
  simulate(line);
  const options = { tries: NETWORK_TRIES };
  const { detected } = await detectDevice(() => openPort(line.address)(), options);
  await line.close();
  expect(detected).toMatchObject({ found: { driver }, line: undefined });
});

test('nothing is asked but what a reader is, and nothing is changed', async () => {
  const asked = new Set<string>();
  for (const settings of [{ baudRate: 38400 }, { baudRate: 19200 }]) {
    for (const simulate of [
      (line: StrictLine) => SimulatedFeigReader.on(line, { model: 'CPR40' }),
      (line: StrictLine) => SimulatedThreeMReader.on(line),
    ]) {
      const line = new StrictLine(settings);
      const reader = simulate(line);
      const tag = bookTag({ uid: nextUid(), itemId: 'B1' });
      reader.place(tag);
      reader.onTraffic(({ name }) => asked.add(name));
      await detectDevice(line.openAt, QUICK);
    }
  }
  expect([...asked].sort()).toEqual(['software-version', 'version']);
});

test('the first question may be lost', async () => {
  const { line, reader } = feigOn({ baudRate: 38400, parity: 'even' });
  reader.simulateSilence(1);
  expect((await detectDevice(line.openAt, QUICK)).detected).toBeDefined();
  expect(line.openings).toHaveLength(1);
});

test('a device that sends by itself is not taken for a reader, and it is said at which speed', async () => {
  const line = new StrictLine({ baudRate: 9600, parity: 'even' });
  const scanner = SimulatedBarcodeScanner.on(line);
  line.onData(() => void scanner.scan('VV.012345'));
  const { detected, noiseAt } = await detectDevice(line.openAt, QUICK);
  expect(detected).toBeUndefined();
  expect(noiseAt).toEqual([{ baudRate: 9600, parity: 'even' }]);
});

test('when it is stopped, the line is closed and nothing more is tried', async () => {
  const line = new StrictLine({ baudRate: 300 });
  const stop = new AbortController();
  const openAt: OpenAt = (settings) => {
    if (line.openings.length === 1) queueMicrotask(() => stop.abort());
    return line.openAt(settings);
  };
  const detecting = detectDevice(openAt, { ...QUICK, signal: stop.signal });
  await expect(detecting).rejects.toMatchObject({ code: 'port-lost' });
  expect(line.openings).toHaveLength(2);
  expect(line.isOpen).toBe(false);
});

test('a line that is not there is said to be missing', async () => {
  const detecting = detectDevice(onPty('/dev/no-such-line'), { tries: SERIAL_TRIES });
  await expect(detecting).rejects.toMatchObject({ code: 'port-missing' });
});

test('a setting that the adapter does not know is left out', async () => {
  const { line } = feigOn({ baudRate: 9600, parity: 'even' });
  const openAt: OpenAt = async (settings) => {
    if (settings?.baudRate === 115200) throw new Fault('port-missing', 'invalid baud rate');
    return line.openAt(settings);
  };
  expect((await detectDevice(openAt, QUICK)).detected).toBeDefined();
});

test('a line that another program has open is not waited for', async () => {
  const line = await PtyLine.open({ baudRate: 9600 });
  const other = await openPort(line.address)();
  const detecting = detectDevice(onPty(line.address.serial), { tries: SERIAL_TRIES });
  await expect(detecting).rejects.toMatchObject({ code: 'port-busy' });
  await other.close();
  await line.close();
});
