import fc from 'fast-check';
import { expect, test } from 'vitest';
import { book, NOW, tree } from '#tests/fixtures/small-world.ts';
import { dueDate } from '#server/circulation/rules/rulebook.ts';
import { dueDateIn } from '../format/dates.ts';
import { dueTable } from './due-table.ts';

const HOUR = 3_600_000;
/** Closed on Sundays, and for a week in December. */
const calendars = new Map([
  [
    'ward',
    {
      libraryId: 'ward',
      weekly: [true, true, true, true, true, true, false],
      exceptions: [{ from: '2026-12-07', to: '2026-12-13', open: false }],
    },
  ],
]);
const rules = book({ calendars });

test('PM23 a terminal reads the due date that the server would give, at every moment of the permit', () => {
  const moment = fc.integer({ min: 0, max: 80 * HOUR });
  const zone = fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Paris', 'America/New_York');
  fc.assert(
    fc.property(
      moment,
      moment,
      fc.integer({ min: 1, max: 30 }),
      zone,
      (start, since, days, timeZone) => {
        const here = new Map([...tree].map(([id, one]) => [id, { ...one, timeZone }]));
        const there = { ...rules, tree: here };
        const madeAt = NOW + start;
        const life = { libraryId: 'ward', timeZone, madeAt, endsAt: madeAt + 72 * HOUR };
        const table = { madeAt, ...dueTable(there, life, [3, days]) };
        const now = madeAt + Math.min(since, 72 * HOUR);
        expect(dueDateIn(table, days, now)).toBe(dueDate(there, 'ward', now, days));
      },
    ),
  );
});

test('D2 PM23 closed days are skipped', () => {
  const life = { libraryId: 'ward', timeZone: 'Asia/Ho_Chi_Minh', madeAt: NOW, endsAt: NOW + HOUR };
  const { dueDates } = dueTable(rules, life, [14, 14]);
  expect(dueDates).toEqual([{ days: 14, at: [expect.any(Number), expect.any(Number)] }]);
  expect(dueDates[0]?.at[0]).toBe(Date.parse('2026-12-14T23:59:59.999+07:00'));
});
