import { describe, expect, test } from 'vitest';
import {
  book,
  copyOf,
  holdOf,
  lineOf,
  loanOf,
  NOW,
  policy,
  withItem,
  withPatron,
  world,
} from '#tests/fixtures/small-world.ts';
import { decideCheckout } from './checkout.ts';
import type { World } from './world.ts';

const END_OF_7_DECEMBER = Date.parse('2026-12-07T16:59:59.999Z');

const refusalIn = (given: World) => {
  const decision = decideCheckout(given, NOW);
  return decision.kind === 'refused' ? decision.refusal : undefined;
};
const refusal = (code: string, params = {}) => ({ code, params });
const withPolicy = (more: object): World =>
  world({ book: book({ policies: [{ ...policy, ...more }] }) });

test('a patron at the edge of every limit may still borrow a damaged book', () => {
  expect(decideCheckout(world(), NOW)).toEqual({ kind: 'accepted', dueAt: END_OF_7_DECEMBER });
});

const awaited = (...line: Parameters<typeof lineOf>): World => withItem({ line: lineOf(...line) });
const aside = (more: Parameters<typeof holdOf>[0], itemId = 'de-men-1') =>
  holdOf({ id: 'aside', captured: { itemId, at: NOW - 1 }, ...more });

/** Every reason with the nearest world in which it does not hold. */
const reasons: [rule: string, cannot: World, can: World, expected: ReturnType<typeof refusal>][] = [
  ['C1 an unknown card', world({ patron: { kind: 'none' } }), world(), refusal('card-unknown')],
  ['C1 no card at all', world({ patron: undefined }), world(), refusal('card-unknown')],
  [
    'C1 a card number of several',
    world({ patron: { kind: 'several' } }),
    world(),
    refusal('several-matches', { what: 'card' }),
  ],
  [
    'C2 a blocked patron',
    withPatron({ blocks: ['card-lost', 'staff'] }),
    withPatron({ blocks: [] }),
    refusal('patron-blocked', { reason: 'card-lost' }),
  ],
  [
    'C3 a card that ended yesterday',
    withPatron({ expiresOn: '2026-11-22' }),
    withPatron({ expiresOn: '2026-11-23' }),
    refusal('card-expired', { date: '2026-11-22' }),
  ],
  ['C4 an unknown item', world({ item: { kind: 'none' } }), world(), refusal('item-unknown')],
  [
    'C4 a number of several items',
    world({ item: { kind: 'several' } }),
    world(),
    refusal('several-matches', { what: 'item' }),
  ],
  [
    'C5 a withdrawn item',
    withItem({ condition: 'withdrawn' }),
    withItem({ condition: 'ok' }),
    refusal('item-withdrawn'),
  ],
  [
    'C6 a lost item',
    withItem({ condition: 'lost' }),
    withItem({ condition: 'ok' }),
    refusal('item-lost'),
  ],
  [
    'C6 a missing item',
    withItem({ condition: 'missing' }),
    withItem({ condition: 'damaged' }),
    refusal('item-lost'),
  ],
  [
    'C7 one’s own loan',
    withItem({ loan: loanOf() }),
    withItem({}),
    refusal('own-loan', { dueAt: loanOf().dueAt, renewable: 1 }),
  ],
  [
    'C7 one’s own loan that cannot be renewed',
    withItem({ loan: loanOf({ renewals: 2 }) }),
    withItem({}),
    refusal('own-loan', { dueAt: loanOf().dueAt, renewable: 0 }),
  ],
  [
    'C8 another’s loan',
    withItem({ loan: loanOf({ patronId: 'binh' }) }),
    withItem({}),
    refusal('item-on-loan'),
  ],
  [
    'C8 nobody knows whose loan',
    withItem({ loan: loanOf({ patronId: undefined }) }),
    withItem({}),
    refusal('item-on-loan'),
  ],
  [
    'C9 a reference book',
    withItem({ itemClass: 'reference' }),
    withItem({ itemClass: 'book' }),
    refusal('not-for-loan'),
  ],
  [
    'C8 another’s loan that is not said to have been returned',
    withItem({ loan: loanOf({ patronId: 'binh' }) }),
    withItem({ loan: loanOf({ patronId: 'binh', claimedReturnedAt: NOW - 1 }) }),
    refusal('item-on-loan'),
  ],
  [
    'C7 one’s own loan that one says to have returned',
    withItem({ loan: loanOf({ claimedReturnedAt: NOW - 1 }) }),
    withItem({}),
    refusal('own-loan', { dueAt: loanOf().dueAt, renewable: 0 }),
  ],
  [
    'C10 the only copy, which another waits for',
    awaited([holdOf()]),
    awaited([holdOf({ patronId: 'an' })]),
    refusal('item-on-hold'),
  ],
  [
    'C10 one of two copies, where two others wait',
    awaited([holdOf(), holdOf({ id: 'hold-2', patronId: 'chi' })], [copyOf()]),
    awaited([holdOf()], [copyOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 a copy that others wait for, while the second is lent',
    awaited([holdOf()], [copyOf({ onLoan: true })]),
    awaited([holdOf()], [copyOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 this very copy, which another has asked for',
    awaited([holdOf({ itemId: 'de-men-1' })], [copyOf()]),
    awaited([holdOf({ itemId: 'de-men-2' })], [copyOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 a copy taken aside for another',
    awaited([aside({ patronId: 'binh' })], [copyOf()]),
    awaited([aside({ patronId: 'an' })], [copyOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 the only copy, before whoever has waited longer',
    awaited([holdOf(), holdOf({ id: 'own', patronId: 'an', placedAt: NOW - 1 })]),
    awaited([holdOf({ id: 'own', patronId: 'an', placedAt: 1 }), holdOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 a copy that is needed, but not one in the place of one’s own that lies aside',
    awaited([holdOf()], [copyOf({ onLoan: true })]),
    awaited([aside({ patronId: 'an' }, 'de-men-2'), holdOf()], [copyOf()]),
    refusal('item-on-hold'),
  ],
  [
    'C10 a copy that is waited for still',
    awaited([holdOf({ expiresOn: '2026-11-23' })]),
    awaited([holdOf({ expiresOn: '2026-11-22' })]),
    refusal('item-on-hold'),
  ],
  [
    'C11 no rule of lending',
    withPolicy({ patronClass: 'child' }),
    withPolicy({ patronClass: 'adult' }),
    refusal('no-policy'),
  ],
  [
    'C12 too much owed',
    withPatron({ feesOwed: 5001 }),
    withPatron({ feesOwed: 5000 }),
    refusal('fee-owed'),
  ],
  [
    'C13 too many overdue',
    withPatron({ overdue: 2 }),
    withPatron({ overdue: 1 }),
    refusal('too-many-overdue', { count: 2 }),
  ],
  [
    'C14 the limit',
    withPatron({ loans: 5 }),
    withPatron({ loans: 4 }),
    refusal('limit-reached', { count: 5 }),
  ],
  [
    'C15 the limit of the class',
    withPatron({ loansOfClass: 3 }),
    withPatron({ loansOfClass: 2 }),
    refusal('class-limit-reached', { count: 3 }),
  ],
];

test.each(reasons)(
  '%s cannot be borrowed with or on, its opposite can',
  (_, cannot, can, expected) => {
    expect(refusalIn(cannot)).toEqual(expected);
    expect(refusalIn(can)).toBeUndefined();
  },
);

describe('the order of reasons', () => {
  test('a blocked patron with an unknown item is told of the block', () => {
    const both = {
      ...withPatron({ blocks: ['card-lost', 'staff'] }),
      item: { kind: 'none' } as const,
    };
    expect(refusalIn(both)?.code).toBe('patron-blocked');
  });

  test('a patron at the limit with a reference book is told of the book', () => {
    const both = { ...withPatron({ loans: 5 }), item: withItem({ itemClass: 'reference' }).item };
    expect(refusalIn(both)?.code).toBe('not-for-loan');
  });
});

test('a rule without limits sets none', () => {
  const none = {
    maxLoans: undefined,
    maxLoansOfClass: undefined,
    maxOverdue: undefined,
    maxFeesOwed: undefined,
  };
  const much = withPatron({ loans: 900, loansOfClass: 900, overdue: 900, feesOwed: 9e9 });
  expect(refusalIn({ ...much, book: withPolicy(none).book })).toBeUndefined();
});
