/** May this patron wait for this (docs/rules/circulation.md, H3). */
import type { Copy } from '#server/circulation/rules/line.ts';
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { firstRefusal, refuse } from '#server/circulation/rules/refusal.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { isLoanable, ruleFor } from '#server/circulation/rules/rulebook.ts';

export interface Wish {
  readonly itemId?: string | undefined;
  readonly pickupLibraryId: string;
  readonly beyondLimit: boolean;
}

export interface Waiter {
  readonly patronClass: string;
  /** Reasons of the blocks that stand. */
  readonly blocks: readonly string[];
  /** Last day on which the card is good. */
  readonly expiresOn?: string | undefined;
  /** What they wait for already. */
  readonly holds: readonly { readonly titleId: string; readonly itemId?: string | undefined }[];
  /** Copies of this title that they have. */
  readonly ownCopies: readonly string[];
}

export interface Wanted {
  readonly titleId: string;
  readonly copies: readonly Copy[];
}

/** @param today at the pick-up library */
export function refuseHold(
  book: Rulebook,
  wish: Wish,
  patron: Waiter,
  wanted: Wanted,
  today: string,
): Refusal | undefined {
  return firstRefusal([
    () => refuseWhenBlocked(patron),
    () => refuseWhenExpired(patron, today),
    () => refuseThisCopy(book, wish, wanted),
    () => refuseWithoutCopy(book, wish, wanted),
    () => refuseOwnLoan(wish, patron),
    () => refuseTwice(wish, patron, wanted),
    () => refuseByRule(book, wish, patron, wanted),
  ]);
}

const refuseWhenBlocked = ({ blocks: [reason] }: Waiter): Refusal | undefined =>
  reason === undefined ? undefined : refuse('patron-blocked', { reason });

const refuseWhenExpired = ({ expiresOn }: Waiter, today: string): Refusal | undefined =>
  expiresOn !== undefined && expiresOn < today
    ? refuse('card-expired', { date: expiresOn })
    : undefined;

function refuseThisCopy(book: Rulebook, { itemId }: Wish, { copies }: Wanted): Refusal | undefined {
  if (itemId === undefined) return undefined;
  const copy = copies.find(({ id }) => id === itemId);
  if (!copy) return refuse('item-unknown');
  if (copy.condition === 'withdrawn') return refuse('item-withdrawn');
  if (copy.condition === 'lost' || copy.condition === 'missing') return refuse('item-lost');
  return isLoanable(book, copy.itemClass) ? undefined : refuse('not-for-loan');
}

/** What might come back some day: in order and lent by its class, whoever has it now. */
const mayCome = (book: Rulebook, { itemId }: Wish, { copies }: Wanted): Copy[] =>
  copies.filter(
    ({ id, condition, itemClass }) =>
      (itemId === undefined || id === itemId) &&
      (condition === 'ok' || condition === 'damaged') &&
      isLoanable(book, itemClass),
  );

const refuseWithoutCopy = (book: Rulebook, wish: Wish, wanted: Wanted): Refusal | undefined =>
  mayCome(book, wish, wanted).length === 0 ? refuse('hold-no-copy') : undefined;

const refuseOwnLoan = ({ itemId }: Wish, { ownCopies }: Waiter): Refusal | undefined =>
  ownCopies.some((id) => itemId === undefined || id === itemId)
    ? refuse('hold-own-loan')
    : undefined;

/** One waits once for a title; or for several of its copies by name, such as the volumes of a set. */
const refuseTwice = (
  { itemId }: Wish,
  { holds }: Waiter,
  { titleId }: Wanted,
): Refusal | undefined =>
  holds.some(
    (hold) =>
      hold.titleId === titleId &&
      (itemId === undefined || hold.itemId === undefined || hold.itemId === itemId),
  )
    ? refuse('hold-exists')
    : undefined;

/** Of several copies the one with the most generous rule counts: it may be that one that comes. */
function refuseByRule(
  book: Rulebook,
  wish: Wish,
  { patronClass, holds }: Waiter,
  wanted: Wanted,
): Refusal | undefined {
  const { pickupLibraryId: libraryId } = wish;
  const rules = mayCome(book, wish, wanted).flatMap(
    ({ itemClass }) => ruleFor(book, { libraryId, patronClass, itemClass }) ?? [],
  );
  if (rules.length === 0) return refuse('no-policy');
  const limit = Math.max(...rules.map(({ maxHolds }) => maxHolds ?? Infinity));
  return holds.length >= limit && !wish.beyondLimit
    ? refuse('hold-limit', { count: holds.length })
    : undefined;
}
