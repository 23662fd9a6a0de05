import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAmount } from './money.ts';

test.each([
  ['15000', 15_000],
  [' 15000 ', 15_000],
  ['15000.00', 15_000],
  ['15000,0', 15_000],
  ['15000.50', undefined],
  ['15.000.00', undefined],
  ['15.000', undefined],
  ['15,000', undefined],
  ['15000.000', undefined],
  ['-5', undefined],
  ['1e3', undefined],
  ['', undefined],
  ['9'.repeat(13), undefined],
])('S2-51 “%s” is %s đồng', (text, amount) => {
  expect(readAmount(text)).toBe(amount);
});

test('S2-51 every amount that is written is read', () => {
  fc.assert(fc.property(fc.nat(), (amount) => readAmount(`${amount}.00`) === amount));
});
