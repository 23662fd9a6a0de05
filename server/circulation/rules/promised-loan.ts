/**
 * What the rules would have said to a promised loan when it was made, as far as that depends on what else happened (docs/rules/conflicts.md,
 * Q3). Asked again whenever something is told that happened before it.
 */
import {
  refuseWhenBlocked,
  refuseWhenClassLimitIsReached,
  refuseWhenFeesAreOwed,
  refuseWhenLimitIsReached,
  refuseWhenTooManyAreOverdue,
} from './may-borrow.ts';
import type { LoanPolicy } from './loan-policy.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { PatronStanding } from './world.ts';

/** The kinds of conflict that open and close with what else is told. */
export const DERIVED_KINDS: readonly string[] = [
  'patron-blocked',
  'item-on-loan',
  'item-on-hold',
  'fee-owed',
  'too-many-overdue',
  'limit-reached',
  'class-limit-reached',
];

export interface PromisedLoan {
  /** As it stood at the instant of the loan; undefined: an unknown card. */
  readonly patron: PatronStanding | undefined;
  /** Undefined: no rule of lending fits. */
  readonly policy: LoanPolicy | undefined;
  /** Another still had this copy. */
  readonly isContested: boolean;
  /** Others were to have this copy. */
  readonly isForOthers: boolean;
}

/** All that spoke against it, not the first alone: each can fall away by itself. */
export function doubtsOf({ patron, policy, isContested, isForOthers }: PromisedLoan): Refusal[] {
  const doubts = [
    patron && refuseWhenBlocked(patron),
    isContested ? refuse('item-on-loan') : undefined,
    isForOthers ? refuse('item-on-hold') : undefined,
    patron && policy && refuseWhenFeesAreOwed(patron, policy),
    patron && policy && refuseWhenTooManyAreOverdue(patron, policy),
    patron && policy && refuseWhenLimitIsReached(patron, policy),
    patron && policy && refuseWhenClassLimitIsReached(patron, policy),
  ];
  return doubts.filter((doubt) => doubt !== undefined);
}
