/** Whether the screen is to be lit now: by the hours that staff have set, unless somebody is there (docs/rules/machine.md, SH1). */
import type { TerminalSettings } from '#server/settings/format/terminal-settings.ts';

type Hours = NonNullable<TerminalSettings['screenHours']>;

/** As the library's clocks show it. */
export interface LocalTime {
  /** ISO 8601: 1 is Monday. */
  readonly day: number;
  /** `07:30` */
  readonly time: string;
}

export interface Seen {
  /** Undefined: the time is not known. */
  readonly local: LocalTime | undefined;
  readonly hours: Hours | undefined;
  /** Somebody is being served. */
  readonly serving: boolean;
  /** Milliseconds since something was last laid down, scanned or held to a reader. */
  readonly quietMs: number;
}

/** So long whoever scanned a card at night has a screen. */
export const WAKE_MS = 600_000;

export const isLit = ({ hours, local, quietMs, serving }: Seen): boolean =>
  serving || quietMs < WAKE_MS || !hours || !local || hours.some((one) => isWithin(one, local));

/** `to` itself is over; `22:00` to `06:00` ends on the morning after, `00:00` to `00:00` is all day. */
function isWithin({ days, from, to }: Hours[number], { day, time }: LocalTime): boolean {
  const dayBefore = day === 1 ? 7 : day - 1;
  if (from < to) return days.includes(day) && from <= time && time < to;
  return (days.includes(day) && from <= time) || (days.includes(dayBefore) && time < to);
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @param now epoch milliseconds @param timeZone IANA name */
export function localTime(now: number, timeZone: string): LocalTime {
  const form = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const parts = new Map(form.formatToParts(now).map(({ type, value }) => [type, value]));
  const time = `${parts.get('hour') ?? '00'}:${parts.get('minute') ?? '00'}`;
  return { day: DAYS.indexOf(parts.get('weekday') ?? '') + 1, time };
}
