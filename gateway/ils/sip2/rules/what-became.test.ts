import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Listed } from './charged-list.ts';
import type { Became, Evidence } from './what-became.ts';
import { whatBecame } from './what-became.ts';

const MINUTE = 60_000;
const none = { kind: 'none' } as const;
type Whereabouts = Evidence['item']['whereabouts'];

const evidence = (whereabouts: Whereabouts, listed: Listed, more: Partial<Evidence> = {}) => ({
  item: { whereabouts, known: true, due: none },
  ...{ listed, ageMs: MINUTE, ...more },
});

describe('a checkout', () => {
  test.each<[Whereabouts, Listed, Became]>([
    ['charged', 'yes', 'done'],
    ['charged', 'no', 'never-arrived'],
    ['charged', 'cannot-tell', 'unclear'],
    ['free', 'yes', 'unclear'],
    ['free', 'no', 'never-arrived'],
    ['free', 'cannot-tell', 'never-arrived'],
    ['unsaid', 'yes', 'done'],
    ['unsaid', 'no', 'never-arrived'],
    ['unsaid', 'cannot-tell', 'unclear'],
    ['disputed', 'yes', 'unclear'],
    ['disputed', 'no', 'never-arrived'],
    ['disputed', 'cannot-tell', 'unclear'],
  ])('O7: item %s, on the list: %s → %s', (whereabouts, listed, became) => {
    expect(whatBecame({ act: 'checkout' }, evidence(whereabouts, listed))).toBe(became);
  });

  test('of what the system does not know is never taken for done', () => {
    const item = { whereabouts: 'unsaid', known: false, due: none } as const;
    expect(whatBecame({ act: 'checkout' }, evidence('unsaid', 'yes', { item }))).toBe('unclear');
  });
});

describe('a return', () => {
  test.each<[Whereabouts, Listed, Became]>([
    ['free', 'no', 'done'],
    ['free', 'cannot-tell', 'done'],
    ['free', 'yes', 'unclear'],
    ['charged', 'yes', 'never-arrived'],
    ['charged', 'no', 'never-arrived'],
    ['charged', 'cannot-tell', 'never-arrived'],
    ['disputed', 'yes', 'never-arrived'],
  ])('O7: item %s, on the list: %s → %s', (whereabouts, listed, became) => {
    expect(whatBecame({ act: 'checkin' }, evidence(whereabouts, listed))).toBe(became);
  });

  test('an old one of a book that is on loan may have been lent again: not sent once more', () => {
    const old = evidence('charged', 'cannot-tell', { ageMs: 11 * MINUTE });
    expect(whatBecame({ act: 'checkin' }, old)).toBe('unclear');
    const own = evidence('charged', 'yes', { ageMs: 11 * MINUTE });
    expect(whatBecame({ act: 'checkin' }, own)).toBe('never-arrived');
  });

  test('that undoes a loan is done when the loan is off the patron’s list, whoever has it now', () => {
    const gone = evidence('charged', 'no');
    expect(whatBecame({ act: 'checkin', undoOf: 'x' }, gone)).toBe('done');
  });
});

describe('a renewal', () => {
  const due = (dueAt: number) => ({ kind: 'known', dueAt }) as const;
  const renewal = (dueAt: number | undefined, dueBefore?: number, listed: Listed = 'yes') =>
    whatBecame(
      { act: 'renew' },
      evidence('charged', listed, {
        item: {
          ...{ whereabouts: 'charged', known: true },
          due: dueAt === undefined ? none : due(dueAt),
        },
        ...(dueBefore !== undefined && { dueBefore }),
      }),
    );

  test.each([
    [2000, 1000, 'done'],
    [1000, 1000, 'never-arrived'],
    [500, 1000, 'unclear'],
    [2000, undefined, 'unclear'],
    [undefined, 1000, 'unclear'],
  ] as const)('O7: due %s, before %s → %s', (dueAt, dueBefore, became) => {
    expect(renewal(dueAt, dueBefore)).toBe(became);
  });

  test('of a loan that is not there never arrived', () => {
    expect(renewal(2000, 1000, 'no')).toBe('never-arrived');
  });
});

test('nothing is called done that is on nobody’s card, but a return', () => {
  const listed = fc.constantFrom<Listed>('yes', 'no', 'cannot-tell');
  const ageMs = fc.nat(100 * MINUTE);
  fc.assert(
    fc.property(fc.constantFrom('checkout', 'renew'), listed, ageMs, (act, where, age) => {
      const free = evidence('free', where, { ageMs: age, dueBefore: 1 });
      expect(whatBecame({ act }, free)).not.toBe('done');
    }),
  );
});
