/** Dates that a manifest tells, for terminals that have no calendar. */
import { dayOfNumber, endOfDay } from '#server/libraries/rules/day.ts';
import { NO_END } from './chunk.ts';
import type { Manifest } from './manifest.ts';

/**
 * When a loan of so many days falls due, epoch milliseconds; closed days have been skipped.
 * @param days as in `loanDays` or a cap
 * @returns undefined where the manifest does not reach
 */
export function dueDateIn(
  { dayEnds, dueDates, madeAt }: Pick<Manifest, 'dayEnds' | 'dueDates' | 'madeAt'>,
  days: number,
  now: number,
): number | undefined {
  // A clock that runs somewhat behind the server's is still on the first day.
  const day = dayEnds.findIndex((end) => Math.max(now, madeAt) <= end);
  return dueDates.find((table) => table.days === days)?.at[day];
}

/** The last good moment of a card, epoch milliseconds. @param lastDay as in its row */
export const lastMomentIn = (
  { timeZone }: Pick<Manifest, 'timeZone'>,
  lastDay: number,
): number | undefined =>
  lastDay === NO_END ? undefined : endOfDay(timeZone, dayOfNumber(lastDay));
