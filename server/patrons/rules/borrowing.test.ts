import { expect, test } from 'vitest';
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { PatronStanding } from '#server/circulation/rules/world.ts';
import { borrowingOf } from './borrowing.ts';

const TODAY = '2026-11-23';
const RULE: LoanPolicy = {
  ...{ id: 'any', libraryId: 'central', loanDays: 14, renewals: 1, requiresPin: false },
  ...{ overduePerDay: 0, graceDays: 0, holdDays: 5, lostProcessingFee: 0 },
  ...{ maxLoans: 3, maxOverdue: 1, maxFeesOwed: 5000 },
};
const GENEROUS = { ...RULE, maxLoans: undefined, maxOverdue: undefined, maxFeesOwed: undefined };
const patron = (more: Partial<PatronStanding> = {}): PatronStanding => ({
  ...{ id: 'an', patronClass: 'adult', blocks: [], feesOwed: 0 },
  ...{ loans: 0, overdue: 0, loansOfClass: 0, holds: 0 },
  ...more,
});
const codes = (who: PatronStanding, rules: readonly LoanPolicy[] = [RULE]) =>
  borrowingOf(who, rules, TODAY).reasons.map(({ code }) => code);

test('who has nothing against them may borrow so many', () => {
  expect(borrowingOf(patron({ loans: 1 }), [RULE], TODAY)).toEqual({
    ...{ mayBorrow: true, reasons: [], loansLeft: 2 },
  });
});

test('B1 all that stands against a patron is told, each block by its code', () => {
  const who = patron({
    ...{ blocks: ['misuse', 'card-lost'], expiresOn: '2026-11-22' },
    ...{ feesOwed: 5001, overdue: 2, loans: 3 },
  });
  expect(borrowingOf(who, [RULE], TODAY)).toMatchObject({
    mayBorrow: false,
    reasons: [
      { code: 'patron-blocked', params: { reason: 'misuse' } },
      { code: 'patron-blocked', params: { reason: 'card-lost' } },
      { code: 'card-expired' },
      { code: 'fee-owed' },
      { code: 'too-many-overdue' },
      { code: 'limit-reached' },
    ],
  });
});

test.each<[string, Partial<PatronStanding>]>([
  ['the last day of the card', { expiresOn: TODAY }],
  ['owing as much as is allowed', { feesOwed: 5000 }],
  ['as many overdue as are allowed', { overdue: 1 }],
  ['one loan under the limit', { loans: 2 }],
])('%s is no reason', (_, more) => {
  expect(codes(patron(more))).toEqual([]);
});

test('a limit is no reason while another rule lets the patron borrow something', () => {
  const who = patron({ feesOwed: 9000, overdue: 5, loans: 9 });
  expect(codes(who, [RULE, GENEROUS])).toEqual([]);
});

test('without any rule for the class nothing is lent', () => {
  expect(codes(patron(), [])).toEqual(['no-policy']);
});
