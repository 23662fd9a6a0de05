/** One patron waits for a title, or for one copy of it (docs/rules/circulation.md, H). */
import type { Day } from '#server/libraries/rules/day.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { openDayAfter } from '#server/libraries/rules/open-days.ts';
import type { Rulebook } from './rulebook.ts';
import { ruleFor } from './rulebook.ts';

export interface Hold {
  readonly id: string;
  readonly patronId?: string | undefined;
  readonly patronClass: string;
  /** Set: this copy and no other. */
  readonly itemId?: string | undefined;
  readonly pickupLibraryId: string;
  /** Epoch milliseconds. */
  readonly placedAt: number;
  /** Last day on which it is still waited for. */
  readonly expiresOn?: Day | undefined;
  /** The copy that was taken aside for it. */
  readonly captured?: Captured | undefined;
  readonly ended?:
    | {
        readonly at: number;
        readonly how: 'picked-up' | 'cancelled' | 'expired' | 'not-collected';
        /** `kind:id`, see Actor. */
        readonly by: string;
      }
    | undefined;
}

export interface Captured {
  readonly itemId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Absent: on its way to the pick-up library. */
  readonly shelf?: { readonly at: number; readonly until: Day } | undefined;
}

/** Open days that a captured book is kept, where no rule of lending fits. */
export const HOLD_DAYS = 5;

export const hasLapsed = (book: Rulebook, hold: Hold, at: number): boolean =>
  hold.expiresOn !== undefined && hold.expiresOn < todayAt(book, hold.pickupLibraryId, at);

/** The last day on the shelf for a book that comes there at `at`: so many open days after it, by the rule that will lend it. */
export function shelfUntil(book: Rulebook, hold: Hold, itemClass: string, at: number): Day {
  const { pickupLibraryId: libraryId, patronClass } = hold;
  const days = ruleFor(book, { libraryId, patronClass, itemClass })?.holdDays ?? HOLD_DAYS;
  return openDayAfter(todayAt(book, libraryId, at), days, { ...book, libraryId });
}

/** The day that it is in a library at an instant. */
export const todayAt = (book: Rulebook, libraryId: string, at: number): Day =>
  dayIn(book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh', at);
