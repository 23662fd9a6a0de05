/** Events and loans of items as rows. */
import type { Reader, Writer } from '../db/database.ts';
import type { Statement } from '../db/together.ts';
import { overRows } from './rows.ts';
import type { Row } from './rows.ts';
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

export const asEvent = (row: CirculationEventRow): ItemEvent => ({
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

export const asLoan = (row: LoanRow): Loan => ({
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

const EVENT_COLUMNS = {
  id: 'text',
  item_id: 'text',
  kind: 'text',
  patron_id: 'text',
  occurred_at: 'bigint',
  claimed_at: 'bigint',
  recorded_at: 'bigint',
  terminal_id: 'text',
  library_id: 'text',
  due_at: 'bigint',
  undo_of: 'text',
} as const;
const eventNames = Object.keys(EVENT_COLUMNS).join(', ');

export const INSERT_EVENTS = overRows(
  EVENT_COLUMNS,
  ({ rows }) =>
    `insert into circulation_event (${eventNames}) select ${eventNames} from ${rows} as given`,
);

export const eventRow = (
  itemId: string,
  event: ItemEvent,
  now: number,
): Row<typeof EVENT_COLUMNS> => ({
  id: event.id,
  item_id: itemId,
  kind: event.kind,
  patron_id: event.patronId,
  occurred_at: event.occurredAt,
  claimed_at: event.claimedAt,
  recorded_at: now,
  terminal_id: event.terminalId,
  library_id: event.libraryId,
  due_at: event.dueAt,
  undo_of: event.undoOf,
});

const DERIVED = [
  'checked_out_at',
  'due_at',
  'renewals',
  'replaced',
  'claimed_returned_at',
  'ended_at',
  'ended_how',
];
const LOAN_COLUMNS = {
  id: 'text',
  item_id: 'text',
  patron_id: 'text',
  terminal_id: 'text',
  library_id: 'text',
  checked_out_at: 'bigint',
  due_at: 'bigint',
  renewals: 'bigint',
  replaced: 'text',
  claimed_returned_at: 'bigint',
  ended_at: 'bigint',
  ended_how: 'text',
} as const;
const loanNames = Object.keys(LOAN_COLUMNS).join(', ');

/** `where true`: without it SQLite takes ON for a part of the join (sqlite.org/lang_upsert.html, 2.2). */
export const PUT_LOANS = overRows(
  LOAN_COLUMNS,
  ({ rows }) => `
  insert into loan (${loanNames}) select ${loanNames} from ${rows} as given where true
  on conflict (id) do update set ${DERIVED.map((name) => `${name} = excluded.${name}`).join(', ')}`,
);

export const loanRow = (itemId: string, loan: Loan): Row<typeof LOAN_COLUMNS> => ({
  id: loan.id,
  item_id: itemId,
  patron_id: loan.patronId,
  terminal_id: loan.terminalId,
  library_id: loan.libraryId,
  checked_out_at: loan.checkedOutAt,
  due_at: loan.dueAt,
  renewals: loan.renewals,
  replaced: loan.replaced,
  claimed_returned_at: loan.claimedReturnedAt,
  ended_at: loan.ended?.at,
  ended_how: loan.ended?.how,
});
