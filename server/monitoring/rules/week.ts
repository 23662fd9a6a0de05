/** Weeks of ISO 8601 (§5.2.3 of ISO 8601:2004): they begin on Monday, and week 1 has the year's first Thursday. */
import { dayNumber, dayOfNumber, endOfDay, weekday } from '#server/libraries/rules/day.ts';
import type { Day } from '#server/libraries/rules/day.ts';

/** `2026-W47` */
export type Week = string;

const THURSDAY = 3;

/** @returns the Monday; undefined where the year has no such week */
export function firstDayOf(week: Week): Day | undefined {
  const [year = '', number = ''] = week.split('-W');
  const fourth = dayNumber(`${year}-01-04`);
  const monday = fourth - weekday(fourth) + (Number(number) - 1) * 7;
  return dayOfNumber(monday + THURSDAY).startsWith(`${year}-`) ? dayOfNumber(monday) : undefined;
}

export function weekOf(day: Day): Week {
  const number = dayNumber(day);
  const thursday = number - weekday(number) + THURSDAY;
  const year = dayOfNumber(thursday).slice(0, 4);
  const count = Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(count).padStart(2, '0')}`;
}

export interface Span {
  /** Epoch milliseconds. */
  readonly from: number;
  /** Not in it any more. */
  readonly to: number;
}

/** From the first moment of a day to the last of another, in a zone. */
export const spanOf = (timeZone: string, first: Day, last: Day): Span => ({
  from: endOfDay(timeZone, dayOfNumber(dayNumber(first) - 1)) + 1,
  to: endOfDay(timeZone, last) + 1,
});

export const daysLater = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days);
