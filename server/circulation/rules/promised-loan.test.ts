import { expect, test } from 'vitest';
import { patronOf, policy } from '#tests/fixtures/small-world.ts';
import { DERIVED_KINDS, doubtsOf } from './promised-loan.ts';
import type { PromisedLoan } from './promised-loan.ts';

/** At the limits of everything, and still allowed. */
const kinds = (more: Partial<PromisedLoan> = {}) =>
  doubtsOf({ patron: patronOf(), policy, isContested: false, isForOthers: false, ...more }).map(
    ({ code }) => code,
  );

test('Q3 what the rules would have allowed is no conflict', () => {
  expect(kinds()).toEqual([]);
});

test.each([
  ['patron-blocked', { patron: patronOf({ blocks: ['staff'] }) }],
  ['item-on-loan', { isContested: true }],
  ['item-on-hold', { isForOthers: true }],
  ['fee-owed', { patron: patronOf({ feesOwed: 5001 }) }],
  ['too-many-overdue', { patron: patronOf({ overdue: 2 }) }],
  ['limit-reached', { patron: patronOf({ loans: 5 }) }],
  ['class-limit-reached', { patron: patronOf({ loansOfClass: 3 }) }],
])('Q3 %s', (kind, more) => {
  expect(kinds(more)).toEqual([kind]);
});

test('Q3 each that spoke against it is a conflict of its own', () => {
  const patron = patronOf({
    blocks: ['staff'],
    feesOwed: 9000,
    overdue: 9,
    loans: 9,
    loansOfClass: 9,
  });
  expect(kinds({ patron, isContested: true, isForOthers: true })).toEqual(DERIVED_KINDS);
});

test('Q3 of an unknown card, or where no rule fits, no limit is known', () => {
  expect(kinds({ patron: undefined, isForOthers: true })).toEqual(['item-on-hold']);
  expect(kinds({ patron: patronOf({ loans: 99 }), policy: undefined })).toEqual([]);
});
