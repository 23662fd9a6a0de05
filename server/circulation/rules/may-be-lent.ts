/** Reasons that lie in the item; each its own function. */
import { couldServe, isNeeded, keptFor, waiting } from './line.ts';
import type { Line } from './line.ts';
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

/**
 * Says whether it may be renewed, because the screen then offers Renew or Return. A book that its borrower says was returned, in the hand
 * of another, was returned.
 */
export function refuseWhenOnLoan(
  book: Rulebook,
  item: ItemStanding,
  patron: PatronStanding,
  at: number,
): Refusal | undefined {
  const { loan } = item;
  if (!loan) return undefined;
  if (loan.patronId !== patron.id)
    return loan.claimedReturnedAt === undefined ? refuse('item-on-loan') : undefined;
  const renewable = renewalOf(book, loan, item, patron, at).kind === 'accepted';
  return refuse('own-loan', { dueAt: loan.dueAt, renewable: renewable ? 1 : 0 });
}

export const refuseWhenNotForLoan = (book: Rulebook, item: ItemStanding): Refusal | undefined =>
  isLoanable(book, item.itemClass) ? undefined : refuse('not-for-loan');

/** Taken aside for another, or needed by those who come before this patron in the line. */
export function refuseWhenOnHold(
  book: Rulebook,
  { id, line }: ItemStanding,
  patron: PatronStanding,
  at: number,
): Refusal | undefined {
  const kept = keptFor(line, id);
  if (kept) return kept.patronId === patron.id ? undefined : refuse('item-on-hold');
  const others = line && withoutCopyAside(line, patron.id, id);
  const own = waiting(book, others, at).find(
    (hold) => hold.patronId === patron.id && couldServe(hold, id),
  );
  return isNeeded(book, others, id, at, own) ? refuse('item-on-hold') : undefined;
}

/** Who takes this copy in the place of the one that was taken aside leaves that one to the others. */
const withoutCopyAside = (line: Line, patronId: string, itemId: string): Line => ({
  ...line,
  holds: line.holds.filter(
    (hold) => !(hold.captured && hold.patronId === patronId && couldServe(hold, itemId)),
  ),
});
