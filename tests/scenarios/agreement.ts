/** Whether tags, outbox and server tell the same story. */
import type { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;

export const openLoans = (stand: Stand, { barcode }: StandBook): number =>
  count(
    stand.query(
      `SELECT count(*) AS n FROM loan WHERE ended_at IS NULL
         AND item_id IN (SELECT item_id FROM item_identifier WHERE value = ?)`,
      barcode,
    ),
  );

/** What does not fit together, in words; empty when all is well. */
export function disagreements(stand: Stand, books: readonly StandBook[]): string[] {
  const open = count(
    stand.queryOutbox(
      `SELECT count(*) AS n FROM transactions WHERE state NOT IN ('settled', 'rejected')`,
    ),
  );
  return [
    ...(open > 0 ? [`${open} transactions are open`] : []),
    ...books.flatMap((book) => disagreement(stand, book)),
  ];
}

function disagreement(stand: Stand, book: StandBook): string[] {
  const loans = openLoans(stand, book);
  if (loans > 1) return [`${book.barcode} has ${loans} open loans`];
  const wanted = loans === 1 ? DISARMED : ARMED;
  return book.tags
    .filter(({ afi }) => afi !== wanted)
    .map(({ uid, afi }) => `${book.barcode}: ${loans} loans, and ${uid} says ${afi.toString(16)}`);
}

/**
 * Books of which a tag was just silenced though nobody has borrowed them: this must never be. (A return is another
 * thing: the library has taken it before the tags are armed, one after the other.)
 */
export const silencedInVain = (
  stand: Stand,
  books: readonly StandBook[],
  written: string | undefined,
): StandBook[] =>
  books.filter(
    (book) =>
      book.tags.some(({ afi, uid }) => uid === written && afi === DISARMED) &&
      openLoans(stand, book) === 0,
  );

function count([row]: readonly Record<string, unknown>[]): number {
  return Number(row?.['n']);
}
