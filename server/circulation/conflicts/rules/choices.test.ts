import { expect, test } from 'vitest';
import { choicesFor, settlesAll } from './choices.ts';
import type { Matter } from './choices.ts';

const lent: Matter = {
  kind: 'patron-blocked',
  act: 'checkout',
  loan: 'open',
  hasPatron: true,
  canRecall: true,
};
const choices = (more: Partial<Matter>) => choicesFor({ ...lent, ...more });

test('Q20 a loan that stands can be kept, called in, taken back, written off, and its patron asked', () => {
  expect(choices({})).toEqual(['keep', 'recall', 'reverse', 'write-off', 'contact']);
});

test.each(['item-on-loan', 'item-on-hold'])(
  'Q20 of what somebody else wants (%s), calling in is the usual choice',
  (kind) => {
    expect(choices({ kind })[0]).toBe('recall');
  },
);

test('Q20 what falls due soon anyway is not called in', () => {
  expect(choices({ kind: 'item-on-hold', canRecall: false })).toEqual([
    'keep',
    'reverse',
    'write-off',
    'contact',
  ]);
});

test('Q20 a loan that is over can only be left as it is', () => {
  expect(choices({ loan: 'ended' })).toEqual(['keep', 'contact']);
});

test('Q23 a renewal is not taken back: the loan itself is in order', () => {
  expect(choices({ kind: 'renewal-limit', act: 'renew' })).not.toContain('reverse');
});

test('Q26 whose card is unknown cannot be called in or asked; the number is tried again', () => {
  expect(choices({ kind: 'card-unknown', hasPatron: false })).toEqual([
    'retry',
    'keep',
    'reverse',
    'write-off',
  ]);
});

test('Q26 of a book that nobody knows there is no loan: it is tried again, or known', () => {
  const unknown = { kind: 'item-unknown', loan: 'none' } as const;
  expect(choices({ ...unknown, hasPatron: false })).toEqual(['retry', 'seen']);
  expect(choices(unknown)).toEqual(['retry', 'seen', 'contact']);
});

test.each(['clock', 'fee-overpaid', 'lost-fee-paid'])(
  'Q27 %s leaves nothing to do but to know, whatever became of the loan',
  (kind) => {
    expect(choices({ kind, hasPatron: false })).toEqual(['seen']);
    expect(choices({ kind, loan: 'ended' })).toEqual(['seen', 'contact']);
  },
);

test('Q28 a loan that is no more settles all that was open of it', () => {
  const all = (['keep', 'recall', 'reverse', 'write-off', 'contact'] as const).filter(settlesAll);
  expect(all).toEqual(['reverse', 'write-off']);
});
