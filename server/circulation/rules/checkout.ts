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
import type { Refusal } from './refusal.ts';
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
  const inThePatron = refuseForThePatron(world, patron, at);
  if (inThePatron) return refused(inThePatron);
  if (world.item.kind !== 'one') return refused(unclearItem(world.item.kind));
  const inTheItem = refuseForTheItem(world, world.item.value, patron, at);
  if (inTheItem) return refused(inTheItem);
  const policy = policyOf(world);
  if (!policy) return refused(refuse('no-policy'));
  const inThePolicy = refuseByPolicy(policy, patron);
  if (inThePolicy) return refused(inThePolicy);
  return {
    kind: 'accepted',
    dueAt: dueDate(world.book, world.libraryId, at, policy.loanDays),
  };
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

function refuseForThePatron(world: World, patron: PatronStanding, at: number): Refusal | undefined {
  const timeZone = world.book.tree.get(world.libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  return refuseWhenBlocked(patron) ?? refuseWhenExpired(patron, dayIn(timeZone, at));
}

const refuseForTheItem = (
  { book }: World,
  item: ItemStanding,
  patron: PatronStanding,
  at: number,
): Refusal | undefined =>
  firstRefusal([
    () => refuseWhenWithdrawn(item),
    () => refuseWhenLost(item),
    () => refuseWhenOnLoan(book, item, patron, at),
    () => refuseWhenNotForLoan(book, item),
    () => refuseWhenOnHold(book, item, patron, at),
  ]);

const refuseByPolicy = (policy: LoanPolicy, patron: PatronStanding): Refusal | undefined =>
  firstRefusal([
    () => refuseWhenFeesAreOwed(patron, policy),
    () => refuseWhenTooManyAreOverdue(patron, policy),
    () => refuseWhenLimitIsReached(patron, policy),
    () => refuseWhenClassLimitIsReached(patron, policy),
  ]);
