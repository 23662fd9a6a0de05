/**
 * Days of the civil calendar as `YYYY-MM-DD` and as numbers, and when they end in a time zone.
 * The arithmetic is on proleptic Gregorian day numbers (days since 1970-01-01), so that no clock and no zone of the machine slips in.
 */

export type Day = string;

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil). */
export function dayNumber(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The other way (civil_from_days). */
export function dayOfNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return written(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date);
}

const written = (year: number, month: number, date: number): Day =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;

/** 0 = Monday … 6 = Sunday (ISO 8601). 1970-01-01 was a Thursday. */
export const weekday = (number: number): number => (((number + 3) % 7) + 7) % 7;

/** The day that it is in the zone at an instant (epoch milliseconds). */
export function dayIn(timeZone: string, instant: number): Day {
  return dayOfNumber(Math.floor((instant + zoneOffset(timeZone, instant)) / DAY_MS));
}

/** The last millisecond of the day in the zone, as epoch milliseconds. */
export function endOfDay(timeZone: string, day: Day): number {
  const local = (dayNumber(day) + 1) * DAY_MS;
  // The offset that holds at midnight is found in two steps, because a change of the clocks may lie between the guess and midnight.
  const guess = local - zoneOffset(timeZone, local);
  return local - zoneOffset(timeZone, guess) - 1;
}

/** Whole years between two days, as people count their age. */
export function yearsBetween(from: Day, to: Day): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** No zone has changed its clocks within half a minute of UTC since 1970 (Liberia did at 00:44:30), and every loan of a day asks for the same few. */
const HALF_MINUTE_MS = 30_000;
const MOST_OFFSETS = 2000;
const offsets = new Map<string, number>();

/** Milliseconds that local time is ahead of UTC at an instant. */
export function zoneOffset(timeZone: string, instant: number): number {
  if (instant < 0) return reckonedOffset(timeZone, instant);
  const key = `${timeZone} ${Math.floor(instant / HALF_MINUTE_MS)}`;
  const offset = offsets.get(key) ?? reckonedOffset(timeZone, instant);
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function reckonedOffset(timeZone: string, instant: number): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const day = dayNumber(written(part('year'), part('month'), part('day')));
  const time = (part('hour') * 60 + part('minute')) * 60 + part('second');
  return day * DAY_MS + time * 1000 - Math.floor(instant / 1000) * 1000;
}

// Making a format takes a hundred times longer than using it.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}
