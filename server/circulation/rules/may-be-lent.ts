/** Reasons that lie in the item; each its own function. */
import { renewalOf } from './renew.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { Rulebook } from './rulebook.ts';
import { isLoanable } from './rulebook.ts';
import type { ItemStanding, PatronStanding } from './world.ts';

export const refuseWhenWithdrawn = (item: ItemStanding): Refusal | undefined =>
  item.condition === 'withdrawn' ? refuse('item-withdrawn') : undefined;

/** Lost or missing, and now in somebody's hand: it must be returned first, so that the library learns of it. */
export const refuseWhenLost = (item: ItemStanding): Refusal | undefined =>
  item.condition === 'lost' || item.condition === 'missing' ? refuse('item-lost') : undefined;

/** Says whether it may be renewed, because the screen then offers Renew or Return. */
export function refuseWhenOnLoan(
  book: Rulebook,
  item: ItemStanding,
  patron: PatronStanding,
  at: number,
): Refusal | undefined {
  if (!item.loan) return undefined;
  if (item.loan.patronId !== patron.id) return refuse('item-on-loan');
  const renewable = renewalOf(book, item.loan, item, patron, at).kind === 'accepted';
  return refuse('own-loan', { dueAt: item.loan.dueAt, renewable: renewable ? 1 : 0 });
}

export const refuseWhenNotForLoan = (book: Rulebook, item: ItemStanding): Refusal | undefined =>
  isLoanable(book, item.itemClass) ? undefined : refuse('not-for-loan');

export const refuseWhenOnHold = (
  item: ItemStanding,
  patron: PatronStanding,
): Refusal | undefined =>
  item.waiting && item.waiting.patronId !== patron.id ? refuse('item-on-hold') : undefined;
