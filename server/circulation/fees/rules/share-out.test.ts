import fc from 'fast-check';
import { expect, test } from 'vitest';
import { receiptLetters, receiptNumber, shareOut } from './share-out.ts';

const FEES = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 10 });
const owed = (lefts: readonly number[]) => lefts.map((left, at) => ({ id: `f${at}`, left }));

test('F1 all of the money goes to fees, the oldest full before the next gets any', () => {
  fc.assert(
    fc.property(FEES, fc.double({ min: 0, max: 1, noNaN: true }), (lefts, part) => {
      const sum = lefts.reduce((a, b) => a + b, 0);
      const amount = Math.max(1, Math.floor(sum * part));
      const shares = shareOut(owed(lefts), amount);
      if ('code' in shares) throw new Error(shares.code);
      expect(shares.reduce((total, share) => total + share.amount, 0)).toBe(amount);
      expect(shares.map(({ feeId }) => feeId)).toEqual(shares.map((_, at) => `f${at}`));
      const full = shares.slice(0, -1);
      expect(full.map((share) => share.amount)).toEqual(lefts.slice(0, full.length));
    }),
  );
});

test('F3 one đồng more than is owed is refused', () => {
  expect(shareOut(owed([2000, 1000]), 3001)).toMatchObject({ code: 'fee-too-much' });
  expect(shareOut([], 1)).toMatchObject({ code: 'fee-nothing-owed' });
});

test.each([
  [{ id: 'central', isil: 'VN-TT' }, 17, 'TT-2026-000017'],
  [{ id: 'central' }, 1, 'CENTRAL-2026-000001'],
  [{ id: 'phường-đông' }, 1_234_567, 'PHƯỜNG-ĐÔNG-2026-1234567'],
])('F5 the receipt of %o', (library, number, text) => {
  expect(receiptNumber(receiptLetters(library), 2026, number)).toBe(text);
});
