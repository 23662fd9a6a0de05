import fc from 'fast-check';
import { expect, test } from 'vitest';
import { book, loanOf, policy } from '#tests/fixtures/small-world.ts';
import { overdueFee } from './overdue-fee.ts';
import type { Loan } from './timeline.ts';

const DAY = 86_400_000;
/** The end of Monday, 23 November 2026, in Hồ Chí Minh City. */
const dueAt = Date.parse('2026-11-23T16:59:59.999Z');
const lent = { patronClass: 'adult', itemClass: 'book' };
const back = (days: number, more: Partial<Loan> = {}): Loan =>
  loanOf({ dueAt, ended: { at: dueAt + days * DAY, how: 'returned' }, ...more });
const fee = (loan: Loan, price?: number, rules = book()) =>
  overdueFee(rules, loan, { ...lent, price });
const closedOn = (weekly: string) =>
  book({
    calendars: new Map([
      [
        'central',
        { libraryId: 'central', weekly: [...weekly].map((day) => day === '1'), exceptions: [] },
      ],
    ]),
  });

test('F21 a day of grace costs nothing, the next does', () => {
  expect(fee(back(0))).toBe(0);
  expect(fee(back(1))).toBe(0);
  expect(fee(back(2))).toBe(1000);
});

test('F21 days on which the library is closed cost nothing', () => {
  // Tuesday and Wednesday closed: of Tuesday to Friday two days were open, one of them is grace.
  expect(fee(back(4), undefined, closedOn('1001111'))).toBe(1000);
  expect(fee(back(4), undefined, closedOn('1111111'))).toBe(3000);
});

test('F26 never more than the cap, nor than the item', () => {
  expect(fee(back(90))).toBe(20_000);
  expect(fee(back(90), 8000)).toBe(8000);
  expect(fee(back(90), 90_000)).toBe(20_000);
  // Without a price the cap alone holds.
  expect(fee(back(90), 0)).toBe(20_000);
});

test('F23 what was late before a renewal is added', () => {
  const renewedLate = [{ dueAt: dueAt - 20 * DAY, until: dueAt - 17 * DAY }];
  expect(fee(loanOf({ dueAt, renewedLate }))).toBe(2000);
  expect(fee(back(3, { renewedLate }))).toBe(4000);
});

test('F24 a loan taken back costs nothing, nor one of which nobody knows when it ended', () => {
  expect(fee(back(9, { ended: { at: dueAt + 9 * DAY, how: 'undone' } }))).toBe(0);
  expect(fee(back(9, { ended: { at: dueAt + 9 * DAY, how: 'replaced' } }))).toBe(0);
  expect(fee(back(9, { ended: { at: dueAt + 9 * DAY, how: 'lost' } }))).toBe(8000);
});

test('F25 the claim to have returned it ends the counting', () => {
  expect(fee(back(9, { claimedReturnedAt: dueAt + 3 * DAY }))).toBe(2000);
  expect(fee(back(3, { claimedReturnedAt: dueAt + 9 * DAY }))).toBe(2000);
});

test('F27 the rule of the library of the loan counts; without one, or without a rate, it is free', () => {
  expect(fee(back(9, { libraryId: 'school-a' }))).toBe(8000);
  expect(fee(back(9), undefined, book({ policies: [] }))).toBe(0);
  const free = book({ policies: [{ ...policy, overduePerDay: 0 }] });
  expect(fee(back(9), undefined, free)).toBe(0);
});

test('F21 a day later never costs less', () => {
  const week = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
  const open = week.map((days) => closedOn(days.map(Number).join('')));
  fc.assert(
    fc.property(fc.nat(120), open, (days, rules) => {
      const [now, next] = [
        fee(back(days), undefined, rules),
        fee(back(days + 1), undefined, rules),
      ];
      expect(next - now === 0 || next - now === 1000).toBe(true);
    }),
  );
});
