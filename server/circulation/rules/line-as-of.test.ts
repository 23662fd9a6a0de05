import { describe, expect, test } from 'vitest';
import { book, copyOf, holdOf, NOW } from '#tests/fixtures/small-world.ts';
import { wasForOthers } from './line-as-of.ts';
import type { LoanOfCopy, TitlePast } from './line-as-of.ts';

const HOUR = 3_600_000;

/** An takes the only copy; the hold that Bình may have was placed two hours before. */
const loan = (more: Partial<LoanOfCopy> = {}): LoanOfCopy => ({
  id: 'loan-m',
  itemId: 'de-men-1',
  patronId: 'an',
  checkedOutAt: NOW,
  ...more,
});
const past = (more: Partial<TitlePast> = {}): TitlePast => ({
  holds: [holdOf()],
  copies: [copyOf({ id: 'de-men-1' })],
  loans: [loan()],
  keepings: [],
  ...more,
});
const forOthers = (more: Partial<TitlePast> = {}, of: Partial<LoanOfCopy> = {}) =>
  wasForOthers(book(), past(more), loan(of));
const twoCopies = [copyOf({ id: 'de-men-1' }), copyOf({ id: 'de-men-2' })];
const aside = { itemId: 'de-men-1', holdId: 'hold-1', since: NOW - HOUR };

describe('Q4 the only copy is for who waited at that time', () => {
  test.each([
    ['waits', true, {}],
    ['has placed the hold later', false, { placedAt: NOW + 1 }],
    ['had given it up', false, { ended: { at: NOW - 1, how: 'cancelled', by: '' } }],
    ['gave it up since', true, { ended: { at: NOW + 1, how: 'cancelled', by: '' } }],
    ['had waited until yesterday', false, { expiresOn: '2026-11-22' }],
    ['was served since', true, { ended: { at: NOW + 1, how: 'picked-up', by: '' } }],
  ] as const)('%s: %s', (_, expected, hold) => {
    expect(forOthers({ holds: [holdOf(hold)] })).toBe(expected);
  });

  test('not for the one who takes it and waits first', () => {
    const own = holdOf({ id: 'hold-0', patronId: 'an', placedAt: NOW - 3 * HOUR });
    expect(forOthers({ holds: [own, holdOf()] })).toBe(false);
    expect(forOthers({ holds: [{ ...own, placedAt: NOW - HOUR }, holdOf()] })).toBe(true);
  });

  test('a card that nobody knows waits for nothing', () => {
    const cut = holdOf({ patronId: undefined, ended: { at: NOW + 1, how: 'picked-up', by: '' } });
    expect(forOthers({ holds: [cut] }, { patronId: undefined })).toBe(true);
  });
});

describe('Q4 whoever had taken a copy by then waited no more', () => {
  const binh = (more: Partial<LoanOfCopy> = {}) =>
    loan({ id: 'loan-b', patronId: 'binh', itemId: 'de-men-2', checkedOutAt: NOW - HOUR, ...more });
  const with2 = (other: LoanOfCopy, hold = {}) =>
    forOthers({ copies: twoCopies, holds: [holdOf(hold)], loans: [loan(), other] });

  test('be it told before or after', () => {
    expect(with2(binh())).toBe(false);
    // It stands on the shelf and is enough for Bình, who takes it later.
    expect(with2(binh({ checkedOutAt: NOW + HOUR }))).toBe(false);
    expect(with2(binh({ checkedOutAt: NOW - 3 * HOUR }))).toBe(true);
  });

  test('waits again if it was taken back', () => {
    const undone = binh({ ended: { at: NOW - 1, how: 'undone' } });
    expect(with2(undone)).toBe(false);
    expect(with2(undone, { itemId: 'de-men-1' })).toBe(true);
  });

  test('of two at one instant the smaller id came first', () => {
    const [first, second] = [
      binh({ id: 'a', checkedOutAt: NOW }),
      binh({ id: 'z', checkedOutAt: NOW }),
    ];
    const wanted = { itemId: 'de-men-2' };
    expect(with2(first, wanted)).toBe(false);
    expect(with2(second)).toBe(false);
  });
});

describe('Q4 other copies', () => {
  test('that stood there were enough for one who waited, not for two', () => {
    expect(forOthers({ copies: twoCopies })).toBe(false);
    const second = holdOf({ id: 'hold-2', patronId: 'chi' });
    expect(forOthers({ copies: twoCopies, holds: [holdOf(), second] })).toBe(true);
  });

  test.each([
    ['out', true, { ended: undefined }],
    ['out until later', true, { ended: { at: NOW + 1, how: 'returned' } }],
    ['back', false, { ended: { at: NOW, how: 'returned' } }],
  ] as const)('%s at that time', (_, expected, more) => {
    const other = loan({
      id: 'loan-c',
      patronId: 'chi',
      itemId: 'de-men-2',
      checkedOutAt: NOW - HOUR,
    });
    expect(forOthers({ copies: twoCopies, loans: [loan(), { ...other, ...more }] })).toBe(expected);
  });

  test('that cannot be lent are none', () => {
    const [one, two] = twoCopies;
    if (!one || !two) throw new Error('there are two');
    expect(forOthers({ copies: [one, { ...two, condition: 'missing' }] })).toBe(true);
    expect(forOthers({ copies: [one, { ...two, itemClass: 'reference' }] })).toBe(true);
  });

  test('are no help to who wants this very one', () => {
    expect(forOthers({ copies: twoCopies, holds: [holdOf({ itemId: 'de-men-1' })] })).toBe(true);
    expect(forOthers({ copies: twoCopies, holds: [holdOf({ itemId: 'de-men-2' })] })).toBe(false);
  });
});

describe('Q5 what lay aside for somebody', () => {
  test('was theirs, however many copies stood on the shelf', () => {
    expect(forOthers({ copies: twoCopies, keepings: [aside] })).toBe(true);
    expect(forOthers({ copies: twoCopies, keepings: [aside] }, { patronId: 'binh' })).toBe(false);
  });

  test('not before it was laid there, nor after somebody else had taken it', () => {
    const late = { ...aside, since: NOW + 1 };
    expect(forOthers({ copies: twoCopies, keepings: [late] })).toBe(false);
    const earlier = loan({ id: 'loan-c', patronId: 'chi', checkedOutAt: NOW - 1 });
    const loans = [loan(), { ...earlier, ended: { at: NOW, how: 'returned' as const } }];
    expect(forOthers({ copies: twoCopies, loans, keepings: [aside] })).toBe(false);
  });

  test('is theirs who was first in the line by then', () => {
    const own = holdOf({ id: 'hold-0', patronId: 'an' });
    const keepings = [{ ...aside, holdId: 'hold-0' }];
    expect(forOthers({ holds: [holdOf(), own], keepings })).toBe(false);
  });
});
