/** Where a copy goes that lies here and is nobody's: to who waits, else home (docs/rules/circulation.md, V). */
import type { Hold } from './hold.ts';
import { shelfUntil } from './hold.ts';
import type { Copy, Line } from './line.ts';
import { firstFor, keptFor } from './line.ts';
import type { Rulebook } from './rulebook.ts';
import { isLoanable } from './rulebook.ts';

export interface Route {
  /** The library that it goes to; `here`: it stays. */
  readonly to: string;
  /** Whom it is for, as the hold stands from now on; absent: nobody waits, it goes home. */
  readonly hold?: Hold | undefined;
}

/** @param at epoch milliseconds */
export function routeOf(
  book: Rulebook,
  copy: Pick<Copy, 'id' | 'itemClass' | 'condition' | 'homeLibraryId'>,
  here: string,
  line: Line | undefined,
  at: number,
): Route {
  const hold = keptFor(line, copy.id) ?? nextFor(book, copy, line, at);
  if (!hold) return { to: copy.homeLibraryId };
  const to = hold.pickupLibraryId;
  const known = hold.captured?.itemId === copy.id ? hold.captured : undefined;
  // What lies there already, and is looked at once more, is kept no longer for that; so with what is to be sent.
  if (known && (to === here) === (known.shelf !== undefined)) return { to, hold };
  const shelf = to === here ? { at, until: shelfUntil(book, hold, copy.itemClass, at) } : undefined;
  return { to, hold: { ...hold, captured: { itemId: copy.id, at: known?.at ?? at, shelf } } };
}

function nextFor(
  book: Rulebook,
  copy: Pick<Copy, 'id' | 'itemClass' | 'condition'>,
  line: Line | undefined,
  at: number,
): Hold | undefined {
  const mayBeLent = copy.condition !== 'withdrawn' && isLoanable(book, copy.itemClass);
  return mayBeLent ? firstFor(book, line, copy.id, at) : undefined;
}
