/** What a lost item costs whoever had it, and what is taken back when it is found. */
import { actorText } from '../../audit/actor.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import type { ItemMark } from '../desk-acts.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { ruleFor } from '../rules/rulebook.ts';
import { lostCharges } from './rules/decide-mark.ts';

export interface OpenLoan {
  readonly id: string;
  readonly patronId?: string | undefined;
  readonly patronClass: string;
  readonly libraryId: string;
  readonly claimedReturnedAt?: number | undefined;
}

export async function openLoanOf(db: Reader, itemId: string): Promise<OpenLoan | undefined> {
  const row = await db
    .selectFrom('loan')
    .leftJoin('patron', 'patron.id', 'loan.patron_id')
    .select(['loan.id', 'loan.patron_id', 'loan.library_id', 'loan.claimed_returned_at'])
    .select('patron.patron_class')
    .where('loan.item_id', '=', itemId)
    .where('loan.ended_at', 'is', null)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      patronId: row.patron_id ?? undefined,
      patronClass: row.patron_class ?? '',
      libraryId: row.library_id,
      claimedReturnedAt: row.claimed_returned_at ?? undefined,
    }
  );
}

/** By the rule of the library that has lent it. */
export async function readLostCharges(
  db: Reader,
  item: Pick<ItemRow, 'item_class' | 'price'>,
  { libraryId, patronClass }: OpenLoan,
): Promise<{ readonly price: number; readonly handling: number }> {
  const book = await currentRulebook(db);
  const policy = ruleFor(book, { libraryId, patronClass, itemClass: item.item_class });
  return lostCharges(item.price ?? undefined, policy);
}

/** What is not yet paid of its price; what is paid is a task for staff. @returns đồng */
export async function cancelLostFees(tx: Writer, act: ItemMark): Promise<number> {
  const fees = await tx
    .selectFrom('fee')
    .select(['id', 'amount', 'settled', 'patron_id', 'loan_id'])
    .where('item_id', '=', act.itemId)
    .where('kind', '=', 'lost')
    .where('loan_id', 'is not', null)
    .execute();
  for (const { id, amount, settled } of fees)
    if (amount > settled) await cancel(tx, act, id, amount - settled);
  await tellOfPaid(tx, act);
  return fees.reduce((sum, { amount, settled }) => sum + amount - settled, 0);
}

async function cancel(
  tx: Writer,
  { id, actor, now }: ItemMark,
  feeId: string,
  amount: number,
): Promise<void> {
  await tx
    .insertInto('fee_payment')
    .values({
      ...{ id, fee_id: feeId, amount, how: 'cancelled', receipt_number: '', reference: null },
      ...{ library_id: actor.libraryId, at: now, by: actorText(actor) },
    })
    .execute();
  await tx
    .updateTable('fee')
    .set((fee) => ({ settled: fee('settled', '+', amount) }))
    .where('id', '=', feeId)
    .execute();
}

/** Money was taken for a book that is back: whether it is given back, people decide. */
async function tellOfPaid(tx: Writer, act: ItemMark): Promise<void> {
  const paid = await tx
    .selectFrom('fee')
    .innerJoin('fee_payment', 'fee_payment.fee_id', 'fee.id')
    .select(['fee.loan_id', 'fee.patron_id'])
    .select((e) => e.fn.sum<number | string>('fee_payment.amount').as('amount'))
    .where('fee.item_id', '=', act.itemId)
    .where('fee.kind', '=', 'lost')
    .where('fee_payment.how', '=', 'paid')
    .groupBy(['fee.loan_id', 'fee.patron_id'])
    .execute();
  for (const { loan_id, patron_id, amount } of paid)
    await tx
      .insertInto('conflict')
      .values({
        ...{ transaction_id: loan_id ?? act.id, kind: 'lost-fee-paid' },
        ...{ library_id: act.actor.libraryId, item_id: act.itemId, patron_id, loan_id },
        details: JSON.stringify({ amount: Number(amount) }),
        ...{ opened_at: act.now, closed_at: null },
      })
      .onConflict((known) => known.columns(['transaction_id', 'kind']).doNothing())
      .execute();
}
