import { expect, test } from 'vitest';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import type { LineSettings } from './probe.ts';
import { listenForScan } from './scanner-listening.ts';
import { SCANNER_LINES } from './tries.ts';

/** A person who does something whenever they are asked for a label. */
const asked = (act: () => Promise<void>) => (words: string) => {
  if (words.includes('scan a label')) void act();
};

function scannerAt(settings: LineSettings) {
  const line = new StrictLine(settings);
  const scanner = SimulatedBarcodeScanner.on(line);
  const listen = (send: (scanner: SimulatedBarcodeScanner) => Promise<void>) =>
    listenForScan(line.openAt, {
      lines: SCANNER_LINES,
      patienceMs: 400,
      say: (words) =>
        void (words.includes('scan a label') && setImmediate(() => void send(scanner))),
    });
  return { line, listen };
}

test('a scanner at the first speed, with its AIM identifier', async () => {
  const { line, listen } = scannerAt({ baudRate: 9600 });
  const heard = await listen((scanner) => scanner.scan('VV.012345', { aim: ']C0' }));
  expect(heard).toEqual({
    line: { baudRate: 9600 },
    scan: { text: 'VV.012345', symbology: 'code128', guessed: false },
  });
  expect(line.isOpen).toBe(false);
});

test('a scan without an end is over when it is quiet', async () => {
  const { listen } = scannerAt({ baudRate: 9600 });
  const heard = await listen((scanner) => scanner.scan('VV.012345', { suffix: '' }));
  expect(heard?.scan.text).toBe('VV.012345');
});

test('what makes no sense at one speed is asked for again at the next', async () => {
  const [wrong, right] = SCANNER_LINES.map((line) => new StrictLine(line));
  if (!wrong || !right) throw new Error('two speeds are needed');
  const heard = await listenForScan(
    (line) => (line?.baudRate === wrong.device.baudRate ? wrong : right).openAt(line),
    {
      lines: SCANNER_LINES,
      say: asked(async () => {
        await SimulatedBarcodeScanner.on(wrong).simulateGarbage();
        await SimulatedBarcodeScanner.on(right).scan('VV.012345');
      }),
    },
  );
  expect(wrong.openings).toHaveLength(1);
  expect(heard).toMatchObject({ line: SCANNER_LINES[1], scan: { text: 'VV.012345' } });
});

/** 7E1 and 7O1 look like eight bits of which the highest is the parity. */
test.each([
  ['even', 0],
  ['odd', 1],
] as const)('seven bits with %s parity are understood', async (parity, rest) => {
  const { listen } = scannerAt({ baudRate: 9600 });
  const withParity = (byte: number) => {
    const ones = [...byte.toString(2)].filter((bit) => bit === '1').length;
    return ones % 2 === rest ? byte : byte | 0x80;
  };
  const bytes = Uint8Array.from(Buffer.from('VV.012345\r'), withParity);
  expect(await listen((scanner) => scanner.simulateBytes(bytes))).toMatchObject({
    line: { baudRate: 9600, dataBits: 7, parity },
    scan: { text: 'VV.012345' },
  });
});

test('silence is waited for once, and no longer than patience lasts', async () => {
  const { line, listen } = scannerAt({ baudRate: 300 });
  expect(await listen(async () => undefined)).toBeUndefined();
  expect(line.openings).toHaveLength(1);
  expect(line.isOpen).toBe(false);
});

test('when it is stopped, the line is closed', async () => {
  const line = new StrictLine({ baudRate: 9600 });
  const stop = new AbortController();
  const say = () => void setImmediate(() => stop.abort());
  const listening = listenForScan(line.openAt, { lines: SCANNER_LINES, say, signal: stop.signal });
  await expect(listening).rejects.toMatchObject({ code: 'port-lost' });
  expect(line.isOpen).toBe(false);
});
