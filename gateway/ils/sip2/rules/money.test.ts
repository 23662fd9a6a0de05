import { expect, test } from 'vitest';
import { readMoney } from './money.ts';

test.each([
  ['0', 0],
  ['0.00', 0],
  ['12000', 12_000],
  ['12000.00', 12_000],
  ['12.000', 12_000],
  ['1.250.000', 1_250_000],
  ['1,250,000.5', 1_250_000.5],
  ['12,5', 12.5],
  ['  7 ', 7],
])('%j is %d', (text, amount) => {
  expect(readMoney(text)).toBe(amount);
});

test.each(['', '   ', 'ARRAY(0x1)', '-5', '5 VND', '1.2.3', undefined])(
  '%j is no amount',
  (text) => {
    expect(readMoney(text)).toBeUndefined();
  },
);
