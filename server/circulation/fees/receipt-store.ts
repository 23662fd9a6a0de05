import type { Writer } from '../../db/database.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { receiptLetters, receiptNumber } from './rules/share-out.ts';

/** The next of the library's letters and the year. Its row stays locked until the payment is on disk, so no number is left out (F5). */
export async function nextReceiptNumber(
  tx: Writer,
  libraryId: string,
  year: number,
): Promise<string> {
  const { tree } = await currentRulebook(tx);
  const letters = receiptLetters(tree.get(libraryId) ?? { id: libraryId });
  const { last } = await tx
    .insertInto('receipt_series')
    .values({ letters, year, last: 1 })
    .onConflict((known) =>
      known
        .columns(['letters', 'year'])
        .doUpdateSet((row) => ({ last: row('receipt_series.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return receiptNumber(letters, year, last);
}
