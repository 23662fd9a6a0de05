/** The fourteen flags of patron status (SIP 2.00, patron status), and the limits behind them. */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import { isChild } from '#server/patrons/rules/patron-view.ts';
import type { PatronFacts } from './facts.ts';

/** Positions that have a meaning here. What the library does not count (recalls, bills, claims) is never set. */
const POSITION = {
  chargeDenied: 0,
  renewalDenied: 1,
  recallDenied: 2,
  holdDenied: 3,
  cardLost: 4,
  tooManyCharged: 5,
  tooManyOverdue: 6,
  excessiveFines: 10,
} as const;
type Flag = keyof typeof POSITION;

const LENGTH = 14;

/** Of somebody whom nobody knows: nothing is allowed. */
export const NOBODY_STATUS = flags(['chargeDenied', 'renewalDenied', 'recallDenied', 'holdDenied']);

/**
 * @param now epoch milliseconds
 * @param tellsMoney what is owed is nobody's business but the patron's: else it shows as denied, without the reason (K7)
 */
export function patronStatus(patron: PatronFacts, now: number, tellsMoney: boolean): string {
  const { blocks, policies, loans } = patron;
  const barred = blocks.length > 0 || isExpired(patron);
  const overdue = overdueOf(patron, now).length;
  const owes = owesTooMuch(patron);
  const tooMany = loans.length >= mostOf(policies, 'maxLoans');
  const tooLate = overdue > mostOf(policies, 'maxOverdue');
  return flags([
    ...when(barred || owes || tooMany || tooLate || policies.length === 0, 'chargeDenied'),
    ...when(barred || owes, 'renewalDenied'),
    ...when(barred || holdsFull(patron), 'holdDenied'),
    ...when(blocks.includes('card-lost'), 'cardLost'),
    ...when(tooMany, 'tooManyCharged'),
    ...when(tooLate, 'tooManyOverdue'),
    ...when(owes && tellsMoney, 'excessiveFines'),
  ]);
}

export const isExpired = ({ expiresOn, today }: PatronFacts): boolean =>
  expiresOn !== undefined && expiresOn < today;

export const overdueOf = ({ loans }: PatronFacts, now: number): PatronFacts['loans'] =>
  loans.filter(({ dueAt, claimedReturned }) => dueAt < now && !claimedReturned);

export const isOfChild = ({ birthDate, today }: PatronFacts): boolean => isChild(birthDate, today);

/** Đồng. */
export const owedBy = ({ fees }: Pick<PatronFacts, 'fees'>): number =>
  fees.reduce((sum, { amount }) => sum + amount, 0);

export const owesTooMuch = (patron: PatronFacts): boolean =>
  owedBy(patron) > mostOf(patron.policies, 'maxFeesOwed');

const holdsFull = ({ holds, policies }: PatronFacts): boolean =>
  holds.length >= mostOf(policies, 'maxHolds');

/** The most generous rule here counts for a flag that denies: the loan itself is decided by its own rule. */
function mostOf(policies: readonly LoanPolicy[], limit: Limit): number {
  if (policies.length === 0) return Infinity;
  return Math.max(...policies.map((policy) => policy[limit] ?? Infinity));
}

type Limit = 'maxLoans' | 'maxOverdue' | 'maxFeesOwed' | 'maxHolds';

/** The strictest limit that may meet the patron here (K8); undefined where no rule has one. */
export function limitOf(policies: readonly LoanPolicy[], limit: Limit): number | undefined {
  const limits = policies.flatMap((policy) => policy[limit] ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

const when = (is: boolean, flag: Flag): Flag[] => (is ? [flag] : []);

function flags(set: readonly Flag[]): string {
  const at = set.map((flag): number => POSITION[flag]);
  return Array.from({ length: LENGTH }, (_, position) => (at.includes(position) ? 'Y' : ' ')).join(
    '',
  );
}
