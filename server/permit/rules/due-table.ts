/** Due dates day by day over the life of a permit: closed days are worked out here, so that no terminal needs a calendar (PM23). */
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { dueDate } from '#server/circulation/rules/rulebook.ts';
import { dayIn, dayNumber, dayOfNumber, endOfDay } from '#server/libraries/rules/day.ts';
import type { Manifest } from '../format/manifest.ts';

/** A loan made in the last minute before the end falls on that day; and nobody's clock is right to the minute. */
const MARGIN_DAYS = 1;

export interface Life {
  readonly libraryId: string;
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly endsAt: number;
}

/** @param days numbers of days that loans may run here */
export function dueTable(
  book: Rulebook,
  { libraryId, timeZone, madeAt, endsAt }: Life,
  days: readonly number[],
): Pick<Manifest, 'dayEnds' | 'dueDates'> {
  const first = dayNumber(dayIn(timeZone, madeAt));
  const last = dayNumber(dayIn(timeZone, endsAt)) + MARGIN_DAYS;
  const dayEnds = Array.from({ length: last - first + 1 }, (_, at) =>
    endOfDay(timeZone, dayOfNumber(first + at)),
  );
  const distinct = [...new Set(days)].toSorted((a, b) => a - b);
  const dueDates = distinct.map((count) => ({
    days: count,
    at: dayEnds.map((end) => dueDate(book, libraryId, end, count)),
  }));
  return { dayEnds, dueDates };
}
