import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { describe, expect, test } from 'vitest';
import { printed, receiptCodeOf } from './receipt-code.ts';

describe('O30 the code on the receipt', () => {
  test('is eight letters that nobody mistakes, the same each time', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), (id) => {
        expect(receiptCodeOf(id)).toMatch(/^[34679CDFGHJKMNPQRTVWXY]{8}$/);
        expect(receiptCodeOf(id)).toBe(receiptCodeOf(id.toUpperCase()));
      }),
    );
  });

  test('of one id is this, whoever works it out', () => {
    expect(receiptCodeOf('019aaf00-0000-7000-8000-000000000000')).toBe('33333333');
    expect(receiptCodeOf('019aaf00-0000-7000-8000-000000000017')).toBe('33333344');
    expect(receiptCodeOf('019aaf00-0000-7000-8000-ffffffffffff')).toBe('DPN7RRWN');
  });

  test('of ids made in one millisecond is another for each', () => {
    const msecs = Date.UTC(2026, 10, 23, 8);
    const ids = Array.from({ length: 20_000 }, () => newId({ msecs }));
    // Of 5 × 10¹⁰ codes two of 20,000 are equal with a chance of 1 in 270.
    expect(new Set(ids.map(receiptCodeOf)).size).toBeGreaterThan(ids.length - 3);
  });

  test('uses each letter at each place alike', () => {
    const codes = Array.from({ length: 22_000 }, () => receiptCodeOf(newId()));
    for (let place = 0; place < 8; place++) {
      const seen = new Map<string, number>();
      for (const code of codes) {
        const letter = code.charAt(place);
        seen.set(letter, (seen.get(letter) ?? 0) + 1);
      }
      // A thousand of each are expected, with a deviation of 31.
      for (const count of seen.values()) expect(Math.abs(count - 1_000)).toBeLessThan(220);
      expect(seen.size).toBe(22);
    }
  });

  test('is made of nothing but a UUID', () => {
    expect(() => receiptCodeOf('t-1')).toThrow(RangeError);
  });

  test('is printed in two groups', () => {
    expect(printed('3479CDFG')).toBe('3479 CDFG');
  });
});
