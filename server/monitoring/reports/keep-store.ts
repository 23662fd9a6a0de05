/** What is kept of the past, and for how long (TH63): done every night, a little at a time. */
import type { Writer } from '../../db/database.ts';
import { dayIn } from '../../libraries/rules/day.ts';
import type { TerminalHourRow } from '../tables.ts';
import { HOUR_MS } from './activity-store.ts';
import { foldHours } from './fold.ts';

const DAY_MS = 24 * HOUR_MS;
/** Hours are told apart for so long, then days. */
export const HOURS_KEPT_MS = 90 * DAY_MS;
/** Days, and alerts that are closed. */
export const DAYS_KEPT_MS = 730 * DAY_MS;
/** Notices that have been delivered, or given up. */
export const NOTICES_KEPT_MS = 90 * DAY_MS;

/** Rows of one command. */
const ROWS = 500;

export const commands = {
  /** Folds the oldest day of one terminal that is old enough. @returns whether there was one */
  'terminal-hours-fold': async (tx: Writer, { now }: { now: number }): Promise<boolean> => {
    const oldest = await tx
      .selectFrom('terminal_hour')
      .innerJoin('terminal', 'terminal.id', 'terminal_hour.terminal_id')
      .innerJoin('library', 'library.id', 'terminal.library_id')
      .select(['terminal_hour.terminal_id as terminalId', 'hour', 'time_zone as timeZone'])
      .where('hour', '<', now - HOURS_KEPT_MS)
      .orderBy('hour')
      .limit(1)
      .executeTakeFirst();
    if (!oldest) return false;
    const { terminalId, timeZone, hour } = oldest;
    const day = dayIn(timeZone, hour);
    const near = await tx
      .selectFrom('terminal_hour')
      .selectAll()
      .where('terminal_id', '=', terminalId)
      .where('hour', '<', hour + DAY_MS)
      .execute();
    await foldDay(
      tx,
      near.filter((row) => dayIn(timeZone, row.hour) === day),
      timeZone,
    );
    return true;
  },

  /** @returns how many rows have gone; fewer than asked for: nothing is left */
  'watching-forget': async (tx: Writer, { now }: { now: number }): Promise<number> => {
    const day = dayIn('UTC', now - DAYS_KEPT_MS);
    const gone = [
      await tx.deleteFrom('terminal_day').where('day', '<', day).executeTakeFirstOrThrow(),
      await tx
        .deleteFrom('alert')
        .where('closed_at', '<', now - DAYS_KEPT_MS)
        .where('id', 'in', (rows) =>
          rows
            .selectFrom('alert')
            .select('id')
            .where('closed_at', '<', now - DAYS_KEPT_MS)
            .limit(ROWS),
        )
        .executeTakeFirstOrThrow(),
      await tx
        .deleteFrom('notice')
        .where('id', 'in', (rows) =>
          rows
            .selectFrom('notice')
            .select('id')
            .where('state', '!=', 'waiting')
            .where('ended_at', '<', now - NOTICES_KEPT_MS)
            .limit(ROWS),
        )
        .executeTakeFirstOrThrow(),
    ];
    return Math.max(...gone.slice(1).map(({ numDeletedRows }) => Number(numDeletedRows)));
  },
};

export const FORGET_ROWS = ROWS;

async function foldDay(
  tx: Writer,
  hours: readonly TerminalHourRow[],
  timeZone: string,
): Promise<void> {
  const [first] = hours;
  if (!first) return;
  const known = await tx
    .selectFrom('terminal_day')
    .selectAll()
    .where('terminal_id', '=', first.terminal_id)
    .where('day', '=', dayIn(timeZone, first.hour))
    .execute();
  for (const day of foldHours(hours, known, timeZone))
    await tx
      .insertInto('terminal_day')
      .values(day)
      .onConflict((row) => row.columns(['terminal_id', 'day']).doUpdateSet(day))
      .execute();
  for (const { terminal_id, hour } of hours)
    await tx
      .deleteFrom('terminal_hour')
      .where('terminal_id', '=', terminal_id)
      .where('hour', '=', hour)
      .execute();
}
