/** One week of all terminals, read at once. */
import type { Reader } from '../../db/database.ts';
import { dayIn, dayNumber } from '../../libraries/rules/day.ts';
import type { Day } from '../../libraries/rules/day.ts';
import type { AlertCode } from '../rules/alert-codes.ts';
import { sumOf, upTimeOf } from '../rules/figures.ts';
import { daysLater, spanOf } from '../rules/week.ts';
import type { Span } from '../rules/week.ts';
import type { TerminalDayRow, TerminalHourRow } from '../tables.ts';
import {
  countsOf,
  daysBetween,
  HOUR_MS,
  hoursBetween,
  MINUTE_MS,
  minutes,
} from './activity-store.ts';
import type { PlacedTerminal } from './activity-store.ts';

/** Zones of the world are no further apart than this from UTC. */
const ZONES_MS = 14 * HOUR_MS;

interface OpenFor extends Span {
  readonly code: AlertCode;
}

export interface WeekRead {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly hours: ReadonlyMap<string, readonly TerminalHourRow[]>;
  readonly days: ReadonlyMap<string, readonly TerminalDayRow[]>;
  /** `to`: infinite while it is open. */
  readonly alerts: ReadonlyMap<string, readonly OpenFor[]>;
}

export async function readWeek(db: Reader, firstDay: Day): Promise<WeekRead> {
  const lastDay = daysLater(firstDay, 6);
  const utc = spanOf('UTC', firstDay, lastDay);
  const widest = { from: utc.from - ZONES_MS, to: utc.to + ZONES_MS };
  return {
    ...{ firstDay, lastDay },
    hours: await hoursBetween(db, widest),
    days: await daysBetween(db, { first: firstDay, last: lastDay }),
    alerts: await alertsIn(db, widest),
  };
}

async function alertsIn(db: Reader, { from, to }: Span): Promise<Map<string, OpenFor[]>> {
  const rows = await db
    .selectFrom('alert')
    .select(['terminal_id as terminalId', 'code', 'since'])
    .select(['opened_at as openedAt', 'closed_at as closedAt', 'fine_since as fineSince'])
    .where('opened_at', '<', to)
    .where((row) => row.or([row('closed_at', 'is', null), row('closed_at', '>=', from)]))
    .execute();
  const open = rows.map(({ terminalId, code, since, openedAt, closedAt, fineSince }) => ({
    terminalId,
    code,
    from: Math.min(since ?? Infinity, openedAt ?? Infinity),
    to: closedAt === null ? Infinity : (fineSince ?? closedAt),
  }));
  return Map.groupBy(open, ({ terminalId }) => terminalId);
}

/** Undefined: it was not in use in that week. */
export function terminalFigures(terminal: PlacedTerminal, week: WeekRead, now: number) {
  const { id, name, library, timeZone, addedAt, removedAt } = terminal;
  const span = spanOf(timeZone, week.firstDay, week.lastDay);
  const there = clipped(span, { from: addedAt, to: Math.min(now, removedAt ?? Infinity) });
  const hours = (week.hours.get(id) ?? []).filter(({ hour }) => isWithin(week, timeZone, hour));
  const rows = [...hours, ...(week.days.get(id) ?? [])];
  if (there === 0 && rows.length === 0) return undefined;
  const onlineMinutes = minutes(rows.reduce((total, { online_ms }) => total + online_ms, 0));
  const thereMinutes = minutes(there);
  return {
    ...{ id, name, library, timeZone },
    ...sumOf(rows.map(countsOf)),
    ...{ onlineMinutes, thereMinutes, ...upTimeOf(onlineMinutes, thereMinutes) },
    ...alertFigures(week.alerts.get(id) ?? [], span, now),
  };
}

const isWithin = ({ firstDay, lastDay }: WeekRead, timeZone: string, hour: number): boolean => {
  const day = dayNumber(dayIn(timeZone, hour));
  return dayNumber(firstDay) <= day && day <= dayNumber(lastDay);
};

/** Milliseconds of the one in the other. */
const clipped = (span: Span, { from, to }: Span): number =>
  Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));

function alertFigures(alerts: readonly OpenFor[], span: Span, now: number) {
  const within = { from: span.from, to: Math.min(span.to, now) };
  const open = alerts
    .map((one) => ({ code: one.code, ms: clipped(within, one) }))
    .filter(({ ms }) => ms > 0);
  const byCode = [...Map.groupBy(open, ({ code }) => code)].map(([code, those]) => ({
    code,
    alerts: those.length,
    minutes: total(those),
  }));
  const silences = open.filter(({ code }) => code === 'silent' || code === 'never-heard');
  return {
    alerts: open.length,
    alertMinutes: total(open),
    longestSilenceMinutes: Math.round(Math.max(0, ...silences.map(({ ms }) => ms)) / MINUTE_MS),
    byCode: byCode.toSorted((a, b) => b.minutes - a.minutes),
  };
}

const total = (those: readonly { readonly ms: number }[]): number =>
  Math.round(those.reduce((sum, { ms }) => sum + ms, 0) / MINUTE_MS);
