/** Loans that have ended, with their events (Z1): counted first, then nobody’s. */
import { expressionBuilder } from 'kysely';
import type { Expression, SqlBool } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import type { Tables } from '../db/schema.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { todayAt } from '../circulation/rules/hold.ts';
import { cutOf } from './cut.ts';

const loan = expressionBuilder<Tables, 'loan'>();

const openFee = loan
  .selectFrom('fee')
  .select('fee.id')
  .whereRef('fee.loan_id', '=', 'loan.id')
  .whereRef('fee.settled', '<', 'fee.amount');

/** What is not settled yet says why it is owed: such a loan waits. */
export const loansCut = cutOf({
  table: 'loan',
  key: 'id',
  isDue: ({ before }) =>
    loan.and([
      loan('loan.patron_id', 'is not', null),
      loan('loan.ended_at', '<', before),
      loan.not(loan.exists(openFee)),
    ]),
  take: async (tx, due, keys) => {
    await lockItems(tx, keys);
    const loans = await readDue(tx, due);
    for (const one of loans) await count(tx, one);
    for (const { id, itemId, patronId } of loans) {
      await tx.updateTable('loan').set({ patron_id: null }).where('id', '=', id).execute();
      await cutEvents(tx, itemId, patronId);
      await tx.deleteFrom('promised_loan').where('id', '=', id).execute();
    }
  },
});

/** A late event works the loans of its item out anew; it must not see half of this. */
async function lockItems(tx: Writer, loans: readonly string[]): Promise<void> {
  const items = await tx
    .selectFrom('loan')
    .select('item_id')
    .distinct()
    .where('id', 'in', loans)
    .execute();
  await lock(tx, ...items.map(({ item_id }) => `item ${item_id}`));
}

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

async function readDue(db: Reader, due: Expression<SqlBool>): Promise<DueLoan[]> {
  const book = await currentRulebook(db);
  const rows = await db
    .selectFrom('loan')
    .innerJoin('patron', 'patron.id', 'loan.patron_id')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .selectAll('loan')
    .select(['patron.id as patronId', 'patron.patron_class', 'item.item_class'])
    .where(due)
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
