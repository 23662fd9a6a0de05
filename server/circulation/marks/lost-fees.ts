/** What a lost item costs whoever had it, and what is taken back when it is found. */
import { actorText } from '../../audit/actor.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import type { ItemMark } from '../desk-acts.ts';
import { OPEN_CONFLICTS } from '../conflict-store.ts';
import { cancelRest, lastLostFee } from '../lost-fee-store.ts';
import { part, writeAll } from '../rows.ts';
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
export async function cancelLostFees(
  tx: Writer,
  { id, itemId, actor, now }: ItemMark,
): Promise<number> {
  const fee = await lastLostFee(tx, itemId);
  if (!fee) return 0;
  const { libraryId } = actor;
  await cancelRest(tx, fee, { id, libraryId, now, by: actorText(actor) });
  if (fee.paid > 0)
    await writeAll(tx, [
      part(OPEN_CONFLICTS, [
        {
          ...{ transaction_id: id, kind: 'lost-fee-paid', library_id: libraryId, item_id: itemId },
          ...{ patron_id: fee.patron_id, loan_id: fee.loan_id, opened_at: now },
          details: JSON.stringify({ paid: fee.paid }),
        },
      ]),
    ]);
  return fee.amount - fee.settled;
}
