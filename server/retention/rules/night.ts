/** When the tasks of the night are due: once after two o'clock, and made up for when the power was off then. */
import { dayIn, endOfDay, dayNumber, dayOfNumber } from '#server/libraries/rules/day.ts';

const TWO_HOURS_MS = 2 * 3_600_000;

/** @param lastAt when they were last done; undefined = never. Both in epoch milliseconds. */
export function isDue(lastAt: number | undefined, now: number, timeZone: string): boolean {
  // What was done in the future was done before somebody put the clock back: nobody waits until it shows that again.
  return lastAt === undefined || lastAt > now || lastAt < lastNight(now, timeZone);
}

/** Two o'clock of this night, or of the one before. */
function lastNight(now: number, timeZone: string): number {
  const yesterday = dayOfNumber(dayNumber(dayIn(timeZone, now)) - 1);
  const tonight = endOfDay(timeZone, yesterday) + 1 + TWO_HOURS_MS;
  if (tonight <= now) return tonight;
  const before = dayOfNumber(dayNumber(yesterday) - 1);
  return endOfDay(timeZone, before) + 1 + TWO_HOURS_MS;
}
