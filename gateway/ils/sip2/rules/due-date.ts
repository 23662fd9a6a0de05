import { endOfDayAt, instantOf, isDay, readDate } from '#server/sip2/protocol/dates.ts';

/**
 * How a peer writes AH, which SIP 2.00 leaves free. `sip`: the 18 characters of all other dates. The others are named
 * after the order of day, month and year; a time may stand behind each.
 */
export const DUE_DATE_FORMATS = ['sip', 'ymd', 'dmy', 'mdy', 'compact'] as const;
export type DueDateFormat = (typeof DUE_DATE_FORMATS)[number];

export type DueDate =
  | { readonly kind: 'known'; readonly dueAt: number }
  /** Shown as it is: no format fits. */
  | { readonly kind: 'text'; readonly text: string }
  /** Empty, or zeros throughout: some send that for “not on loan”. */
  | { readonly kind: 'none' };

/**
 * @param formats in the order in which they are tried: 08.06.2016 is two days
 * @param timeZone IANA name of the library's place; a day without a time ends there at midnight
 */
export function readDueDate(
  text: string,
  formats: readonly DueDateFormat[],
  timeZone: string,
): DueDate {
  const trimmed = text.trim();
  if (/^[0\s:,./T-]*$/.test(trimmed)) return { kind: 'none' };
  for (const format of formats) {
    const dueAt =
      format === 'sip' ? readDate(trimmed, timeZone) : instantIn(trimmed, format, timeZone);
    if (dueAt !== undefined) return { kind: 'known', dueAt };
  }
  return { kind: 'text', text: trimmed };
}

type Numeric = Exclude<DueDateFormat, 'sip'>;

const TIME = String.raw`(?:[ T,]+(?<hour>\d{1,2})[:.](?<minute>\d\d)(?:[:.](?<second>\d\d))?(?: *(?<half>[AP]M))?)?`;
const YEAR = String.raw`(?<year>\d{4})`;
const MONTH = String.raw`(?<month>\d{1,2})`;
const DAY = String.raw`(?<day>\d{1,2})`;
const SPLIT = '[-./]';

const SHAPES: Readonly<Record<Numeric, RegExp>> = {
  ymd: new RegExp(`^${YEAR}${SPLIT}${MONTH}${SPLIT}${DAY}${TIME}$`, 'i'),
  dmy: new RegExp(`^${DAY}${SPLIT}${MONTH}${SPLIT}${YEAR}${TIME}$`, 'i'),
  mdy: new RegExp(`^${MONTH}${SPLIT}${DAY}${SPLIT}${YEAR}${TIME}$`, 'i'),
  compact: /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/,
};

function instantIn(text: string, format: Numeric, timeZone: string): number | undefined {
  const parts = SHAPES[format].exec(text)?.groups;
  if (!parts) return undefined;
  const { year = '', month = '', day = '', hour, minute, second, half } = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(date)) return undefined;
  if (hour === undefined) return endOfDayAt(date, timeZone);
  const seconds = secondsOf({ hour, minute, second, half });
  return seconds === undefined ? undefined : localInstant(date, seconds, timeZone);
}

interface Time {
  readonly hour: string;
  readonly minute: string | undefined;
  readonly second: string | undefined;
  readonly half: string | undefined;
}

function secondsOf({ hour, minute, second, half }: Time): number | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second ?? 0)];
  if (m > 59 || s > 59 || h > (half === undefined ? 23 : 12)) return undefined;
  const hours = half === undefined ? h : (h % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  return (hours * 60 + m) * 60 + s;
}

const localInstant = (day: string, seconds: number, timeZone: string): number =>
  instantOf(midnightOf(day) + seconds * 1000, timeZone);

/** As if it were UTC: `instantOf` takes the clock on the wall that way. */
const midnightOf = (day: string): number => endOfDayAt(day, 'UTC') + 1 - 86_400_000;
