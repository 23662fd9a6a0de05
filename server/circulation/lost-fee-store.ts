/** A lost book has been found: what is not yet paid of its price is owed no more, and what was paid is for staff to give back. */
import type { Reader, Writer } from '../db/database.ts';
import { actorOf } from './carry-out.ts';
import { OPEN_CONFLICTS } from './conflict-store.ts';
import type { Effects } from './effects.ts';
import { part, writeAll } from './rows.ts';

export async function cancelLostFees(tx: Writer, effects: Effects): Promise<void> {
  const { decision, state, input } = effects;
  if (decision.outcome === 'refused' || state.item?.condition !== 'lost') return;
  if (decision.condition === undefined || decision.condition === 'lost') return;
  const fee = await lastLostFee(tx, state.item.id);
  if (!fee) return;
  await cancelRest(tx, fee, {
    id: input.id,
    libraryId: input.libraryId,
    now: input.now,
    by: actorOf(input),
  });
  if (fee.paid > 0)
    await writeAll(tx, [
      part(OPEN_CONFLICTS, [
        {
          transaction_id: input.id,
          kind: 'lost-fee-paid',
          library_id: input.libraryId,
          item_id: state.item.id,
          patron_id: fee.patron_id,
          loan_id: fee.loan_id,
          details: JSON.stringify({ paid: fee.paid }),
          opened_at: input.now,
        },
      ]),
    ]);
}

export interface LostFee {
  readonly id: string;
  readonly patron_id: string | null;
  readonly loan_id: string | null;
  readonly amount: number;
  readonly settled: number;
  /** Đồng that were really paid. */
  readonly paid: number;
}

/** The price that was charged when the item was lost the last time. */
export async function lastLostFee(db: Reader, itemId: string): Promise<LostFee | undefined> {
  const fee = await db
    .selectFrom('fee')
    .select(['id', 'patron_id', 'loan_id', 'amount', 'settled'])
    .where('item_id', '=', itemId)
    .where('kind', '=', 'lost')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!fee) return undefined;
  const payments = await db
    .selectFrom('fee_payment')
    .select('amount')
    .where('fee_id', '=', fee.id)
    .where('how', '=', 'paid')
    .execute();
  return { ...fee, paid: payments.reduce((sum, { amount }) => sum + amount, 0) };
}

export interface Cancelling {
  /** Of the act that cancels. */
  readonly id: string;
  readonly libraryId: string;
  readonly now: number;
  readonly by: string;
}

/** No receipt is written: no money has changed hands. */
export async function cancelRest(
  tx: Writer,
  { id: feeId, amount, settled }: Pick<LostFee, 'id' | 'amount' | 'settled'>,
  { id, libraryId, now, by }: Cancelling,
): Promise<void> {
  if (amount === settled) return;
  await tx
    .insertInto('fee_payment')
    .values({
      id,
      fee_id: feeId,
      amount: amount - settled,
      how: 'cancelled',
      receipt_number: '',
      reference: null,
      library_id: libraryId,
      at: now,
      by,
    })
    .execute();
  await tx.updateTable('fee').set({ settled: amount }).where('id', '=', feeId).execute();
}
