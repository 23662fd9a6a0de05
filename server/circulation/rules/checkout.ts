/** May this patron take this item (docs/rules/circulation.md, C). */
import { dayIn } from '#server/libraries/rules/day.ts';
import {
  refuseWhenLost,
  refuseWhenNotForLoan,
  refuseWhenOnHold,
  refuseWhenOnLoan,
  refuseWhenWithdrawn,
} from './may-be-lent.ts';
import {
  refuseWhenBlocked,
  refuseWhenClassLimitIsReached,
  refuseWhenExpired,
  refuseWhenFeesAreOwed,
  refuseWhenLimitIsReached,
  refuseWhenTooManyAreOverdue,
} from './may-borrow.ts';
import type { LoanPolicy } from './loan-policy.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { firstRefusal, refuse } from './refusal.ts';
import { dueDate, ruleFor } from './rulebook.ts';
import { unclearCard, unclearItem } from './unclear.ts';
import type { ItemStanding, PatronStanding, World } from './world.ts';

export type CheckoutDecision =
  | { readonly kind: 'accepted'; readonly dueAt: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const refused = (refusal: Refusal): CheckoutDecision => ({ kind: 'refused', refusal });

/** How long a promised loan runs where no rule of lending fits it; days. */
export const PROMISED_DAYS = 14;

/** @param at the instant of the loan, epoch milliseconds */
export function decideCheckout(world: World, at: number): CheckoutDecision {
  if (world.patron?.kind !== 'one') return refused(unclearCard(world.patron?.kind ?? 'none'));
  const patron = world.patron.value;
  const inThePatron = firstNo(patronQuestions(world, patron, at));
  if (inThePatron) return refused(inThePatron);
  if (world.item.kind !== 'one') return refused(unclearItem(world.item.kind));
  const inTheItem = firstNo(itemQuestions(world, world.item.value, patron, at));
  if (inTheItem) return refused(inTheItem);
  const policy = policyOf(world);
  if (!policy) return refused(refuse('no-policy'));
  const inThePolicy = firstNo(policyQuestions(policy, patron));
  if (inThePolicy) return refused(inThePolicy);
  return {
    kind: 'accepted',
    dueAt: dueDate(world.book, world.libraryId, at, policy.loanDays),
  };
}

/** All that the rules have against a loan, not the first alone. */
export function refusalsOfCheckout(world: World, at: number): Refusal[] {
  if (world.item.kind !== 'one') return [unclearItem(world.item.kind)];
  const item = world.item.value;
  if (world.patron?.kind !== 'one')
    return [unclearCard(world.patron?.kind ?? 'none'), ...allNo(anybodysQuestions(world, item))];
  const patron = world.patron.value;
  const policy = policyOf(world);
  return [
    ...allNo(patronQuestions(world, patron, at)),
    ...allNo(itemQuestions(world, item, patron, at)),
    ...(policy ? allNo(policyQuestions(policy, patron)) : [refuse('no-policy')]),
  ];
}

/** When a promised loan falls due, whatever the rules say of it. */
export function promisedDueDate(world: World, at: number): number {
  return dueDate(world.book, world.libraryId, at, policyOf(world)?.loanDays ?? PROMISED_DAYS);
}

function policyOf({ book, libraryId, patron, item }: World): LoanPolicy | undefined {
  if (patron?.kind !== 'one' || item.kind !== 'one') return undefined;
  const { patronClass } = patron.value;
  return ruleFor(book, { libraryId, patronClass, itemClass: item.value.itemClass });
}

/** One of the things that are asked before a loan, by the code of the refusal that it may end in. */
export interface Question {
  readonly code: RefusalCode;
  readonly ask: () => Refusal | undefined;
}

const firstNo = (questions: readonly Question[]): Refusal | undefined =>
  firstRefusal(questions.map(({ ask }) => ask));

const allNo = (questions: readonly Question[]): Refusal[] =>
  questions.flatMap(({ ask }) => ask() ?? []);

/** C2, C3; staff see the same questions when they try a rule out. */
export function patronQuestions(
  { book, libraryId }: Pick<World, 'book' | 'libraryId'>,
  patron: PatronStanding,
  at: number,
): Question[] {
  const timeZone = book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  return [
    { code: 'patron-blocked', ask: () => refuseWhenBlocked(patron) },
    { code: 'card-expired', ask: () => refuseWhenExpired(patron, dayIn(timeZone, at)) },
  ];
}

/** C5–C10 */
export const itemQuestions = (
  { book }: Pick<World, 'book'>,
  item: ItemStanding,
  patron: PatronStanding,
  at: number,
): Question[] => [
  { code: 'item-withdrawn', ask: () => refuseWhenWithdrawn(item) },
  { code: 'item-lost', ask: () => refuseWhenLost(item) },
  { code: 'item-on-loan', ask: () => refuseWhenOnLoan(book, item, patron, at) },
  { code: 'not-for-loan', ask: () => refuseWhenNotForLoan(book, item) },
  { code: 'item-on-hold', ask: () => refuseWhenOnHold(book, item, patron, at) },
];

/** Those of C5–C10 that do not depend on who asks. */
const anybodysQuestions = ({ book }: Pick<World, 'book'>, item: ItemStanding): Question[] => [
  { code: 'item-withdrawn', ask: () => refuseWhenWithdrawn(item) },
  { code: 'item-lost', ask: () => refuseWhenLost(item) },
  { code: 'not-for-loan', ask: () => refuseWhenNotForLoan(book, item) },
];

/** C12–C15 */
export const policyQuestions = (policy: LoanPolicy, patron: PatronStanding): Question[] => [
  { code: 'fee-owed', ask: () => refuseWhenFeesAreOwed(patron, policy) },
  { code: 'too-many-overdue', ask: () => refuseWhenTooManyAreOverdue(patron, policy) },
  { code: 'limit-reached', ask: () => refuseWhenLimitIsReached(patron, policy) },
  { code: 'class-limit-reached', ask: () => refuseWhenClassLimitIsReached(patron, policy) },
];
