/** May this loan be kept longer (docs/rules/circulation.md, R). */
import { dayIn } from '#server/libraries/rules/day.ts';
import { isNeeded } from './line.ts';
import { refuseWhenBlocked, refuseWhenExpired, refuseWhenFeesAreOwed } from './may-borrow.ts';
import type { Refusal } from './refusal.ts';
import { firstRefusal, refuse } from './refusal.ts';
import type { Rulebook } from './rulebook.ts';
import { dueDate, ruleFor } from './rulebook.ts';
import type { Loan } from './timeline.ts';
import { unclearCard, unclearItem } from './unclear.ts';
import type { ItemStanding, PatronStanding, World } from './world.ts';

export type RenewDecision =
  | { readonly kind: 'accepted'; readonly dueAt: number; readonly loan: Loan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const refused = (refusal: Refusal): RenewDecision => ({ kind: 'refused', refusal });

export function decideRenew(world: World, at: number): RenewDecision {
  if (world.patron?.kind !== 'one') return refused(unclearCard(world.patron?.kind ?? 'none'));
  if (world.item.kind !== 'one') return refused(unclearItem(world.item.kind));
  const patron = world.patron.value;
  const item = world.item.value;
  const loan = item.loan;
  if (!loan || loan.patronId !== patron.id) return refused(refuse('not-on-loan'));
  return renewalOf(world.book, loan, item, patron, at);
}

/** Asked on its own by the account, which shows for each loan whether it may be renewed. */
export function renewalOf(
  book: Rulebook,
  loan: Loan,
  item: Pick<ItemStanding, 'id' | 'itemClass' | 'line'>,
  patron: Pick<PatronStanding, 'patronClass' | 'blocks' | 'expiresOn' | 'feesOwed'>,
  at: number,
): RenewDecision {
  const lending = {
    libraryId: loan.libraryId,
    patronClass: patron.patronClass,
    itemClass: item.itemClass,
  };
  const policy = ruleFor(book, lending);
  const timeZone = book.tree.get(loan.libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  const refusal = firstRefusal([
    () => refuseWhenBlocked(patron),
    () => refuseWhenExpired(patron, dayIn(timeZone, at)),
    () => refuseWhenClaimed(loan),
    () => refuseWhenOthersNeedIt(book, item, loan, at),
    () => policy && refuseWhenRenewedOftenEnough(loan, policy.renewals),
    () => policy && refuseWhenFeesAreOwed(patron, policy),
  ]);
  if (refusal) return refused(refusal);
  if (!policy) return refused(refuse('no-policy'));
  return {
    kind: 'accepted',
    loan,
    dueAt: Math.max(loan.dueAt, dueDate(book, loan.libraryId, at, policy.loanDays)),
  };
}

/** It is said to be back in the library: whoever has it after all returns it. */
const refuseWhenClaimed = ({ claimedReturnedAt, dueAt }: Loan): Refusal | undefined =>
  claimedReturnedAt === undefined ? undefined : refuse('claimed-returned', { dueAt });

function refuseWhenOthersNeedIt(
  book: Rulebook,
  { id, line }: Pick<ItemStanding, 'id' | 'line'>,
  { patronId, dueAt }: Loan,
  at: number,
): Refusal | undefined {
  const others = line && {
    ...line,
    holds: line.holds.filter((hold) => hold.patronId !== patronId),
  };
  return isNeeded(book, others, id, at) ? refuse('renew-on-hold', { dueAt }) : undefined;
}

const refuseWhenRenewedOftenEnough = (loan: Loan, renewals: number): Refusal | undefined =>
  loan.renewals >= renewals ? refuse('renewal-limit', { dueAt: loan.dueAt }) : undefined;
