import { dayIn, dayNumber, dayOfNumber, endOfDay, zoneOffset } from '../../libraries/rules/day.ts';

/** 18 characters: `YYYYMMDDZZZZHHMMSS`, ZZZZ four blanks for local time, `   Z` for UTC, else a military letter. */
export const DATE_LENGTH = 18;
export const NO_DATE = ' '.repeat(DATE_LENGTH);

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** How a zone is written: blanks, as the standard and nearly everybody has it; `Z` for peers that insist on UTC; zeros. */
export type ZoneStyle = 'blanks' | 'utc' | 'zeros';

/** @param instant epoch milliseconds; @param timeZone IANA name of the place whose clocks are meant */
export function writeDate(instant: number, timeZone: string, style: ZoneStyle = 'blanks'): string {
  const local = instant + (style === 'utc' ? 0 : offsetAt(timeZone, instant));
  const day = dayOfNumber(Math.floor(local / DAY)).replaceAll('-', '');
  const seconds = Math.floor((((local % DAY) + DAY) % DAY) / SECOND);
  return `${day}${ZONES[style]}${two(seconds / 3600)}${two((seconds / 60) % 60)}${two(seconds % 60)}`;
}

const ZONES = { blanks: '    ', utc: '   Z', zeros: '0000' } as const;

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

const SHAPE = /^(\d{4})(\d\d)(\d\d)(.{4})(\d\d)(\d\d)(\d\d)$/u;

/**
 * Epoch milliseconds, or undefined where it is no date: blanks, zeros, the 31st of February.
 * @param timeZone of the peer, for dates in local time
 */
export function readDate(text: string, timeZone: string): number | undefined {
  const [, year, month, date, zone = '', hour = '', minute = '', second = ''] =
    SHAPE.exec(text) ?? [];
  const day = `${year}-${month}-${date}`;
  const offset = zoneHours(zone);
  if (year === undefined || offset === undefined || !isDay(day)) return undefined;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const local = dayNumber(day) * DAY + ((h * 60 + m) * 60 + s) * SECOND;
  return offset === 'local' ? instantOf(local, timeZone) : local - offset * HOUR;
}

/** Whether a day of this name is in the calendar. */
export const isDay = (day: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(day) && dayOfNumber(dayNumber(day)) === day && day >= '1000';

/** From the clock on the wall, as if it were UTC, to the instant; in the hour that is there twice, the second. */
export function instantOf(local: number, timeZone: string): number {
  const guess = local - offsetAt(timeZone, local);
  return local - offsetAt(timeZone, guess);
}

/** Today's date at the place, for the one who compares days. */
export const dayAt = (instant: number, timeZone: string): string => dayIn(timeZone, instant);

/** The last millisecond of a day (`YYYY-MM-DD`) at the place: when something that names only its day is due. */
export const endOfDayAt = (day: string, timeZone: string): number => endOfDay(timeZone, day);

/** `0000` is sent by peers that mean blanks. Letters are military zones: A to M without J east, N to Y west of Z. */
function zoneHours(zone: string): number | 'local' | undefined {
  const letters = zone.trim().toUpperCase();
  if (letters === '' || letters === '0000') return 'local';
  if (letters === 'Z' || letters === 'UTC' || letters === 'GMT') return 0;
  if (!/^[A-IK-Y]$/.test(letters)) return undefined;
  const at = 'ABCDEFGHIKLM'.indexOf(letters);
  return at >= 0 ? at + 1 : -('NOPQRSTUVWXY'.indexOf(letters) + 1);
}

const QUARTER = HOUR / 4;
let last = { timeZone: '', quarter: NaN, offset: 0 };

/** No zone changes its clocks but at a quarter of an hour; a server writes thousands of dates of the same one. */
function offsetAt(timeZone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER);
  if (last.timeZone !== timeZone || last.quarter !== quarter) {
    last = { timeZone, quarter, offset: zoneOffset(timeZone, quarter * QUARTER) };
  }
  return last.offset;
}
