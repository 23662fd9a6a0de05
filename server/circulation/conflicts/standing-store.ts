/** What conflicts are about, as it is now: the event, its loan, whose it was before. */
import type { Reader } from '../../db/database.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type {
  CirculationEventRow,
  ConflictRow,
  LoanRow,
  TransactionOutcomeRow,
} from '../tables.ts';
import type { Matter } from './rules/choices.ts';
import { recalledDueAt } from './rules/recall.ts';

export interface Standing {
  readonly row: ConflictRow;
  readonly details: Details;
  /** Absent: of a book that nobody knows, or an act at the desk. */
  readonly event?: CirculationEventRow;
  /** What the terminal was told; a promise's rather than an attempt's. */
  readonly outcome?: TransactionOutcomeRow;
  readonly loan?: LoanOfPatron;
  /** Of whoever had the item still when this loan was made. */
  readonly earlier?: LoanOfPatron;
  readonly patronId?: string;
}

/** What the terminal asked, and what there is to say of it. */
export type Details = Readonly<Record<string, string | number>>;

/** A loan with the classes by which its rule is found. */
export interface LoanOfPatron extends LoanRow {
  readonly item_class: string;
  readonly patron_class: string | null;
}

/** In the order of the rows. */
export async function readStandings(db: Reader, rows: readonly ConflictRow[]): Promise<Standing[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map(({ transaction_id }) => transaction_id))];
  const found = {
    events: await db.selectFrom('circulation_event').selectAll().where('id', 'in', ids).execute(),
    outcomes: await readOutcomes(db, ids),
    loans: await readLoansOf(db, [...new Set(rows.flatMap(({ item_id }) => item_id ?? []))]),
  };
  return rows.map((row) => standingOf(row, found));
}

interface Found {
  readonly events: readonly CirculationEventRow[];
  readonly outcomes: readonly TransactionOutcomeRow[];
  readonly loans: readonly LoanOfPatron[];
}

/** Promises last, so that they are found rather than their attempts. */
const readOutcomes = (db: Reader, ids: readonly string[]) =>
  db
    .selectFrom('transaction_outcome')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('mode', 'asc')
    .execute();

async function readLoansOf(db: Reader, itemIds: readonly string[]): Promise<LoanOfPatron[]> {
  if (itemIds.length === 0) return [];
  return db
    .selectFrom('loan')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .leftJoin('patron', 'patron.id', 'loan.patron_id')
    .selectAll('loan')
    .select(['item.item_class', 'patron.patron_class'])
    .where('loan.item_id', 'in', itemIds)
    .orderBy('loan.checked_out_at')
    .execute();
}

function standingOf(row: ConflictRow, { events, outcomes, loans }: Found): Standing {
  const event = events.find(({ id }) => id === row.transaction_id);
  const loan = loanOf(row, event, loans);
  const patronId = row.patron_id ?? loan?.patron_id ?? undefined;
  return {
    row,
    details: JSON.parse(row.details) as Details,
    ...defined({
      event,
      loan,
      patronId,
      outcome: outcomes.findLast(({ id }) => id === row.transaction_id),
      earlier: earlierThan(loan, loans),
    }),
  };
}

/** A renewal is of the loan that its patron had then. */
function loanOf(
  row: ConflictRow,
  event: CirculationEventRow | undefined,
  loans: readonly LoanOfPatron[],
): LoanOfPatron | undefined {
  const own = loans.find(({ id }) => id === row.loan_id || id === row.transaction_id);
  if (own || event?.kind !== 'renew') return own;
  return loans.findLast(
    (loan) =>
      loan.item_id === event.item_id &&
      loan.patron_id === event.patron_id &&
      loan.checked_out_at <= event.occurred_at,
  );
}

const earlierThan = (loan: LoanRow | undefined, loans: readonly LoanOfPatron[]) =>
  loan?.replaced === null || loan === undefined
    ? undefined
    : loans.find(({ id }) => id === loan.replaced);

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

export const actOf = ({ outcome, details }: Standing): Matter['act'] => {
  const act = outcome?.act ?? details['act'];
  return act === 'checkout' || act === 'checkin' || act === 'renew' ? act : undefined;
};

/** When it would fall due, called in now; epoch milliseconds. */
export function recallOf(book: Rulebook, { loan }: Standing, now: number): number | undefined {
  if (!loan || loan.ended_at !== null) return undefined;
  const { library_id, checked_out_at, due_at, item_class, patron_class } = loan;
  const facts = { libraryId: library_id, checkedOutAt: checked_out_at, dueAt: due_at };
  const patronClass = patron_class ?? undefined;
  return recalledDueAt(book, { ...facts, itemClass: item_class, patronClass }, now);
}

export function matterOf(book: Rulebook, standing: Standing, now: number): Matter {
  const { row, loan, patronId } = standing;
  return {
    kind: row.kind,
    act: actOf(standing),
    loan: loan === undefined ? 'none' : loan.ended_at === null ? 'open' : 'ended',
    hasPatron: patronId !== undefined,
    canRecall: recallOf(book, standing, now) !== undefined,
  };
}
