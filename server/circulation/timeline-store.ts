/** Events and loans of one item as rows. */
import type { Reader, Writer } from '../db/database.ts';
import type { Statement } from '../db/together.ts';
import type { ItemEvent, Loan } from './rules/timeline.ts';
import type { CirculationEventRow, LoanRow } from './tables.ts';

export const queries = {
  'loan-by-id': async (db: Reader, { id }: { id: string }) => readLoan(db, id),
};

export async function readEvents(db: Reader, itemId: string): Promise<ItemEvent[]> {
  const rows = await db
    .selectFrom('circulation_event')
    .selectAll()
    .where('item_id', '=', itemId)
    .execute();
  return rows.map(asEvent);
}

const asEvent = (row: CirculationEventRow): ItemEvent => ({
  id: row.id,
  kind: row.kind,
  occurredAt: row.occurred_at,
  claimedAt: row.claimed_at,
  terminalId: row.terminal_id,
  libraryId: row.library_id,
  patronId: row.patron_id ?? undefined,
  dueAt: row.due_at ?? undefined,
  undoOf: row.undo_of ?? undefined,
});

export async function readLoans(db: Reader, itemId: string): Promise<Loan[]> {
  const rows = await db.selectFrom('loan').selectAll().where('item_id', '=', itemId).execute();
  return rows.map(asLoan);
}

export async function readLoan(
  db: Reader,
  id: string,
): Promise<(Loan & { readonly itemId: string }) | undefined> {
  const row = await db.selectFrom('loan').selectAll().where('id', '=', id).executeTakeFirst();
  return row && { ...asLoan(row), itemId: row.item_id };
}

const asLoan = (row: LoanRow): Loan => ({
  id: row.id,
  patronId: row.patron_id ?? undefined,
  terminalId: row.terminal_id,
  libraryId: row.library_id,
  checkedOutAt: row.checked_out_at,
  dueAt: row.due_at,
  renewals: row.renewals,
  replaced: row.replaced ?? undefined,
  claimedReturnedAt: row.claimed_returned_at ?? undefined,
  ended:
    row.ended_at === null || row.ended_how === null
      ? undefined
      : { at: row.ended_at, how: row.ended_how },
});

export function insertEvent(tx: Writer, itemId: string, event: ItemEvent, now: number): Statement {
  return tx.insertInto('circulation_event').values({
    id: event.id,
    item_id: itemId,
    kind: event.kind,
    patron_id: event.patronId ?? null,
    occurred_at: event.occurredAt,
    claimed_at: event.claimedAt,
    recorded_at: now,
    terminal_id: event.terminalId,
    library_id: event.libraryId,
    due_at: event.dueAt ?? null,
    undo_of: event.undoOf ?? null,
  });
}

export function putLoan(tx: Writer, itemId: string, loan: Loan): Statement {
  const derived = {
    checked_out_at: loan.checkedOutAt,
    due_at: loan.dueAt,
    renewals: loan.renewals,
    replaced: loan.replaced ?? null,
    claimed_returned_at: loan.claimedReturnedAt ?? null,
    ended_at: loan.ended?.at ?? null,
    ended_how: loan.ended?.how ?? null,
  };
  return tx
    .insertInto('loan')
    .values({
      id: loan.id,
      item_id: itemId,
      patron_id: loan.patronId ?? null,
      terminal_id: loan.terminalId,
      library_id: loan.libraryId,
      ...derived,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(derived));
}
