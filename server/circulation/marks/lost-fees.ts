/** What a lost item costs whoever had it. */
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader } from '../../db/database.ts';
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
