/** Reasons that lie in the patron, shared by checkout and renewal; each its own function, so that each can be read and tested alone. */
import type { LoanPolicy } from './loan-policy.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { PatronStanding } from './world.ts';

export const refuseWhenBlocked = ({
  blocks: [reason],
}: Pick<PatronStanding, 'blocks'>): Refusal | undefined =>
  reason === undefined ? undefined : refuse('patron-blocked', { reason });

/** @param today in the library's zone; the last day is still good */
export const refuseWhenExpired = (
  patron: Pick<PatronStanding, 'expiresOn'>,
  today: string,
): Refusal | undefined =>
  patron.expiresOn !== undefined && patron.expiresOn < today
    ? refuse('card-expired', { date: patron.expiresOn })
    : undefined;

/** The sum is not told: at a kiosk it would be told to whoever holds the card. */
export const refuseWhenFeesAreOwed = (
  patron: Pick<PatronStanding, 'feesOwed'>,
  policy: Pick<LoanPolicy, 'maxFeesOwed'>,
): Refusal | undefined =>
  policy.maxFeesOwed !== undefined && patron.feesOwed > policy.maxFeesOwed
    ? refuse('fee-owed')
    : undefined;

export const refuseWhenTooManyAreOverdue = (
  patron: PatronStanding,
  policy: LoanPolicy,
): Refusal | undefined =>
  policy.maxOverdue !== undefined && patron.overdue > policy.maxOverdue
    ? refuse('too-many-overdue', { count: patron.overdue })
    : undefined;

export const refuseWhenLimitIsReached = (
  patron: PatronStanding,
  policy: LoanPolicy,
): Refusal | undefined =>
  policy.maxLoans !== undefined && patron.loans >= policy.maxLoans
    ? refuse('limit-reached', { count: patron.loans })
    : undefined;

export const refuseWhenClassLimitIsReached = (
  patron: PatronStanding,
  policy: LoanPolicy,
): Refusal | undefined =>
  policy.maxLoansOfClass !== undefined && patron.loansOfClass >= policy.maxLoansOfClass
    ? refuse('class-limit-reached', { count: patron.loansOfClass })
    : undefined;
