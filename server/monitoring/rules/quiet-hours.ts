/** Hours of the night in a library's own time (TH50–TH55). */
import {
  dayIn,
  dayNumber,
  dayOfNumber,
  endOfDay,
  zoneOffset,
} from '#server/libraries/rules/day.ts';

/** `22:30` */
export type TimeOfDay = string;

export interface QuietHours {
  readonly from: TimeOfDay;
  /** Not quiet any more. */
  readonly to: TimeOfDay;
}

const [MINUTE, DAY] = [60_000, 86_400_000];

const minutesOf = (time: TimeOfDay): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

const minutesNow = (timeZone: string, now: number): number =>
  Math.floor(((now + zoneOffset(timeZone, now)) % DAY) / MINUTE);

/** Hours that end before they begin go over midnight; those that end when they begin are none. */
export function isQuiet({ from, to }: QuietHours, timeZone: string, now: number): boolean {
  const [begin, end, at] = [minutesOf(from), minutesOf(to), minutesNow(timeZone, now)];
  return begin <= end ? begin <= at && at < end : at >= begin || at < end;
}

/** The next time after `now` that clocks in the zone show this; where they skip it, the first moment after. Epoch milliseconds. */
export function nextAt(time: TimeOfDay, timeZone: string, now: number): number {
  const today = dayNumber(dayIn(timeZone, now));
  for (const number of [today, today + 1]) {
    const at = instantOf(number, time, timeZone);
    if (at > now) return at;
  }
  return instantOf(today + 2, time, timeZone);
}

function instantOf(number: number, time: TimeOfDay, timeZone: string): number {
  const midnight = endOfDay(timeZone, dayOfNumber(number - 1)) + 1;
  const naive = midnight + minutesOf(time) * MINUTE;
  // The clocks may be changed between midnight and then.
  return naive - (zoneOffset(timeZone, naive) - zoneOffset(timeZone, midnight));
}
