/** Loans that have ended, with their events (Z1): counted first, then nobody’s. */
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { todayAt } from '../circulation/rules/hold.ts';
import type { Cut, Due } from './cut.ts';

/** What is not settled yet says why it is owed: such a loan waits. */
const dueLoans = (db: Reader, { before }: Due) =>
  db
    .selectFrom('loan')
    .where('loan.patron_id', 'is not', null)
    .where('loan.ended_at', '<', before)
    .where((loan) =>
      loan.not(
        loan.exists(
          loan
            .selectFrom('fee')
            .select('fee.id')
            .whereRef('fee.loan_id', '=', 'loan.id')
            .whereRef('fee.settled', '<', 'fee.amount'),
        ),
      ),
    );

export const loansCut: Cut = {
  find: async (db, { after, limit, ...due }) => {
    const rows = await dueLoans(db, due)
      .select('loan.id')
      .where('loan.id', '>', after)
      .orderBy('loan.id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },

  take: async (tx, { keys, ...due }) => {
    const items = await tx
      .selectFrom('loan')
      .select('item_id')
      .distinct()
      .where('id', 'in', keys)
      .execute();
    // A late event works the loans of its item out anew; it must not see half of this.
    await lock(tx, ...items.map(({ item_id }) => `item ${item_id}`));
    const loans = await readDue(tx, due, keys);
    for (const loan of loans) await count(tx, loan);
    for (const { id, itemId, patronId } of loans) {
      await tx.updateTable('loan').set({ patron_id: null }).where('id', '=', id).execute();
      await cutEvents(tx, itemId, patronId);
    }
  },
};

interface DueLoan {
  readonly id: string;
  readonly itemId: string;
  readonly patronId: string;
  readonly libraryId: string;
  readonly patronClass: string;
  readonly itemClass: string;
  readonly month: string;
  readonly renewals: number;
  readonly late: boolean;
  readonly endedHow: string | null;
}

async function readDue(db: Reader, due: Due, keys: readonly string[]): Promise<DueLoan[]> {
  const book = await currentRulebook(db);
  const rows = await dueLoans(db, due)
    .innerJoin('patron', 'patron.id', 'loan.patron_id')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .selectAll('loan')
    .select(['patron.id as patronId', 'patron.patron_class', 'item.item_class'])
    .where('loan.id', 'in', keys)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, itemId: row.item_id, patronId: row.patronId, libraryId: row.library_id },
    ...{ patronClass: row.patron_class, itemClass: row.item_class, renewals: row.renewals },
    month: todayAt(book, row.library_id, row.checked_out_at).slice(0, 7),
    late: row.ended_at !== null && row.ended_at > row.due_at,
    endedHow: row.ended_how,
  }));
}

/** A loan that was taken back at once has never been one. */
async function count(tx: Writer, loan: DueLoan): Promise<void> {
  if (loan.endedHow === 'undone') return;
  const [renewals, late] = [loan.renewals, loan.late ? 1 : 0];
  await tx
    .insertInto('lending_count')
    .values({
      ...{ library_id: loan.libraryId, month: loan.month, loans: 1, renewals, late },
      ...{ patron_class: loan.patronClass, item_class: loan.itemClass },
    })
    .onConflict((known) =>
      known.columns(['library_id', 'month', 'patron_class', 'item_class']).doUpdateSet((row) => ({
        loans: row('lending_count.loans', '+', 1),
        renewals: row('lending_count.renewals', '+', renewals),
        late: row('lending_count.late', '+', late),
      })),
    )
    .execute();
}

/** Those of a loan of the same two that still stands keep it. */
const cutEvents = (tx: Writer, itemId: string, patronId: string) =>
  tx
    .updateTable('circulation_event')
    .set({ patron_id: null })
    .where('item_id', '=', itemId)
    .where('patron_id', '=', patronId)
    .where((event) =>
      event.not(
        event.exists(
          event
            .selectFrom('loan')
            .select('loan.id')
            .where('loan.item_id', '=', itemId)
            .where('loan.patron_id', '=', patronId),
        ),
      ),
    )
    .execute();
