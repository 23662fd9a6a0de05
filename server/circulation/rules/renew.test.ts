import { expect, test } from 'vitest';
import type { itemOf } from '#tests/fixtures/small-world.ts';
import {
  book,
  copyOf,
  holdOf,
  lineOf,
  loanOf,
  NOW,
  patronOf,
  policy,
  withItem,
  world,
} from '#tests/fixtures/small-world.ts';
import { decideRenew } from './renew.ts';
import type { World } from './world.ts';

const END_OF_7_DECEMBER = Date.parse('2026-12-07T16:59:59.999Z');
const loan = loanOf();
const lent = (more: Parameters<typeof itemOf>[0] = {}): World => withItem({ loan, ...more });
const by = (more: Parameters<typeof patronOf>[0]): World => ({
  ...lent(),
  patron: { kind: 'one', value: patronOf(more) },
});
const ruled = (more: object): World => ({
  ...lent(),
  book: book({ policies: [{ ...policy, ...more }] }),
});

const reasons: [rule: string, cannot: World, can: World, expected: object][] = [
  [
    'C1 an unknown card',
    { ...lent(), patron: { kind: 'none' } },
    lent(),
    { code: 'card-unknown', params: {} },
  ],
  [
    'C4 an unknown item',
    { ...lent(), item: { kind: 'none' } },
    lent(),
    { code: 'item-unknown', params: {} },
  ],
  ['R1 what is not on loan', withItem({}), lent(), { code: 'not-on-loan', params: {} }],
  [
    'R1 another’s loan',
    lent({ loan: loanOf({ patronId: 'binh' }) }),
    lent(),
    { code: 'not-on-loan', params: {} },
  ],
  [
    'R2 a blocked patron',
    by({ blocks: ['staff'] }),
    by({}),
    { code: 'patron-blocked', params: { reason: 'staff' } },
  ],
  [
    'R3 an expired card',
    by({ expiresOn: '2026-11-22' }),
    by({ expiresOn: '2026-11-23' }),
    { code: 'card-expired', params: { date: '2026-11-22' } },
  ],
  [
    'R4 what another waits for',
    lent({ line: lineOf([holdOf()]) }),
    lent({ line: lineOf([holdOf({ patronId: 'an' })]) }),
    { code: 'renew-on-hold', params: { dueAt: loan.dueAt } },
  ],
  [
    'R4 what another waits for whom no other copy can serve',
    lent({ line: lineOf([holdOf()], [copyOf({ onLoan: true })]) }),
    lent({ line: lineOf([holdOf()], [copyOf()]) }),
    { code: 'renew-on-hold', params: { dueAt: loan.dueAt } },
  ],
  [
    'R4 this very copy, which another has asked for',
    lent({ line: lineOf([holdOf({ itemId: 'de-men-1' })], [copyOf()]) }),
    lent({ line: lineOf([holdOf({ itemId: 'de-men-2' })], [copyOf()]) }),
    { code: 'renew-on-hold', params: { dueAt: loan.dueAt } },
  ],
  [
    'R10 what is said to have been returned',
    lent({ loan: loanOf({ claimedReturnedAt: NOW - 1 }) }),
    lent(),
    { code: 'claimed-returned', params: { dueAt: loan.dueAt } },
  ],
  [
    'R5 what no rule fits',
    ruled({ patronClass: 'child' }),
    ruled({ patronClass: 'adult' }),
    { code: 'no-policy', params: {} },
  ],
  [
    'R6 what was renewed often enough',
    lent({ loan: loanOf({ renewals: 2 }) }),
    lent({ loan: loanOf({ renewals: 1 }) }),
    { code: 'renewal-limit', params: { dueAt: loan.dueAt } },
  ],
  [
    'R7 with too much owed',
    by({ feesOwed: 5001 }),
    by({ feesOwed: 5000 }),
    { code: 'fee-owed', params: {} },
  ],
];

test.each(reasons)('%s cannot be renewed, its opposite can', (_, cannot, can, refusal) => {
  expect(decideRenew(cannot, NOW)).toEqual({ kind: 'refused', refusal });
  expect(decideRenew(can, NOW).kind).toBe('accepted');
});

test('R8 the new date is reckoned from the day of the renewal', () => {
  expect(decideRenew(lent(), NOW)).toMatchObject({ dueAt: END_OF_7_DECEMBER });
});

test('R8 a renewal never shortens a loan', () => {
  const dueAt = END_OF_7_DECEMBER + 1;
  expect(decideRenew(lent({ loan: loanOf({ dueAt }) }), NOW)).toMatchObject({ dueAt });
});

test('too many loans or overdues keep nobody from renewing', () => {
  expect(decideRenew(by({ loans: 90, loansOfClass: 90, overdue: 90 }), NOW).kind).toBe('accepted');
});

test('a world without a card refuses: the store finds whoever has the item', () => {
  expect(decideRenew(world({ ...lent(), patron: undefined }), NOW).kind).toBe('refused');
});
