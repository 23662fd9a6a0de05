import { describe, expect, test } from 'vitest';
import { patronOf, policy } from '#tests/fixtures/small-world.ts';
import type { CardFacts } from './identify.ts';
import { loansLeft, refuseByPin, refusePatron } from './identify.ts';
import { initialOf, isChild } from './patron-view.ts';

const TODAY = '2026-11-23';
const asked = (more: Partial<CardFacts>): CardFacts => ({
  entry: 'scanned',
  pin: 'not-given',
  tries: 0,
  ...more,
});

test('K1 a scanned card must lead to one', () => {
  expect(refuseByPin('none', asked({}))?.code).toBe('card-unknown');
  expect(refuseByPin('several', asked({}))?.code).toBe('several-matches');
  expect(refuseByPin('one', asked({}))).toBeUndefined();
});

test.each(['none', 'several', 'one'] as const)(
  'K2 K3 K4 a typed number (%s) tells nothing before its PIN',
  (found) => {
    const typed = (more: Partial<CardFacts>) =>
      refuseByPin(found, asked({ entry: 'typed', ...more }));
    expect(typed({})).toEqual({ code: 'pin-required', params: {} });
    expect(typed({ pin: 'wrong', tries: 2 })).toEqual({
      code: 'number-or-pin-wrong',
      params: { triesLeft: 3 },
    });
    expect(typed({ pin: 'wrong', lockedUntil: 7 })).toEqual({
      code: 'pin-locked',
      params: { until: 7 },
    });
  },
);

test('K3 a scanned card with a wrong PIN says so', () => {
  expect(refuseByPin('one', asked({ pin: 'wrong', tries: 4 }))).toEqual({
    code: 'pin-wrong',
    params: { triesLeft: 1 },
  });
  expect(refuseByPin('one', asked({ pin: 'right' }))).toBeUndefined();
});

describe('a known patron', () => {
  const refusal = (
    more: Parameters<typeof patronOf>[0],
    pin: CardFacts['pin'] = 'not-given',
    rules = [policy],
  ) => refusePatron(patronOf(more), rules, pin, TODAY)?.code;

  test('K5 who is blocked or expired cannot go on, the PIN notwithstanding', () => {
    expect(refusal({ blocks: ['staff'] }, 'right')).toBe('patron-blocked');
    expect(refusal({ expiresOn: '2026-11-22' }, 'right')).toBe('card-expired');
    expect(refusal({ expiresOn: '2026-11-23' })).toBeUndefined();
  });

  test('K5 why, a block says only after the PIN: before, it looks like money owed', () => {
    const blocked = patronOf({ blocks: ['misuse'] });
    const owing = patronOf({ feesOwed: 5001 });
    const told = (patron: typeof blocked, pin: 'not-given' | 'right') =>
      refusePatron(patron, [policy], pin, TODAY);
    expect(told(blocked, 'right')?.params).toEqual({ reason: 'misuse' });
    expect(told(blocked, 'not-given')).toEqual(told(owing, 'not-given'));
  });

  test('K6 where the rule asks for the PIN a scan is not enough', () => {
    const strict = [{ ...policy, requiresPin: true as const }];
    expect(refusePatron(patronOf(), strict, 'not-given', TODAY)?.code).toBe('pin-required');
    expect(refusePatron(patronOf(), strict, 'right', TODAY)).toBeUndefined();
    expect(refusePatron(patronOf(), [policy], 'not-given', TODAY)).toBeUndefined();
  });

  test('K7 who owes too much is told of money only after the PIN', () => {
    expect(refusal({ feesOwed: 5001 })).toBe('patron-blocked');
    expect(refusal({ feesOwed: 5001 }, 'right')).toBe('fee-owed');
    expect(refusal({ feesOwed: 5000 }, 'right')).toBeUndefined();
  });

  test('K7 the most generous rule counts, and without a rule nothing is too much', () => {
    const generous = { ...policy, maxFeesOwed: 9000 } as const;
    expect(
      refusePatron(patronOf({ feesOwed: 8000 }), [policy, generous], 'right', TODAY),
    ).toBeUndefined();
    expect(refusal({ feesOwed: 8000 }, 'right', [])).toBeUndefined();
  });

  test('K8 loans left are counted by the strictest rule, and never below none', () => {
    expect(loansLeft(1, [policy, { ...policy, maxLoans: 3 }])).toBe(2);
    expect(loansLeft(9, [policy])).toBe(0);
    expect(loansLeft(9, [{ ...policy, maxLoans: undefined }])).toBeUndefined();
  });
});

describe('what a screen shows', () => {
  test.each([
    ['Ánh', 'Á'],
    ['Ánh'.normalize('NFD'), 'Á'],
    ['đức', 'Đ'],
    ['', ''],
  ])('of %s is the initial %s', (name, initial) => {
    expect(initialOf(name)).toBe(initial);
  });

  test('K9 a child is under sixteen', () => {
    expect(isChild('2010-11-24', TODAY)).toBe(true);
    expect(isChild('2010-11-23', TODAY)).toBe(false);
    expect(isChild(undefined, TODAY)).toBe(false);
  });
});
