/** What a loan costs that came back late (docs/rules/circulation.md, F): worked out from the loan, whenever it changes. */
import { dayIn } from '#server/libraries/rules/day.ts';
import { openDaysBetween } from '#server/libraries/rules/open-days.ts';
import type { LoanPolicy } from './loan-policy.ts';
import type { Rulebook } from './rulebook.ts';
import { ruleFor } from './rulebook.ts';
import type { Lateness, Loan } from './timeline.ts';

export interface Lent {
  /** Of whoever had it. */
  readonly patronClass: string;
  readonly itemClass: string;
  /** Đồng; absent = not known. */
  readonly price?: number | undefined;
}

/** Đồng. */
export function overdueFee(book: Rulebook, loan: Loan, lent: Lent): number {
  const policy = ruleFor(book, { libraryId: loan.libraryId, ...lent });
  if (!policy || policy.overduePerDay === 0) return 0;
  const days = latenessOf(loan)
    .map((lateness) => chargedDays(book, loan.libraryId, lateness, policy))
    .reduce((sum, count) => sum + count, 0);
  return Math.min(days * policy.overduePerDay, mostOf(policy, lent));
}

const mostOf = ({ overdueCap = Infinity }: LoanPolicy, { price = 0 }: Lent): number =>
  price > 0 ? Math.min(overdueCap, price) : overdueCap;

/** Nobody knows when a loan ended that only another's checkout told of; one that was undone has never been; what is written off is charged to nobody. */
function latenessOf(loan: Loan): Lateness[] {
  const { ended, dueAt, claimedReturnedAt = Infinity, renewedLate = [] } = loan;
  if (ended?.how === 'undone' || ended?.how === 'written-off') return [];
  if (!ended || ended.how === 'replaced') return [...renewedLate];
  return [...renewedLate, { dueAt, until: Math.min(ended.at, claimedReturnedAt) }];
}

function chargedDays(
  book: Rulebook,
  libraryId: string,
  { dueAt, until }: Lateness,
  { graceDays }: LoanPolicy,
): number {
  if (until <= dueAt) return 0;
  const timeZone = book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  const opening = { ...book, libraryId };
  const late = openDaysBetween(dayIn(timeZone, dueAt), dayIn(timeZone, until), opening);
  return Math.max(0, late - graceDays);
}
