/** A lost book has been found: what is not yet paid of its price is owed no more, and what was paid is for staff to give back. */
import type { Reader, Writer } from '../db/database.ts';
import { isPostgres } from '../db/together.ts';
import { actorOf } from './carry-out.ts';
import { OPEN_CONFLICTS } from './conflict-store.ts';
import type { Effects } from './effects.ts';
import { part, writeAll } from './rows.ts';

export async function cancelLostFees(tx: Writer, effects: Effects): Promise<void> {
  const { decision, state, input } = effects;
  if (decision.outcome === 'refused' || state.item?.condition !== 'lost') return;
  if (decision.condition === undefined || decision.condition === 'lost') return;
  const { id, libraryId, now } = input;
  await takeBackLostFee(tx, state.item.id, { id, libraryId, now, by: actorOf(input) });
}

export interface Finding {
  /** Of the act by which it was found. */
  readonly id: string;
  readonly libraryId: string;
  readonly now: number;
  readonly by: string;
}

/** @returns what is owed no more, in đồng */
export async function takeBackLostFee(
  tx: Writer,
  itemId: string,
  finding: Finding,
): Promise<number> {
  const fee = await lastLostFee(tx, itemId);
  if (!fee) return 0;
  await cancelRest(tx, fee, finding);
  const paid = await paidOf(tx, fee.id);
  if (paid > 0 && !(await isTold(tx, itemId, fee))) await tell(tx, itemId, fee, paid, finding);
  return fee.amount - fee.settled;
}

interface LostFee {
  readonly id: string;
  readonly patron_id: string | null;
  readonly loan_id: string | null;
  readonly amount: number;
  readonly settled: number;
  readonly created_at: number;
}

/** The price that was charged when the item was lost the last time; nobody pays it meanwhile. */
const lastLostFee = (tx: Writer, itemId: string): Promise<LostFee | undefined> =>
  tx
    .selectFrom('fee')
    .select(['id', 'patron_id', 'loan_id', 'amount', 'settled', 'created_at'])
    .where('item_id', '=', itemId)
    .where('kind', '=', 'lost')
    .orderBy('created_at', 'desc')
    .limit(1)
    .$call((fee) => (isPostgres(tx) ? fee.forUpdate() : fee))
    .executeTakeFirst();

/** Đồng that have really been paid. */
async function paidOf(db: Reader, feeId: string): Promise<number> {
  const payments = await db
    .selectFrom('fee_payment')
    .select('amount')
    .where('fee_id', '=', feeId)
    .where('how', '=', 'paid')
    .execute();
  return payments.reduce((sum, { amount }) => sum + amount, 0);
}

/** A book may be lost and found again without anybody being charged once more; its price is given back once. */
async function isTold(db: Reader, itemId: string, { created_at }: LostFee): Promise<boolean> {
  const told = await db
    .selectFrom('conflict')
    .select('transaction_id')
    .where('item_id', '=', itemId)
    .where('kind', '=', 'lost-fee-paid')
    .where('opened_at', '>=', created_at)
    .executeTakeFirst();
  return told !== undefined;
}

const tell = (
  tx: Writer,
  itemId: string,
  fee: LostFee,
  paid: number,
  { id, libraryId, now }: Finding,
): Promise<void> =>
  writeAll(tx, [
    part(OPEN_CONFLICTS, [
      {
        ...{ transaction_id: id, kind: 'lost-fee-paid', library_id: libraryId, item_id: itemId },
        ...{ patron_id: fee.patron_id, loan_id: fee.loan_id, opened_at: now },
        details: JSON.stringify({ paid }),
      },
    ]),
  ]);

/** No receipt is written: no money has changed hands. */
async function cancelRest(
  tx: Writer,
  { id: feeId, amount, settled }: LostFee,
  { id, libraryId, now, by }: Finding,
): Promise<void> {
  if (amount === settled) return;
  await tx
    .insertInto('fee_payment')
    .values({
      ...{ id, fee_id: feeId, amount: amount - settled, how: 'cancelled', receipt_number: '' },
      ...{ reference: null, library_id: libraryId, at: now, by },
    })
    .execute();
  await tx.updateTable('fee').set({ settled: amount }).where('id', '=', feeId).execute();
}
