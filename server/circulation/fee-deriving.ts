/** The overdue fees that follow from loans (docs/rules/circulation.md, F): one row a loan, changed when the loan does. */
import { overRows } from './rows.ts';
import type { Row } from './rows.ts';
import { overdueFee } from './rules/overdue-fee.ts';
import type { Rulebook } from './rules/rulebook.ts';
import type { Loan } from './rules/timeline.ts';

/** What has been charged for a loan so far; đồng. */
export interface OverdueFee {
  readonly amount: number;
  /** Paid and waived. */
  readonly settled: number;
  readonly paid: number;
}

export interface FeeChange {
  readonly loan: Loan;
  /** Đồng. */
  readonly amount: number;
  /** More has been paid than is owed now: staff give it back. */
  readonly isOverpaid: boolean;
}

export interface Lending {
  readonly book: Rulebook;
  readonly item: { readonly itemClass: string; readonly price?: number | undefined };
  readonly charged: ReadonlyMap<string, OverdueFee>;
  readonly classes: ReadonlyMap<string, string>;
}

/** @param loans those that have changed */
export const feeChanges = (loans: readonly Loan[], lending: Lending): FeeChange[] =>
  loans.flatMap((loan) => feeChange(loan, lending) ?? []);

function feeChange(loan: Loan, { book, item, charged, classes }: Lending): FeeChange | undefined {
  const patronClass = loan.patronId === undefined ? undefined : classes.get(loan.patronId);
  if (patronClass === undefined) return undefined;
  const owed = overdueFee(book, loan, { ...item, patronClass });
  const { amount, settled, paid } = charged.get(loan.id) ?? { amount: 0, settled: 0, paid: 0 };
  const kept = Math.max(owed, settled);
  const isOverpaid = owed < paid;
  return kept === amount && !isOverpaid ? undefined : { loan, amount: kept, isOverpaid };
}

const FEE_COLUMNS = {
  id: 'text',
  patron_id: 'text',
  library_id: 'text',
  kind: 'text',
  amount: 'bigint',
  loan_id: 'text',
  item_id: 'text',
  created_at: 'bigint',
  created_by: 'text',
} as const;
const names = Object.keys(FEE_COLUMNS).join(', ');

/** What was settled while this was being worked out stays settled. */
export const PUT_FEES = overRows(
  FEE_COLUMNS,
  ({ rows }) => `
  insert into fee (${names}) select ${names} from ${rows} as given where true
  on conflict (loan_id, kind) where loan_id is not null
  do update set amount = case when excluded.amount > fee.settled then excluded.amount else fee.settled end`,
);

export const feeRow = (
  { loan, amount }: FeeChange,
  itemId: string,
  now: number,
  by: string,
): Row<typeof FEE_COLUMNS> => ({
  id: `${loan.id}-overdue`,
  patron_id: loan.patronId,
  library_id: loan.libraryId,
  kind: 'overdue',
  amount,
  loan_id: loan.id,
  item_id: itemId,
  created_at: now,
  created_by: by,
});
