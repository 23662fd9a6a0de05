import { expect, test } from 'vitest';
import { book, policy } from '#tests/fixtures/small-world.ts';
import { recalledDueAt } from './recall.ts';

/** Monday 23 November 2026, 10:00 in Hồ Chí Minh City. */
const NOW = Date.parse('2026-11-23T03:00:00Z');
const DAY = 86_400_000;
const endOf = (day: string) => Date.parse(`${day}T23:59:59.999+07:00`);
const loan = {
  ...{ libraryId: 'central', patronClass: 'adult', itemClass: 'book' },
  ...{ checkedOutAt: NOW - 20 * DAY, dueAt: endOf('2026-12-20') },
};
const weekdaysOnly = book({
  calendars: new Map([
    [
      'central',
      {
        libraryId: 'central',
        weekly: [true, true, true, true, true, false, false],
        exceptions: [],
      },
    ],
  ]),
});

test('Q22 five days of opening are left to bring it', () => {
  expect(recalledDueAt(book(), loan, NOW)).toBe(endOf('2026-11-28'));
  expect(recalledDueAt(weekdaysOnly, loan, NOW)).toBe(endOf('2026-11-30'));
});

test('Q22 the first seven days of a loan are nobody’s but the borrower’s, and end on an open day', () => {
  const today = { ...loan, checkedOutAt: NOW };
  expect(recalledDueAt(book(), today, NOW)).toBe(endOf('2026-11-30'));
  const saturday = { ...loan, checkedOutAt: NOW - 2 * DAY };
  // Saturday the 21st and seven days is a Saturday, and closed.
  expect(recalledDueAt(weekdaysOnly, saturday, NOW)).toBe(endOf('2026-11-30'));
});

test('Q22 a rule that gives fewer days than seven guards no more than those', () => {
  const short = book({ policies: [{ ...policy, loanDays: 3 }] });
  expect(recalledDueAt(short, { ...loan, checkedOutAt: NOW }, NOW)).toBe(endOf('2026-11-28'));
});

test('Q22 what falls due by then anyway is not called in', () => {
  expect(recalledDueAt(book(), { ...loan, dueAt: endOf('2026-11-28') }, NOW)).toBeUndefined();
  expect(recalledDueAt(book(), { ...loan, dueAt: endOf('2026-11-29') }, NOW)).toBeDefined();
});
