/** How it stands with a patron at a library, in all its reasons: staff see more than the first. */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import {
  refuseWhenBlocked,
  refuseWhenExpired,
  refuseWhenFeesAreOwed,
  refuseWhenLimitIsReached,
  refuseWhenTooManyAreOverdue,
} from '#server/circulation/rules/may-borrow.ts';
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';
import type { PatronStanding } from '#server/circulation/rules/world.ts';
import { loansLeft } from './identify.ts';

export interface Borrowing {
  readonly mayBorrow: boolean;
  readonly reasons: Refusal[];
  /** By the strictest rule; undefined: no rule sets a limit. */
  readonly loansLeft: number | undefined;
}

/** A limit counts as a reason here only where every rule that may meet the patron says no. */
export function borrowingOf(
  patron: PatronStanding,
  policies: readonly LoanPolicy[],
  today: string,
): Borrowing {
  const reasons = [
    ...patron.blocks.flatMap((reason) => refuseWhenBlocked({ blocks: [reason] }) ?? []),
    ...[refuseWhenExpired(patron, today) ?? []].flat(),
    ...(policies.length === 0 ? [refuse('no-policy')] : byEveryRule(patron, policies)),
  ];
  const left = loansLeft(patron.loans, policies);
  return { mayBorrow: reasons.length === 0, reasons, loansLeft: left };
}

const LIMITS = [refuseWhenFeesAreOwed, refuseWhenTooManyAreOverdue, refuseWhenLimitIsReached];

const byEveryRule = (patron: PatronStanding, policies: readonly LoanPolicy[]): Refusal[] =>
  LIMITS.flatMap((limit) => {
    const said = policies.map((policy) => limit(patron, policy));
    return said.every((refusal) => refusal !== undefined) ? (said[0] ?? []) : [];
  });
