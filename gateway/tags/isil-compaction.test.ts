import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { decodeIsil, encodeIsil, isIsilText } from './isil-compaction.ts';

const vectors = vectorsOf('iso15962-compaction').filter(
  ({ context }) => context?.['compaction'] === 'isil',
);

describe.each(vectors)('$name', ({ bytes, expect: words }) => {
  const isil = String(words['value']);

  test('decodes', () => {
    expect(decodeIsil(bytes)).toBe(isil);
  });

  test('is encoded to the same bytes', () => {
    expect(toHex(encodeIsil(isil))).toBe(toHex(bytes));
  });
});

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(2);
});

test('every ISIL comes back as it was', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-A-Za-z0-9:/]{1,16}$/), (isil) => {
      expect(isIsilText(isil)).toBe(true);
      expect(decodeIsil(encodeIsil(isil))).toBe(isil);
    }),
  );
});

test('a character of no set is refused', () => {
  expect(isIsilText('VN_1')).toBe(false);
  expect(() => encodeIsil('VN_1')).toThrow(RangeError);
});

test('a latch where another encoder would shift says the same', () => {
  // A, latch lower, b, latch upper, C.
  expect(decodeIsil(Uint8Array.of(0b00001_111, 0b00_00010_1, 0b1100_0001, 0b1_1111111))).toBe(
    'AbC',
  );
});

test('latches and shifts without a character behind them are padding', () => {
  expect(decodeIsil(fromHex('ff'))).toBe('');
  expect(decodeIsil(fromHex('0fff'))).toBe('A');
  expect(decodeIsil(new Uint8Array())).toBe('');
});

test('any bytes at all end, in no more than two characters a byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 255 }), (bytes) => {
      expect(decodeIsil(bytes).length).toBeLessThanOrEqual(2 * bytes.length);
    }),
  );
});
