/** What has been with an item before, as far as a transaction needs it. */
import type { Reader } from '../db/database.ts';
import type { OverdueFee } from './fee-deriving.ts';
import type { ItemEvent, Loan } from './rules/timeline.ts';
import { comesLast, loanMetBy } from './rules/timeline.ts';
import type { TransactInput } from './store.ts';
import { readEvents, readLoans } from './timeline-store.ts';
import type { State } from './world-store.ts';

/** Nothing but the open loan when the event comes last, else everything. */
export interface Past {
  readonly met: Loan | undefined;
  readonly before: readonly Loan[];
  /** Overdue fees of the item's loans, by loan. */
  readonly charged: ReadonlyMap<string, OverdueFee>;
  /** Classes of whoever had the item. */
  readonly classes: ReadonlyMap<string, string>;
  readonly events?: readonly ItemEvent[];
}

const NOTHING = { charged: new Map(), classes: new Map() };

/** @param at the place in time of the event that is to be added */
export async function readPast(
  db: Reader,
  input: TransactInput,
  { item, lastAt, borrowerClass }: State,
  at: number,
): Promise<Past> {
  const loan = item?.loan;
  if (!item) return { ...NOTHING, met: undefined, before: [] };
  if (comesLast(at, lastAt, loan) && !mayHaveBeenLateBefore(loan, at)) {
    const classes = classOf(loan, borrowerClass);
    return { ...NOTHING, classes, met: loan, before: loan ? [loan] : [] };
  }
  const events = await readEvents(db, item.id);
  const probe = { ...input, kind: input.act, occurredAt: at, claimedAt: input.occurredAt };
  return {
    met: loanMetBy(probe, events, input.clockUncertaintyMs),
    before: await readLoans(db, item.id),
    charged: await readCharged(db, item.id),
    classes: await readClasses(db, item.id),
    events,
  };
}

/** A renewal has its own lateness, of which the loan's row does not tell. */
const mayHaveBeenLateBefore = (loan: Loan | undefined, at: number): boolean =>
  loan !== undefined && loan.renewals > 0 && loan.dueAt < at;

const classOf = (loan: Loan | undefined, patronClass: string | undefined) =>
  new Map(
    loan?.patronId !== undefined && patronClass !== undefined ? [[loan.patronId, patronClass]] : [],
  );

/** The overdue fees of an item's loans, by loan. */
export async function readCharged(db: Reader, itemId: string): Promise<Past['charged']> {
  const rows = await db
    .selectFrom('fee')
    .innerJoin('loan', 'loan.id', 'fee.loan_id')
    .select(['loan.id', 'fee.amount', 'fee.settled'])
    .select((fee) =>
      fee
        .selectFrom('fee_payment')
        .select((e) => e.fn.sum<number | string | null>('fee_payment.amount').as('paid'))
        .whereRef('fee_payment.fee_id', '=', 'fee.id')
        .where('fee_payment.how', '=', 'paid')
        .as('paid'),
    )
    .where('loan.item_id', '=', itemId)
    .where('fee.kind', '=', 'overdue')
    .execute();
  return new Map(
    rows.map(({ id, amount, settled, paid }) => [id, { amount, settled, paid: Number(paid ?? 0) }]),
  );
}

/** The classes of whoever has had the item, by patron. */
export async function readClasses(db: Reader, itemId: string): Promise<Past['classes']> {
  const rows = await db
    .selectFrom('loan')
    .innerJoin('patron', 'patron.id', 'loan.patron_id')
    .select(['patron.id', 'patron.patron_class'])
    .where('loan.item_id', '=', itemId)
    .execute();
  return new Map(rows.map(({ id, patron_class }) => [id, patron_class]));
}
