/** What the rules are told of the world when they decide: read in one go, under lock, by the store. */
import type { Day } from '#server/libraries/rules/day.ts';
import type { Line } from './line.ts';
import type { Rulebook } from './rulebook.ts';
import type { Loan } from './timeline.ts';

export interface PatronStanding {
  readonly id: string;
  readonly patronClass: string;
  /** Reason codes of the blocks that stand; the first is told. */
  readonly blocks: readonly string[];
  /** Last day on which the card is good. */
  readonly expiresOn?: Day | undefined;
  /** Đồng. */
  readonly feesOwed: number;
  readonly loans: number;
  /** Without those that are said to have been returned. */
  readonly overdue: number;
  /** Loans of the class of the item in question. */
  readonly loansOfClass: number;
  /** Holds that have not ended. */
  readonly holds: number;
}

export type Condition = 'ok' | 'damaged' | 'lost' | 'missing' | 'withdrawn';

export interface Transit {
  readonly id: string;
  readonly toLibraryId: string;
  /** Absent: it goes home. */
  readonly holdId?: string | undefined;
}

export interface ItemStanding {
  readonly id: string;
  readonly itemClass: string;
  readonly condition: Condition;
  readonly homeLibraryId: string;
  /** Where it was given back last. */
  readonly currentLibraryId: string;
  /** Đồng. */
  readonly price?: number | undefined;
  readonly loan?: Loan | undefined;
  readonly transit?: Transit | undefined;
  /** Absent: nobody has a hold on its title. */
  readonly line?: Line | undefined;
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
