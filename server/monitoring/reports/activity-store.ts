/** What terminals have done, as the hours and days that are kept. */
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Reach } from '../../staff/reach.ts';
import type { Day } from '../../libraries/rules/day.ts';
import type { Counts } from '../rules/figures.ts';
import type { Span } from '../rules/week.ts';
import type { TerminalDayRow, TerminalHourRow } from '../tables.ts';

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

export interface PlacedTerminal {
  readonly id: string;
  readonly name: string;
  readonly library: { readonly id: string; readonly name: string };
  readonly timeZone: string;
  readonly addedAt: number;
  readonly removedAt: number | null;
}

/** Also those that are not in use any more. */
export async function placedTerminals(db: Reader, reach: Reach): Promise<PlacedTerminal[]> {
  const rows = await db
    .selectFrom('terminal')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .where(libraryInReach(reach, 'terminal.library_id'))
    .select(['terminal.id', 'terminal.name', 'library.time_zone as timeZone'])
    .select(['library.id as libraryId', 'library.name as libraryName'])
    .select(['terminal.created_at as addedAt', 'terminal.removed_at as removedAt'])
    .orderBy('library.name')
    .orderBy('terminal.name')
    .execute();
  return rows.map(({ libraryId, libraryName, ...terminal }) => ({
    ...terminal,
    library: { id: libraryId, name: libraryName },
  }));
}

/** An hour of UTC counts to the span in which it begins. */
export async function hoursBetween(
  db: Reader,
  { from, to }: Span,
  terminalId?: string,
): Promise<Map<string, TerminalHourRow[]>> {
  let rows = db
    .selectFrom('terminal_hour')
    .selectAll()
    .where('hour', '>=', from)
    .where('hour', '<', to);
  if (terminalId !== undefined) rows = rows.where('terminal_id', '=', terminalId);
  const found = await rows.orderBy('hour').execute();
  return Map.groupBy(found, ({ terminal_id }) => terminal_id);
}

/** Both days included. */
export async function daysBetween(
  db: Reader,
  { first, last }: { first: Day; last: Day },
  terminalId?: string,
): Promise<Map<string, TerminalDayRow[]>> {
  let rows = db
    .selectFrom('terminal_day')
    .selectAll()
    .where(sql<boolean>`day between ${first} and ${last}`);
  if (terminalId !== undefined) rows = rows.where('terminal_id', '=', terminalId);
  const found = await rows.orderBy('day').execute();
  return Map.groupBy(found, ({ terminal_id }) => terminal_id);
}

export const countsOf = (row: Omit<TerminalHourRow, 'hour'>): Counts => ({
  visits: row.visits,
  checkouts: row.checkouts,
  checkins: row.checkins,
  renewals: row.renewals,
  refusals: row.refusals,
  receipts: row.receipts,
  faults: row.faults,
  paperChanges: row.paper_changes,
});

export const minutes = (ms: number): number => Math.round(ms / 6000) / 10;
