import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tree } from '#tests/fixtures/small-world.ts';
import type { Calendar } from './calendar.ts';
import { dueAt, isOpen } from './calendar.ts';
import { dayIn, dayNumber, dayOfNumber, endOfDay, weekday, yearsBetween } from './day.ts';
import { plantTree } from './library-tree.ts';

const VIETNAM = 'Asia/Ho_Chi_Minh';

describe('days', () => {
  test('are numbered as JavaScript’s own dates are', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_000_000 }), (number) => {
        const day = new Date(number * 86_400_000);
        fc.pre(day.getUTCFullYear() >= 0 && day.getUTCFullYear() <= 9999);
        const written = day.toISOString().slice(0, 10);
        expect(dayOfNumber(number)).toBe(written);
        expect(dayNumber(written)).toBe(number);
        expect(weekday(number)).toBe((day.getUTCDay() + 6) % 7);
      }),
    );
  });

  test('end at midnight of the zone', () => {
    expect(endOfDay(VIETNAM, '2026-12-07')).toBe(Date.parse('2026-12-07T17:00:00Z') - 1);
    expect(endOfDay('UTC', '2026-12-07')).toBe(Date.parse('2026-12-08T00:00:00Z') - 1);
  });

  test.each([
    ['2026-03-29', '2026-03-29T22:00:00Z', 'the clocks go forward'],
    ['2026-10-25', '2026-10-25T23:00:00Z', 'the clocks go back'],
    ['2026-07-14', '2026-07-14T22:00:00Z', 'summer'],
  ])('end at midnight in Paris on %s too, when %s (%s)', (day, end) => {
    expect(endOfDay('Europe/Paris', day)).toBe(Date.parse(end) - 1);
  });

  test('the last millisecond of a day is in it, the next is not', () => {
    const zones = fc.constantFrom(
      VIETNAM,
      'UTC',
      'Europe/Paris',
      'America/New_York',
      'Asia/Kathmandu',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 30_000 }), (zone, number) => {
        const day = dayOfNumber(number);
        expect(dayIn(zone, endOfDay(zone, day))).toBe(day);
        expect(dayIn(zone, endOfDay(zone, day) + 1)).toBe(dayOfNumber(number + 1));
      }),
    );
  });

  test('years are counted as people count their age', () => {
    expect(yearsBetween('2010-11-24', '2026-11-23')).toBe(15);
    expect(yearsBetween('2010-11-23', '2026-11-23')).toBe(16);
  });
});

const closedOnMondays: Calendar = {
  libraryId: 'central',
  weekly: [false, true, true, true, true, true, true],
  // Tết Đinh Mùi: the new year is 6 February 2027.
  exceptions: [{ from: '2027-02-04', to: '2027-02-11', open: false }],
};
const calendars = (...all: Calendar[]) =>
  new Map(all.map((calendar) => [calendar.libraryId, calendar]));
const due = (day: string, days: number, library: string, all = calendars(closedOnMondays)) =>
  dayIn(VIETNAM, dueAt(endOfDay(VIETNAM, day), days, library, tree, all));

describe('due dates', () => {
  test('D1 fall at the end of a day in the library’s zone, counted from the day of the loan', () => {
    const lateInTheEvening = Date.parse('2026-11-23T16:59:00Z');
    const afterMidnight = Date.parse('2026-11-23T17:01:00Z');
    const end = (instant: number) => dueAt(instant, 14, 'central', tree, new Map());
    expect(end(lateInTheEvening)).toBe(endOfDay(VIETNAM, '2026-12-07'));
    expect(end(afterMidnight)).toBe(endOfDay(VIETNAM, '2026-12-08'));
  });

  test('D2 move from a closed day to the next open one', () => {
    expect(due('2026-11-20', 10, 'central')).toBe('2026-12-01');
    expect(due('2026-11-20', 11, 'central')).toBe('2026-12-01');
  });

  test('D2 move beyond Tết', () => {
    expect(due('2027-01-25', 10, 'central')).toBe('2027-02-12');
  });

  test('D3 are inherited down the tree', () => {
    expect(due('2026-11-20', 10, 'school-a')).toBe('2026-12-01');
  });

  test('D3 the nearest library’s exception decides, opening as well as closing', () => {
    const school: Calendar = {
      libraryId: 'school-a',
      exceptions: [
        { from: '2026-11-30', to: '2026-11-30', open: true },
        { from: '2026-12-01', to: '2026-12-03', open: false },
      ],
    };
    const all = calendars(closedOnMondays, school);
    expect(isOpen('2026-11-30', 'school-a', tree, all)).toBe(true);
    expect(isOpen('2026-11-30', 'central', tree, all)).toBe(false);
    expect(due('2026-11-20', 11, 'school-a', all)).toBe('2026-12-04');
    // Only the days differ: the weekly pattern is still the central library's.
    expect(isOpen('2026-12-07', 'school-a', tree, all)).toBe(false);
  });

  test('D3 a parent’s exception counts before one’s own weekly pattern', () => {
    const always: Calendar = {
      libraryId: 'school-a',
      weekly: Array<boolean>(7).fill(true),
      exceptions: [],
    };
    const all = calendars(closedOnMondays, always);
    expect(isOpen('2026-11-30', 'school-a', tree, all)).toBe(true);
    expect(isOpen('2027-02-06', 'school-a', tree, all)).toBe(false);
  });

  test('D3 a network without a calendar is always open', () => {
    expect(isOpen('2027-02-06', 'school-a', tree, new Map())).toBe(true);
  });

  test('D4 a library that is closed for good does not hang the search', () => {
    const closed: Calendar = {
      libraryId: 'central',
      weekly: Array<boolean>(7).fill(false),
      exceptions: [],
    };
    expect(due('2026-11-20', 10, 'central', calendars(closed))).toBe('2026-11-30');
  });

  test('D2 are never on a closed day, and never earlier than the rule says', () => {
    const weekly = fc
      .array(fc.boolean(), { minLength: 7, maxLength: 7 })
      .filter((days) => days.includes(true));
    fc.assert(
      fc.property(
        weekly,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 20_000, max: 22_000 }),
        (days, count, from) => {
          const all = calendars({ ...closedOnMondays, weekly: days });
          const day = due(dayOfNumber(from), count, 'school-b', all);
          expect(isOpen(day, 'school-b', tree, all)).toBe(true);
          expect(dayNumber(day)).toBeGreaterThanOrEqual(from + count);
          for (let between = from + count; between < dayNumber(day); between += 1)
            expect(isOpen(dayOfNumber(between), 'school-b', tree, all)).toBe(false);
        },
      ),
    );
  });
});

test('a ring of parents does not hang the walk', () => {
  const timeZone = VIETNAM;
  const ring = plantTree([
    { id: 'a', parentId: 'b', kind: 'x', name: 'a', timeZone },
    { id: 'b', parentId: 'a', kind: 'x', name: 'b', timeZone },
  ]);
  expect(isOpen('2026-11-23', 'a', ring, new Map())).toBe(true);
});
