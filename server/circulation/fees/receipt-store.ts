import type { Writer } from '../../db/database.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { receiptNumberOf } from './rules/share-out.ts';

/** The library's next of the year. The counter's row stays locked until the payment is on disk, so no number is left out (F5). */
export async function nextReceiptNumber(
  tx: Writer,
  libraryId: string,
  year: number,
): Promise<string> {
  const { tree } = await currentRulebook(tx);
  const { last } = await tx
    .insertInto('receipt_counter')
    .values({ library_id: libraryId, year, last: 1 })
    .onConflict((known) =>
      known
        .columns(['library_id', 'year'])
        .doUpdateSet((row) => ({ last: row('receipt_counter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return receiptNumberOf(tree.get(libraryId) ?? { id: libraryId }, year, last);
}
