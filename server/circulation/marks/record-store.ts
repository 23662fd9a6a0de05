/** All that staff see of one item. */
import type { z } from 'zod';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { readPatronRefs } from '../../patrons/patron-refs.ts';
import type { PatronRef } from '../../patrons/patron-refs.ts';
import type { Reach } from '../../staff/reach.ts';
import { itemFor } from '../../staff/reach-store.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import { readLine } from '../line-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Line } from '../rules/line.ts';
import { couldServe, keptFor, waiting } from '../rules/line.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import { isLoanable } from '../rules/rulebook.ts';
import type { LoanRow, TransitRow } from '../tables.ts';
import { openLoanOf, readLostCharges } from './lost-fees.ts';
import type { ItemRecord, ItemState } from './schema.ts';

export type Item = z.infer<typeof ItemRecord>;
type State = z.infer<typeof ItemState>;

interface Around {
  readonly book: Rulebook;
  readonly now: number;
  readonly line: Line;
  readonly loan: LoanRow | undefined;
  readonly transit: TransitRow | undefined;
  readonly patrons: ReadonlyMap<string, PatronRef>;
}

export const queries = {
  'staff-item': async (
    db: Reader,
    { reach, itemId }: { reach: Reach; itemId: string },
  ): Promise<Item | undefined> => {
    const row = await itemFor(db, reach, itemId);
    if (!row) return undefined;
    const around = await readAround(db, reach, row);
    return {
      ...(await whatItIs(db, around.book, row)),
      state: stateOf(row, around),
      waiting: waitingFor(row, around),
      pastLoans: await pastLoans(db, row.id),
      ...(await ifLost(db, row, around)),
    };
  },
};

async function readAround(db: Reader, reach: Reach, row: ItemRow): Promise<Around> {
  const line = await readLine(db, row.title_id);
  const loan = await db
    .selectFrom('loan')
    .selectAll()
    .where('item_id', '=', row.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const transit = await db
    .selectFrom('transit')
    .selectAll()
    .where('item_id', '=', row.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const ids = [loan?.patron_id ?? null, ...line.holds.map(({ patronId }) => patronId ?? null)];
  const patrons = await readPatronRefs(db, reach, ids);
  return { book: await currentRulebook(db), now: reach.now, line, loan, transit, patrons };
}

async function whatItIs(db: Reader, book: Rulebook, row: ItemRow) {
  const title = await db
    .selectFrom('title')
    .select(['id', 'title', 'author', 'year'])
    .where('id', '=', row.title_id)
    .executeTakeFirstOrThrow();
  const itemClass = await db
    .selectFrom('item_class')
    .select(['id', 'name', 'loanable'])
    .where('id', '=', row.item_class)
    .executeTakeFirstOrThrow();
  const identifiers = await db
    .selectFrom('item_identifier')
    .select(['kind', 'value', 'part', 'uid'])
    .where('item_id', '=', row.id)
    .orderBy('kind')
    .orderBy('part')
    .execute();
  return {
    id: row.id,
    title: { ...title, year: title.year ?? undefined },
    home: libraryRef(book.tree, row.home_library_id),
    current: libraryRef(book.tree, row.current_library_id),
    itemClass: { ...itemClass, loanable: itemClass.loanable === 1 },
    condition: row.condition,
    callNumber: row.call_number ?? undefined,
    collection: row.collection ?? undefined,
    enumeration: row.enumeration ?? undefined,
    price: row.price ?? undefined,
    identifiers: identifiers.map((one) => ({ ...one, uid: one.uid ?? undefined })),
  };
}

/** Derived, never stored (design decision 3); the first that holds is where one would look for it. */
function stateOf(row: ItemRow, around: Around): State {
  const { book, line, loan, transit, patrons } = around;
  if (loan) return onLoan(loan, around);
  const { condition } = row;
  if (condition === 'lost' || condition === 'missing' || condition === 'withdrawn')
    return { state: condition };
  const kept = keptFor(line, row.id);
  if (transit)
    return {
      ...{ state: 'in-transit', sentAt: transit.sent_at, forHold: transit.hold_id !== null },
      from: libraryRef(book.tree, transit.from_library_id),
      to: libraryRef(book.tree, transit.to_library_id),
    };
  if (kept?.captured?.shelf)
    return {
      ...{ state: 'on-hold-shelf', until: kept.captured.shelf.until },
      library: libraryRef(book.tree, kept.pickupLibraryId),
      patron: patrons.get(kept.patronId ?? ''),
    };
  return { state: isLoanable(book, row.item_class) ? 'available' : 'not-for-loan' };
}

const onLoan = (loan: LoanRow, { book, now, patrons }: Around): State => ({
  state: 'on-loan',
  loanId: loan.id,
  patron: patrons.get(loan.patron_id ?? ''),
  library: libraryRef(book.tree, loan.library_id),
  since: loan.checked_out_at,
  dueAt: loan.due_at,
  overdue: loan.due_at < now,
  claimedReturnedAt: loan.claimed_returned_at ?? undefined,
});

const waitingFor = ({ id }: ItemRow, { book, now, line, patrons }: Around): Item['waiting'] =>
  waiting(book, line, now)
    .filter((hold) => couldServe(hold, id))
    .map((hold, at) => ({
      holdId: hold.id,
      position: at + 1,
      patron: patrons.get(hold.patronId ?? ''),
      pickup: libraryRef(book.tree, hold.pickupLibraryId),
      placedAt: hold.placedAt,
    }));

async function pastLoans(db: Reader, itemId: string): Promise<number> {
  const { count } = await db
    .selectFrom('loan')
    .select((e) => e.fn.countAll<number | string>().as('count'))
    .where('item_id', '=', itemId)
    .where('ended_how', 'in', ['returned', 'replaced', 'lost', 'written-off'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function ifLost(
  db: Reader,
  row: ItemRow,
  { patrons }: Around,
): Promise<Pick<Item, 'ifLost'>> {
  const loan = await openLoanOf(db, row.id);
  if (!loan) return {};
  const charges = await readLostCharges(db, row, loan);
  return { ifLost: { ...charges, patron: patrons.get(loan.patronId ?? '') } };
}
