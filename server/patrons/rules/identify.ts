/** Who stands there, and may they go on (docs/rules/circulation.md, K). */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import {
  refuseWhenBlocked,
  refuseWhenExpired,
  refuseWhenFeesAreOwed,
} from '#server/circulation/rules/may-borrow.ts';
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';
import type { PatronStanding } from '#server/circulation/rules/world.ts';
import { unclearCard } from '#server/circulation/rules/unclear.ts';

/** What became of the PIN: compared outside of the rules, because that takes time and hashing. */
export type PinCheck = 'not-given' | 'right' | 'wrong';

export interface CardFacts {
  readonly entry: 'scanned' | 'typed';
  readonly pin: PinCheck;
  /** Wrong PINs given on this number since the last right one, this one included. */
  readonly tries: number;
  /** Epoch milliseconds; set while the number is locked. */
  readonly lockedUntil?: number | undefined;
}

/** Wrong PINs until a number is locked. */
export const MOST_TRIES = 5;
export const LOCKED_MS = 15 * 60_000;

/**
 * The first thing that is asked of a number. A typed number says nothing before its PIN is right: whether it exists, is locked by
 * somebody's guesses or belongs to nobody, the answers are the same.
 */
export function refuseByPin(
  found: 'one' | 'none' | 'several',
  facts: CardFacts,
): Refusal | undefined {
  if (facts.entry === 'scanned' && found !== 'one') return unclearCard(found);
  if (facts.lockedUntil !== undefined) return refuse('pin-locked', { until: facts.lockedUntil });
  if (facts.pin === 'wrong') {
    const code = facts.entry === 'scanned' ? 'pin-wrong' : 'number-or-pin-wrong';
    return refuse(code, { triesLeft: Math.max(0, MOST_TRIES - facts.tries) });
  }
  return facts.entry === 'typed' && facts.pin === 'not-given' ? refuse('pin-required') : undefined;
}

/**
 * What keeps a known patron from borrowing at all. Money is nobody's business but the patron's: before the PIN it shows as a block.
 * @param today in the library's zone
 */
export function refusePatron(
  patron: Pick<PatronStanding, 'blocks' | 'expiresOn' | 'feesOwed'>,
  policies: readonly LoanPolicy[],
  pin: PinCheck,
  today: string,
): Refusal | undefined {
  const blocked = refuseWhenBlocked(patron);
  // Before the PIN a block and money owed look alike, so neither says why.
  if (blocked) return pin === 'right' ? blocked : refuse('patron-blocked');
  const expired = refuseWhenExpired(patron, today);
  if (expired) return expired;
  if (pin === 'not-given' && policies.some(({ requiresPin }) => requiresPin))
    return refuse('pin-required');
  const mostGenerous = policies.map(({ maxFeesOwed }) => maxFeesOwed ?? Infinity);
  const fees =
    policies.length === 0
      ? undefined
      : refuseWhenFeesAreOwed(patron, { maxFeesOwed: Math.max(...mostGenerous) });
  return fees && pin === 'not-given' ? refuse('patron-blocked') : fees;
}

/** A citizen's number is asked about, and names nobody in a loan: without a card of the library's there is none. */
export const refuseIdentityCard = (
  identityCard: { readonly ownCard: string | undefined } | undefined,
): Refusal | undefined =>
  identityCard && identityCard.ownCard === undefined ? refuse('identity-card-declined') : undefined;

/** Loans that may still be made by the strictest rule; undefined where no rule sets a limit. */
export function loansLeft(loans: number, policies: readonly LoanPolicy[]): number | undefined {
  const limits = policies.flatMap(({ maxLoans }) => maxLoans ?? []);
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits) - loans);
}
