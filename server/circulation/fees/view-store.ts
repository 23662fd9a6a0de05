/** Fees as staff see them, with what was paid or waived. */
import type { z } from 'zod';
import { readWho } from '../../audit/who.ts';
import { readItemRefs } from '../../catalogue/item-refs.ts';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { FeeView } from './schema.ts';

export type Fee = z.infer<typeof FeeView>;

/** Most of those that are settled are of the past, and one does not scroll through years. */
const MOST_FEES = 200;

/** What is owed first, then the latest. */
export async function readFees(db: Reader, patronId: string): Promise<Fee[]> {
  const rows = await db
    .selectFrom('fee')
    .selectAll()
    .where('patron_id', '=', patronId)
    .orderBy((fee) => fee.case().when('settled', '<', fee.ref('amount')).then(0).else(1).end())
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(MOST_FEES)
    .execute();
  const payments = await readPayments(
    db,
    rows.map(({ id }) => id),
  );
  const { tree } = await currentRulebook(db);
  const itemIds = rows.flatMap(({ item_id }) => item_id ?? []);
  const items = await readItemRefs(db, itemIds);
  const texts = [...rows.map(({ created_by }) => created_by), ...payments.map(({ by }) => by)];
  const who = await readWho(db, texts);
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, amount: row.amount, left: row.amount - row.settled },
    ...{ note: row.note, library: libraryRef(tree, row.library_id) },
    item: items.get(row.item_id ?? ''),
    createdAt: row.created_at,
    by: who(row.created_by),
    payments: payments
      .filter(({ fee_id }) => fee_id === row.id)
      .map(({ fee_id: _, library_id, receipt_number, reference, by, ...payment }) => ({
        ...payment,
        receiptNumber: receipt_number,
        reference: reference ?? undefined,
        library: libraryRef(tree, library_id),
        by: who(by),
      })),
  }));
}

async function readPayments(db: Reader, feeIds: readonly string[]) {
  if (feeIds.length === 0) return [];
  return db
    .selectFrom('fee_payment')
    .selectAll()
    .where('fee_id', 'in', feeIds)
    .orderBy('at')
    .orderBy('id')
    .execute();
}
