import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeScan } from './aim.ts';
import { RepeatFilter } from './repeats.ts';
import { ScanFramer } from './scan-frames.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (framer: ScanFramer, ...chunks: (string | Uint8Array)[]) =>
  chunks
    .flatMap((chunk) => framer.push(typeof chunk === 'string' ? bytes(chunk) : chunk))
    .map((piece) => (piece.kind === 'frame' ? new TextDecoder().decode(piece.bytes) : piece.kind));

describe('the end of a scan', () => {
  test.each(['\r', '\n', '\r\n', '\u0003', '\u0004', '\u0003\r\n'])('is %j', (end) => {
    expect(texts(new ScanFramer(), `31234${end}56789${end}`)).toEqual(['31234', '56789']);
  });

  test('CR and LF in two chunks are one end', () => {
    expect(texts(new ScanFramer(), '31234\r', '\n56789\r', '\n')).toEqual(['31234', '56789']);
  });

  test('is silence, where the scanner sends no end', () => {
    const framer = new ScanFramer();
    expect(texts(framer, '312', '34')).toEqual([]);
    expect(framer.pending).toBe(true);
    expect(framer.silence()).toEqual([{ kind: 'frame', bytes: bytes('31234') }]);
    expect(framer.pending).toBe(false);
  });

  test('one or two bytes before silence are noise', () => {
    const framer = new ScanFramer();
    framer.push(bytes('31'));
    expect(framer.silence()).toEqual([]);
    expect(texts(framer, '45678\r')).toEqual(['45678']);
  });
});

test('STX begins a scan, and what stood before it was noise', () => {
  expect(texts(new ScanFramer(), 'x\u000231234\u0003')).toEqual(['31234']);
});

test('NUL, ACK, BEL and NAK between scans are passed over', () => {
  expect(texts(new ScanFramer(), '\0\u0006\u0007\u001531234\r\0\u000656789\r')).toEqual([
    '31234',
    '56789',
  ]);
});

test('an over-long scan is dropped up to its end, and the next one is whole', () => {
  const framer = new ScanFramer();
  const flood = Array.from({ length: 20 }, () => 'x'.repeat(1000));
  expect(texts(framer, ...flood)).toEqual([]);
  expect(texts(framer, '\r\n31234\r')).toEqual(['too-long', '31234']);
});

test('the largest QR code passes', () => {
  expect(texts(new ScanFramer(), 'y'.repeat(2953), '\r')).toEqual(['y'.repeat(2953)]);
});

test('however the line cuts it, a stream of scans is the same scans', () => {
  const label = fc.stringMatching(/^[A-Z0-9.-]{1,20}$/);
  fc.assert(
    fc.property(
      fc.array(label, { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      (labels, size) => {
        const stream = labels.map((text) => `${text}\r\n`).join('');
        const chunks = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        expect(texts(new ScanFramer(), ...chunks)).toEqual(labels);
      },
    ),
  );
});

test('random bytes never throw, in the framer or behind it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      const framer = new ScanFramer();
      const pieces = [...chunks.flatMap((chunk) => framer.push(chunk)), ...framer.silence()];
      for (const piece of pieces) if (piece.kind === 'frame') decodeScan(piece.bytes);
    }),
  );
});

describe('what the bytes say', () => {
  const scan = (text: string) => decodeScan(bytes(text));

  test.each([
    [']A0VV.012345', 'code39', 'VV.012345'],
    [']C0VV.012345', 'code128', 'VV.012345'],
    [']E09786040000002', 'ean', '9786040000002'],
    [']X09786040000002', 'ean', '9786040000002'],
    [']F031234567890123', 'codabar', '31234567890123'],
    [']I012345678', 'itf', '12345678'],
    [']Q1https://example.org', 'qr', 'https://example.org'],
    [']d2ABC', 'datamatrix', 'ABC'],
    [']L0ABC', 'other', 'ABC'],
    ['VV.012345', undefined, 'VV.012345'],
    [' VV.012345 ', undefined, 'VV.012345'],
    [']not an identifier', undefined, ']not an identifier'],
  ])('%s is %s: %s', (sent, symbology, text) => {
    expect(scan(sent)).toEqual({ text, symbology, guessed: false });
  });

  test.each([
    ['A31234567890123B', '31234567890123'],
    [']F0a31234567890123d', '31234567890123'],
    ['AB123C', 'AB123C'],
    [']A0A123B', 'A123B'],
  ])('start and stop letters of Codabar: %s is %s', (sent, text) => {
    expect(scan(sent)?.text).toBe(text);
  });

  test('Vietnamese in UTF-8, composed or not, is the same text', () => {
    const name = 'Nguyễn Thị Đẹp';
    expect(scan(name)?.text).toBe(name.normalize('NFC'));
    expect(scan(name.normalize('NFD'))).toEqual({
      text: name.normalize('NFC'),
      symbology: undefined,
      guessed: false,
    });
  });

  test('bytes that are no UTF-8 are read as windows-1258, and said to be guessed', () => {
    // “Thế”: ê, then the acute as a letter of its own.
    const old = Uint8Array.of(0x54, 0x68, 0xea, 0xec);
    expect(decodeScan(old)).toEqual({ text: 'Thế', symbology: undefined, guessed: true });
  });

  test('a tone mark that finds no vowel was never windows-1258', () => {
    const latin = Uint8Array.of(0x42, 0xec, 0x31); // “Bì1” in Latin-1
    expect(decodeScan(latin)).toMatchObject({ text: 'Bì1', guessed: true });
  });

  test('ECI escapes and doubled backslashes are undone', () => {
    expect(scan(']Q2\\000026Đọc \\\\ sách')).toMatchObject({ text: 'Đọc \\ sách', guessed: false });
    const latin = Uint8Array.of(...bytes(']Q2\\000003caf'), 0xe9, ...bytes('\\000026é'));
    expect(decodeScan(latin)?.text).toBe('caféé');
  });

  test('without an ECI mode a backslash is a backslash', () => {
    expect(scan(']Q1a\\000026b')?.text).toBe('a\\000026b');
  });

  test.each(['', '   ', '\u0001\u0002abc', 'ab\u001bc'])('%j is no text', (sent) => {
    expect(scan(sent)).toBeUndefined();
  });
});

test('the same code within a second and a half is one scan; another code, or later, is a new one', () => {
  const filter = new RepeatFilter();
  const seen = [
    ['A', 0],
    ['A', 1400],
    ['A', 2800],
    ['A', 4300],
    ['B', 4400],
    ['A', 4500],
  ] as const;
  const repeats = seen.map(([text, now]) => filter.isRepeat(text, now));
  expect(repeats).toEqual([false, true, true, false, false, false]);
});
