/** Who waited for a book when it was lent to another. */
import type { Reader } from '../../db/database.ts';
import type { ConflictRow, HoldRow } from '../tables.ts';
import type { Standing } from './standing-store.ts';

/** A hold with the item that the conflict is about. */
export interface WaitedFor extends HoldRow {
  readonly wanted_item_id: string;
}

export async function readHolds(db: Reader, rows: readonly ConflictRow[]): Promise<WaitedFor[]> {
  const items = rows
    .filter(({ kind }) => kind.endsWith('on-hold'))
    .flatMap(({ item_id }) => item_id ?? []);
  if (items.length === 0) return [];
  return db
    .selectFrom('hold')
    .innerJoin('item', 'item.title_id', 'hold.title_id')
    .selectAll('hold')
    .select('item.id as wanted_item_id')
    .where('item.id', 'in', [...new Set(items)])
    .orderBy('hold.placed_at')
    .orderBy('hold.id')
    .execute();
}

/** The first of another patron that stood at the time and that this copy could have served. */
export const holdInTheWay = (
  holds: readonly WaitedFor[],
  { row, event, patronId }: Standing,
): WaitedFor | undefined => {
  const at = event?.occurred_at ?? row.opened_at;
  return holds.find(
    (hold) =>
      hold.wanted_item_id === row.item_id &&
      hold.patron_id !== (patronId ?? '') &&
      (hold.item_id === null || hold.item_id === row.item_id) &&
      hold.placed_at <= at &&
      (hold.ended_at === null || hold.ended_at > at),
  );
};
