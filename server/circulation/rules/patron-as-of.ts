/**
 * How it stood with a patron at an instant of the past, told by all that is known now: what was told late, of that time, counts as well
 * (docs/rules/conflicts.md, Q4).
 */
import type { Loan } from './timeline.ts';
import type { PatronStanding } from './world.ts';

export type LoanOfClass = Pick<
  Loan,
  'id' | 'checkedOutAt' | 'dueAt' | 'claimedReturnedAt' | 'ended'
> & { readonly itemClass: string };

export interface PastBlock {
  readonly reason: string;
  readonly since: number;
  readonly endedAt?: number | undefined;
}

export interface PastFee {
  /** Đồng. */
  readonly amount: number;
  /** When it came to be owed: an overdue fee with the end of its loan, any other when it was charged. Absent: it is not yet. */
  readonly owedSince?: number | undefined;
  readonly payments: readonly { readonly at: number; readonly amount: number }[];
}

export interface PatronPast {
  readonly id: string;
  readonly patronClass: string;
  readonly loans: readonly LoanOfClass[];
  /** The oldest first. */
  readonly blocks: readonly PastBlock[];
  readonly fees: readonly PastFee[];
}

/** @param loan the one that is asked about, which does not count itself */
export function standingAsOf(past: PatronPast, loan: LoanOfClass): PatronStanding {
  const at = loan.checkedOutAt;
  const out = past.loans.filter((other) => wasBefore(other, loan) && wasOut(other, at));
  return {
    id: past.id,
    patronClass: past.patronClass,
    blocks: past.blocks.filter((block) => stood(block, at)).map(({ reason }) => reason),
    feesOwed: past.fees.reduce((sum, fee) => sum + owedAt(fee, at), 0),
    loans: out.length,
    overdue: out.filter((other) => wasOverdue(other, at)).length,
    loansOfClass: out.filter(({ itemClass }) => itemClass === loan.itemClass).length,
    holds: 0,
  };
}

/** Of two made at one instant, the one with the smaller id. */
const wasBefore = (a: LoanOfClass, b: LoanOfClass): boolean =>
  a.checkedOutAt < b.checkedOutAt || (a.checkedOutAt === b.checkedOutAt && a.id < b.id);

/** What came back at the same instant came back first (T5). */
const wasOut = ({ ended }: LoanOfClass, at: number): boolean => !ended || ended.at > at;

/** A renewal since then speaks for the patron: the date that holds now is the one that counts. */
const wasOverdue = ({ dueAt, claimedReturnedAt }: LoanOfClass, at: number): boolean =>
  dueAt < at && (claimedReturnedAt === undefined || claimedReturnedAt > at);

const stood = ({ since, endedAt }: PastBlock, at: number): boolean =>
  since <= at && (endedAt === undefined || endedAt > at);

function owedAt({ amount, owedSince, payments }: PastFee, at: number): number {
  if (owedSince === undefined || owedSince > at) return 0;
  const paid = payments.filter((payment) => payment.at <= at);
  return Math.max(0, amount - paid.reduce((sum, payment) => sum + payment.amount, 0));
}
