import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOfNumber, weekday, dayNumber } from '#server/libraries/rules/day.ts';
import { daysLater, firstDayOf, spanOf, weekOf } from './week.ts';
import { isOlder, usualVersion } from './version.ts';

test.each([
  ['2026-W01', '2025-12-29'],
  ['2026-W47', '2026-11-16'],
  ['2026-W53', '2026-12-28'],
  ['2020-W53', '2020-12-28'],
  ['2021-W01', '2021-01-04'],
  ['2024-W01', '2024-01-01'],
])('TH64 week %s begins on %s', (week, day) => {
  expect(firstDayOf(week)).toBe(day);
  expect(weekOf(day)).toBe(week);
});

test('TH64 a year without a week 53 has none', () => {
  expect(firstDayOf('2025-W53')).toBeUndefined();
});

test('TH64 every day lies in the week it is said to lie in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (number) => {
      const first = firstDayOf(weekOf(dayOfNumber(number))) ?? '';
      expect(weekday(dayNumber(first))).toBe(0);
      expect(number - dayNumber(first)).toBeGreaterThanOrEqual(0);
      expect(number - dayNumber(first)).toBeLessThan(7);
    }),
  );
});

test('TH64 a week of a library is that of its own clock', () => {
  const { from, to } = spanOf('Asia/Ho_Chi_Minh', '2026-11-16', daysLater('2026-11-16', 6));
  expect(from).toBe(Date.parse('2026-11-16T00:00:00+07:00'));
  expect(to).toBe(Date.parse('2026-11-23T00:00:00+07:00'));
});

test.each([
  ['1.9.0', '1.10.0', true],
  ['1.10.0', '1.9.0', false],
  ['1.2.0', '1.2.0', false],
  ['1.2.0-rc.1', '1.2.0', true],
  ['1.2.0', '1.2.0-rc.1', false],
  ['2.0.0', '1.99.99', false],
])('TH44 %s is older than %s: %s', (one, other, older) => {
  expect(isOlder(one, other)).toBe(older);
});

test('TH44 the usual version is that of more than half', () => {
  expect(usualVersion(['1.0.0', '1.1.0', '1.1.0'])).toBe('1.1.0');
  expect(usualVersion(['1.0.0', '1.1.0'])).toBeUndefined();
  expect(usualVersion([])).toBeUndefined();
});
