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
 * Notes from now on each book that a write silences though nobody has borrowed it: this must never be. (A write that
 * does not reach its tag changes nothing, and after a return the tags are armed one after the other.)
 */
export function watchSilencing(stand: Stand, books: readonly StandBook[]): string[] {
  const inVain: string[] = [];
  const written = (uid: string | undefined) =>
    books.flatMap((book) =>
      book.tags.filter((tag) => tag.uid === uid).map((tag) => ({ book, tag })),
    );
  let wasSilent = false;
  stand.reader.onAct('write-afi', (uid) => {
    wasSilent = written(uid).some(({ tag }) => tag.afi === DISARMED);
  });
  stand.reader.onAct(
    'write-afi',
    (uid) => {
      const silenced = written(uid).filter(({ tag }) => !wasSilent && tag.afi === DISARMED);
      const unlent = silenced.filter(({ book }) => openLoans(stand, book) === 0);
      inVain.push(...unlent.map(({ book }) => book.barcode));
    },
    'after',
  );
  return inVain;
}

function count([row]: readonly Record<string, unknown>[]): number {
  return Number(row?.['n']);
}
