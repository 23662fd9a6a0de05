import { expect, test } from 'vitest';
import { detailsText } from './details.ts';

test('names and values on one line; what says nothing is left out', () => {
  expect(detailsText({ amount: 15000, how: 'paid', note: '', left: 0 })).toBe(
    'amount: 15000, how: paid, left: 0',
  );
});
test('what was and what is stay readable', () => {
  expect(detailsText({ was: { loanDays: 14 } })).toBe('was: {"loanDays":14}');
});
