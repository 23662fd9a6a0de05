import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import {
  compactionFor,
  COMPACTIONS,
  decodeCompacted,
  encodeCompacted,
} from './iso15962-compaction.ts';
import type { TextCompaction } from './iso15962-compaction.ts';

const TEXT_COMPACTIONS = COMPACTIONS.filter((name) => name !== 'application-defined');
const named = (name: string | undefined): TextCompaction => {
  const found = TEXT_COMPACTIONS.find((one) => one === name);
  if (!found) throw new Error(`no compaction ${name}`);
  return found;
};
const vectors = vectorsOf('iso15962-compaction').filter(
  ({ context }) => context?.['compaction'] !== 'isil',
);

describe.each(vectors)('$name', ({ bytes, context, expect: words }) => {
  const compaction = named(context?.['compaction']);
  const text = String(words['value']);

  test('decodes', () => {
    expect(decodeCompacted(bytes, compaction)).toBe(text);
  });

  test('is what an encoder chooses, byte for byte', () => {
    expect(compactionFor(text)).toBe(compaction);
    expect(toHex(encodeCompacted(text, compaction))).toBe(toHex(bytes));
  });
});

test.each([
  ['7', 'octet-string'],
  ['10', 'integer'],
  ['1234567890123456789', 'integer'],
  ['12345678901234567890', 'numeric'],
  ['007', 'numeric'],
  ['AB', 'octet-string'],
  ['ABC', '5-bit'],
  ['[^_', '5-bit'],
  ['AB1', 'octet-string'],
  ['AB12', '6-bit'],
  ['AB1 ', 'octet-string'],
  ['TK-1234 ', '7-bit'],
  ['ab-1234', 'octet-string'],
  ['ab-12345', '7-bit'],
  ['Bücherei', 'octet-string'],
  ['Thư viện', 'utf-8'],
  ['', 'octet-string'],
])('“%s” is packed as %s', (text, compaction) => {
  expect(compactionFor(text)).toBe(compaction);
});

/** From the unit tests of the public library software dp2 (DigitalPlatform), which follows ISO/IEC 15962. */
test.each([
  ['256', 'integer', '0100'],
  ['9223372036854775807', 'integer', '7fffffffffffffff'],
  ['100000000000000000001', 'numeric', '100000000000000000001f'],
  ['AHQZ', '5-bit', '0a23a0'],
  ['ZYXWV', '5-bit', 'd6717b00'],
  ['[\\]^_', '5-bit', 'df3bef80'],
  ['K825.6=76/Z780', '6-bit', '2f8cb5bb6f77daf6b7e308'],
  ['TP393/H637', '6-bit', '510cf9cef236cf78'],
] as const)('%s as %s is %s, as another encoder writes it', (text, compaction, hex) => {
  expect(compactionFor(text)).toBe(compaction);
  expect(toHex(encodeCompacted(text, compaction))).toBe(hex);
  expect(decodeCompacted(fromHex(hex), compaction)).toBe(text);
});

test('every text comes back as it was, in normal form', () => {
  const letters = fc.oneof(
    fc.stringMatching(/^\d{0,24}$/),
    fc.stringMatching(/^[A-_]{0,12}$/),
    fc.stringMatching(/^[ -_]{0,12}$/),
    fc.stringMatching(/^[ -~]{0,20}$/),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  fc.assert(
    fc.property(letters, (raw) => {
      const text = raw.toWellFormed().normalize('NFC');
      const compaction = compactionFor(text);
      expect(decodeCompacted(encodeCompacted(text, compaction), compaction)).toBe(text);
    }),
  );
});

test('a text in another normal form is written in ours', () => {
  const decomposed = 'Thư viện'.normalize('NFD');
  expect(decodeCompacted(encodeCompacted(decomposed, 'utf-8'), 'utf-8')).toBe('Thư viện');
});

test('what a compaction cannot hold is refused', () => {
  expect(() => encodeCompacted('0123', 'integer')).toThrow(RangeError);
  expect(() => encodeCompacted('12345678901234567890', 'integer')).toThrow(RangeError);
  expect(() => encodeCompacted('abc', '5-bit')).toThrow(RangeError);
  expect(() => encodeCompacted('Đ', 'octet-string')).toThrow(RangeError);
});

test.each([
  ['', 'integer'],
  ['010000000000000000', 'integer'],
  ['1a', 'numeric'],
  ['f1', 'numeric'],
  ['', 'numeric'],
  ['c4', 'utf-8'],
] as const)('%s is no %s', (hex, compaction) => {
  expect(decodeCompacted(fromHex(hex), compaction)).toBeUndefined();
});

test('octets 80 to 9F are ISO 8859-1, not Windows-1252', () => {
  expect(decodeCompacted(fromHex('80'), 'octet-string')).toBe('\u0080');
});

test('any bytes at all are text no longer than three letters a byte, or nothing', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 255 }),
      fc.constantFrom(...TEXT_COMPACTIONS),
      (bytes, compaction) => {
        const text = decodeCompacted(bytes, compaction) ?? '';
        expect(text.length).toBeLessThanOrEqual(3 * bytes.length);
      },
    ),
  );
});
