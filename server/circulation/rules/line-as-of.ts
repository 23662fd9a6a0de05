/**
 * Who waited for a title at an instant of the past, told by all that is known of it now: the answer does not depend on what was told first
 * (docs/rules/conflicts.md, Q4).
 */
import { hasLapsed } from './hold.ts';
import type { Hold } from './hold.ts';
import type { Copy } from './line.ts';
import { couldServe, holdOrder } from './line.ts';
import type { Rulebook } from './rulebook.ts';
import { isLoanable } from './rulebook.ts';
import type { Loan } from './timeline.ts';

export type LoanOfCopy = Pick<Loan, 'id' | 'patronId' | 'checkedOutAt' | 'ended'> & {
  readonly itemId: string;
};

/** A copy that the server had laid aside for somebody. */
export interface Keeping {
  readonly itemId: string;
  readonly holdId: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface TitlePast {
  /** Ended ones too. */
  readonly holds: readonly Hold[];
  readonly copies: readonly Pick<Copy, 'id' | 'itemClass' | 'condition'>[];
  /** Of all copies, ended ones too. */
  readonly loans: readonly LoanOfCopy[];
  /** Those that a loan has broken too. */
  readonly keepings: readonly Keeping[];
}

/** Whether others were to have the copy that this loan took. */
export function wasForOthers(book: Rulebook, past: TitlePast, loan: LoanOfCopy): boolean {
  const waiting = past.holds
    .filter((hold) => wasWaiting(book, hold, past.loans, loan))
    .toSorted(holdOrder);
  const aside = waiting.find(({ id }) => wasAside(id, past, loan));
  if (aside) return !isOf(aside, loan);
  const own = waiting.findIndex((hold) => isOf(hold, loan) && couldServe(hold, loan.itemId));
  const ahead = (own < 0 ? waiting : waiting.slice(0, own)).filter((hold) => !isOf(hold, loan));
  return isNeededBy(ahead, book, past, loan);
}

const isOf = ({ patronId }: Pick<Hold, 'patronId'>, loan: LoanOfCopy): boolean =>
  patronId !== undefined && patronId === loan.patronId;

/** The one loan before the other; of two at one instant the one with the smaller id. */
const isBefore = (a: LoanOfCopy, b: LoanOfCopy): boolean =>
  a.checkedOutAt < b.checkedOutAt || (a.checkedOutAt === b.checkedOutAt && a.id < b.id);

function wasWaiting(
  book: Rulebook,
  hold: Hold,
  loans: readonly LoanOfCopy[],
  loan: LoanOfCopy,
): boolean {
  const at = loan.checkedOutAt;
  if (hold.placedAt > at || hasLapsed(book, hold, at)) return false;
  // Whose the hold was, and so who took the book, is known no more.
  const isOver = hold.patronId === undefined || hold.ended?.how !== 'picked-up';
  if (isOver && hold.ended && hold.ended.at <= at) return false;
  return !loans.some(
    (other) => hasServed(other, hold) && isBefore(other, loan) && stood(other, at),
  );
}

const hasServed = (loan: LoanOfCopy, hold: Hold): boolean =>
  isOf(hold, loan) && couldServe(hold, loan.itemId) && hold.placedAt <= loan.checkedOutAt;

/** It had not been taken back: what is taken back gives the hold back (H25). */
const stood = ({ ended }: LoanOfCopy, at: number): boolean =>
  ended?.how !== 'undone' || ended.at > at;

/** Nobody has taken it from where it lay aside. */
const wasAside = (holdId: string, { keepings, loans }: TitlePast, loan: LoanOfCopy): boolean =>
  keepings.some(
    (keeping) =>
      keeping.holdId === holdId &&
      keeping.itemId === loan.itemId &&
      keeping.since <= loan.checkedOutAt &&
      !loans.some(
        (other) =>
          other.itemId === loan.itemId &&
          other.checkedOutAt > keeping.since &&
          isBefore(other, loan),
      ),
  );

/**
 * What lies aside for one of those ahead counts as one who waits and as one copy that can be had: that leaves no trace in the comparison,
 * and it need not be known what lay aside for whom.
 */
function isNeededBy(
  ahead: readonly Hold[],
  book: Rulebook,
  { copies, loans }: TitlePast,
  loan: LoanOfCopy,
): boolean {
  if (ahead.some(({ itemId }) => itemId === loan.itemId)) return true;
  const asked = new Set(ahead.flatMap(({ itemId }) => itemId ?? []));
  const spare = copies.filter(
    ({ id, itemClass, condition }) =>
      id !== loan.itemId &&
      !asked.has(id) &&
      (condition === 'ok' || condition === 'damaged') &&
      isLoanable(book, itemClass) &&
      !loans.some((other) => other.itemId === id && isBefore(other, loan) && wasOut(other, loan)),
  );
  return ahead.filter(({ itemId }) => itemId === undefined).length > spare.length;
}

const wasOut = ({ ended }: LoanOfCopy, { checkedOutAt }: LoanOfCopy): boolean =>
  !ended || ended.at > checkedOutAt;
