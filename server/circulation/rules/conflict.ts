/** What staff must settle because a promise met a world that had moved (design decision 7). */
import type { Loan } from './timeline.ts';

/**
 * Kinds of a promised loan that stay as they were found when it was told: a card, a book, a rule of lending. Those that depend on what else
 * happened are worked out again (promised-loan.ts).
 */
export const FIXED_KINDS: readonly string[] = [
  'card-unknown',
  'several-matches',
  'card-expired',
  'item-withdrawn',
  'item-lost',
  'not-for-loan',
  'no-policy',
  'promised-after-refusal',
];

export interface LoanChanges {
  /** Loans that are new or have changed, to be written. */
  readonly changed: readonly Loan[];
  /** Loans made while somebody else still had the item, and not known as such before. */
  readonly contested: readonly Loan[];
  /** Loans that were contested, and by what came late are not any more. */
  readonly settled: readonly Loan[];
}

/** What an event has changed in the loans of its item. */
export function changesBetween(before: readonly Loan[], after: readonly Loan[]): LoanChanges {
  const earlier = new Map(before.map((loan) => [loan.id, loan]));
  const later = new Map(after.map((loan) => [loan.id, loan]));
  const isContested = (loan: Loan, loans: ReadonlyMap<string, Loan>): boolean =>
    loan.replaced !== undefined && loans.get(loan.replaced)?.patronId !== loan.patronId;
  const wasContested = (loan: Loan): boolean => {
    const known = earlier.get(loan.id);
    return known !== undefined && isContested(known, earlier);
  };
  return {
    changed: after.filter((loan) => !isSame(loan, earlier.get(loan.id))),
    contested: after.filter((loan) => isContested(loan, later) && !wasContested(loan)),
    settled: after.filter((loan) => wasContested(loan) && !isContested(loan, later)),
  };
}

const isSame = (a: Loan, b: Loan | undefined): boolean =>
  b !== undefined &&
  a.dueAt === b.dueAt &&
  a.renewals === b.renewals &&
  a.replaced === b.replaced &&
  a.patronId === b.patronId &&
  a.checkedOutAt === b.checkedOutAt &&
  a.claimedReturnedAt === b.claimedReturnedAt &&
  a.ended?.at === b.ended?.at &&
  a.ended?.how === b.ended?.how;
