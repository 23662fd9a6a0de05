/** The orders of a terminal as staff see them. */
import { readWho } from '../../audit/who.ts';
import type { Reader } from '../../db/database.ts';
import type { Reach } from '../../staff/reach.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Order } from '../schema.ts';
import { stageOf } from './rules/order-life.ts';

const SHOWN = 20;

/** Whether it is theirs: in use, and at a library where they hold a role. */
export const terminalFor = (db: Reader, reach: Reach, id: string) =>
  db
    .selectFrom('terminal')
    .select(['id', 'name', 'library_id as libraryId'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .where(libraryInReach(reach, 'terminal.library_id'))
    .executeTakeFirst();

/** Newest first; undefined: none of theirs. */
export async function ordersOfTerminal(
  db: Reader,
  { now, reach, terminalId }: { now: number; reach: Reach; terminalId: string },
) {
  if (!(await terminalFor(db, reach, terminalId))) return undefined;
  const rows = await db
    .selectFrom('terminal_order as given')
    .leftJoin('terminal_bundle as bundle', 'bundle.order_id', 'given.id')
    .selectAll('given')
    .select('bundle.made_at as bundleAt')
    .where('given.terminal_id', '=', terminalId)
    .orderBy('given.asked_at', 'desc')
    .orderBy('given.id', 'desc')
    .limit(SHOWN)
    .execute();
  const who = await readWho(
    db,
    rows.map(({ asked_by }) => `staff:${asked_by}`),
  );
  return rows.map((row) => ({
    ...{ id: row.id, what: JSON.parse(row.what) as Order },
    ...{ askedAt: row.asked_at, by: who(`staff:${row.asked_by}`), until: row.until },
    stage: stageOf({ until: row.until, toldAt: row.told_at, outcome: row.outcome }, now),
    ...(row.told_at !== null && { toldAt: row.told_at }),
    ...(row.answered_at !== null && { answeredAt: row.answered_at }),
    ...(row.code !== null && { code: row.code }),
    ...(row.message !== null && { message: row.message }),
    hasBundle: row.bundleAt !== null,
  }));
}
