/** The books and cards of the demo library that the browser tests use, by what is special about them. */
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { Stand } from '#tests/stand.ts';
import type { StandBook } from '#tests/stand/books.ts';

/** A child's card, with its PIN. */
export const CARD = DEMO_CARDS[0];

/** Books with one armed tag and nothing special about them. */
export const plainBooks = (stand: Stand): StandBook[] =>
  stand.desk.books.filter(({ tags, note }) => tags.length === 1 && note === undefined);

/** AFI of the book's only tag, as it stands in the simulated chip. */
export function afiOf(book: StandBook): number {
  const [tag] = book.tags;
  if (!tag) throw new Error(`${book.barcode} has no tag.`);
  return tag.afi;
}

/** Open loans of the item that carries this barcode. */
export function openLoans(stand: Stand, { barcode }: StandBook): number {
  const [row] = stand.query(
    `SELECT count(*) AS n FROM loan WHERE ended_at IS NULL
       AND item_id IN (SELECT item_id FROM item_identifier WHERE value = ?)`,
    barcode,
  );
  return Number(row?.['n']);
}

/** Events of one kind in the history of the item. */
export function eventsOf(stand: Stand, { barcode }: StandBook, kind: string): number {
  const [row] = stand.query(
    `SELECT count(*) AS n FROM circulation_event WHERE kind = ?
       AND item_id IN (SELECT item_id FROM item_identifier WHERE value = ?)`,
    kind,
    barcode,
  );
  return Number(row?.['n']);
}
