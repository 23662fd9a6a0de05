import { expect, test } from 'vitest';
import { standingAsOf } from './patron-as-of.ts';
import type { LoanOfClass, PatronPast } from './patron-as-of.ts';

const at = 1_000_000;
const made: LoanOfClass = { id: 'm', checkedOutAt: at, dueAt: at + 10, itemClass: 'book' };
const other = (more: Partial<LoanOfClass> = {}): LoanOfClass => ({
  ...{ id: 'a', checkedOutAt: at - 10, dueAt: at + 5, itemClass: 'book' },
  ...more,
});
const past = (more: Partial<PatronPast>): PatronPast => ({
  ...{ id: 'an', patronClass: 'adult', loans: [], blocks: [], fees: [] },
  ...more,
});
const standing = (more: Partial<PatronPast>) => standingAsOf(past(more), made);

test.each([
  ['out then', other(), 1],
  ['itself', made, 0],
  ['made later', other({ checkedOutAt: at + 1 }), 0],
  ['made at the same instant, by the smaller id', other({ checkedOutAt: at }), 1],
  ['made at the same instant, by the greater id', other({ id: 'z', checkedOutAt: at }), 0],
  ['returned since', other({ ended: { at: at + 1, how: 'returned' } }), 1],
  ['returned at the same instant', other({ ended: { at, how: 'returned' } }), 0],
  ['taken over by another', other({ ended: { at: at - 1, how: 'replaced' } }), 0],
] as const)('Q4 a loan that was %s counts %#', (_, loan, count) => {
  expect(standing({ loans: [loan] })).toMatchObject({ loans: count, loansOfClass: count });
});

test('Q4 loans of the same class are counted by themselves', () => {
  const disc = other({ itemClass: 'disc' });
  expect(standing({ loans: [disc] })).toMatchObject({ loans: 1, loansOfClass: 0 });
});

test.each([
  ['due before', { dueAt: at - 1 }, 1],
  ['due then', { dueAt: at }, 0],
  ['claimed to be back before', { dueAt: at - 1, claimedReturnedAt: at }, 0],
  ['claimed to be back since', { dueAt: at - 1, claimedReturnedAt: at + 1 }, 1],
])('Q4 overdue at that time: %s', (_, loan, overdue) => {
  expect(standing({ loans: [other(loan)] })).toMatchObject({ overdue });
});

test('Q4 a block counts while it stood', () => {
  const reasons = (since: number, endedAt?: number) =>
    standing({ blocks: [{ reason: 'staff', since, endedAt }] }).blocks;
  expect(reasons(at)).toEqual(['staff']);
  expect(reasons(at, at + 1)).toEqual(['staff']);
  expect(reasons(at - 1, at)).toEqual([]);
  expect(reasons(at + 1)).toEqual([]);
});

test('Q4 what was owed at that time, less what had been paid', () => {
  const fee = { amount: 5000, owedSince: at, payments: [] };
  const owed = (...fees: PatronPast['fees']) => standing({ fees }).feesOwed;
  expect(owed(fee, { ...fee, owedSince: at + 1 }, { ...fee, owedSince: undefined })).toBe(5000);
  const paid = (on: number, amount: number) => ({ ...fee, payments: [{ at: on, amount }] });
  expect(owed(paid(at, 2000), paid(at + 1, 2000))).toBe(8000);
  // What came back late lowered it after it had been paid.
  expect(owed(paid(at, 6000))).toBe(0);
});
