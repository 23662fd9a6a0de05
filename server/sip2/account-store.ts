/** A patron's loans, holds and unpaid fees, as the lists of 64 tell them. */
import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import type { HoldFacts, LoanFacts, UnpaidFee } from './rules/facts.ts';

/** What is printed on an item, which is what a terminal can ask with; else what its tag says. */
const label = (itemId: string) => sql<string | null>`(
  select value from item_identifier where item_id = ${sql.ref(itemId)}
  order by case kind when 'barcode' then 0 when 'tag' then 1 else 2 end, part, value limit 1)`;

/** What falls due first comes first. */
export async function readLoans(db: Reader, patronId: string): Promise<LoanFacts[]> {
  const rows = await db
    .selectFrom('loan')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .innerJoin('title', 'title.id', 'item.title_id')
    .select([
      'loan.id',
      'loan.due_at',
      'loan.claimed_returned_at',
      'item.id as item_id',
      'title.id as title_id',
      'title.title',
    ])
    .select(label('item.id').as('label'))
    .where('loan.patron_id', '=', patronId)
    .where('loan.ended_at', 'is', null)
    .orderBy('loan.due_at')
    .orderBy('loan.id')
    .execute();
  return rows.map((row) => ({
    itemId: row.item_id,
    label: row.label ?? row.item_id,
    titleId: row.title_id,
    title: row.title,
    dueAt: row.due_at,
    claimedReturned: row.claimed_returned_at !== null,
  }));
}

/** What lies ready comes first, then in the order in which they were placed. */
export async function readHolds(db: Reader, patronId: string): Promise<HoldFacts[]> {
  const rows = await db
    .selectFrom('hold')
    .innerJoin('title', 'title.id', 'hold.title_id')
    .select([
      'hold.id',
      'hold.item_id',
      'hold.captured_item_id',
      'hold.pickup_library_id',
      'hold.shelf_at',
    ])
    .select(['hold.shelf_until', 'hold.expires_on', 'title.id as title_id', 'title.title'])
    .select(label('hold.item_id').as('label'))
    .select(label('hold.captured_item_id').as('captured_label'))
    .where('hold.patron_id', '=', patronId)
    .where('hold.ended_at', 'is', null)
    .orderBy('hold.placed_at')
    .orderBy('hold.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    titleId: row.title_id,
    title: row.title,
    itemId: row.captured_item_id ?? row.item_id ?? undefined,
    label: row.captured_label ?? row.label ?? undefined,
    isReady: row.shelf_at !== null,
    pickupLibraryId: row.pickup_library_id,
    lastDay: row.shelf_until ?? row.expires_on ?? undefined,
  }));
}

/** The oldest first, in which order they are paid. */
export async function readUnpaid(db: Reader, patronId: string): Promise<UnpaidFee[]> {
  const rows = await db
    .selectFrom('fee')
    .select(['fee.id', 'fee.amount', 'fee.settled'])
    .select(label('fee.item_id').as('label'))
    .where('fee.patron_id', '=', patronId)
    .whereRef('fee.settled', '<', 'fee.amount')
    .orderBy('fee.created_at')
    .orderBy('fee.id')
    .execute();
  return rows.map(({ id, amount, settled, label: of }) => ({
    id,
    amount: amount - settled,
    label: of ?? undefined,
  }));
}
