/** What the rules are told of the world when they decide: read in one go, under lock, by the store. */
import type { Day } from '#server/libraries/rules/day.ts';
import type { Rulebook } from './rulebook.ts';
import type { Loan } from './timeline.ts';

export interface PatronStanding {
  readonly id: string;
  readonly patronClass: string;
  readonly blocked: boolean;
  /** Last day on which the card is good. */
  readonly expiresOn?: Day | undefined;
  /** Đồng. */
  readonly feesOwed: number;
  readonly loans: number;
  readonly overdue: number;
  /** Loans of the class of the item in question. */
  readonly loansOfClass: number;
}

export type Condition = 'ok' | 'damaged' | 'lost' | 'missing' | 'withdrawn';

export interface ItemStanding {
  readonly id: string;
  readonly itemClass: string;
  readonly condition: Condition;
  readonly homeLibraryId: string;
  readonly loan?: Loan | undefined;
  /** The first who waits for it. */
  readonly waiting?: { readonly patronId: string; readonly pickupLibraryId: string } | undefined;
}

/** What a number has led to. */
export type Found<T> =
  { readonly kind: 'one'; readonly value: T } | { readonly kind: 'none' | 'several' };

export interface World {
  readonly book: Rulebook;
  /** The terminal's library. */
  readonly libraryId: string;
  /** Undefined: no card was given. */
  readonly patron?: Found<PatronStanding> | undefined;
  readonly item: Found<ItemStanding>;
}
