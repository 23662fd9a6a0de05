/** What the messages tell of patrons and items, before it is put into fields. */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { Condition } from '#server/circulation/rules/world.ts';
import type { Day } from '#server/libraries/rules/day.ts';

export interface LoanFacts {
  readonly itemId: string;
  /** Number to ask with. */
  readonly label: string;
  readonly titleId: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** The patron says so: it is not overdue. */
  readonly claimedReturned: boolean;
}

export interface HoldFacts {
  readonly id: string;
  readonly titleId: string;
  readonly title: string;
  /** The copy that was taken aside for it, else the one that it names. */
  readonly itemId?: string | undefined;
  readonly label?: string | undefined;
  /** It lies on the shelf of the pick-up library. */
  readonly isReady: boolean;
  readonly pickupLibraryId: string;
  /** On the shelf, else of waiting. */
  readonly lastDay?: Day | undefined;
}

export interface UnpaidFee {
  readonly id: string;
  /** What is left of it, đồng. */
  readonly amount: number;
  /** Number of the item that it is about. */
  readonly label?: string | undefined;
}

export interface PatronFacts {
  readonly id: string;
  /** The number that was asked with; of a citizen's number the library's own card, or nothing. */
  readonly card: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate?: Day | undefined;
  /** Last day on which the card is good. */
  readonly expiresOn?: Day | undefined;
  readonly language: 'vi' | 'en' | 'fr';
  readonly contact: {
    readonly address?: string | undefined;
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  };
  /** Reasons of the blocks that stand. */
  readonly blocks: readonly string[];
  readonly loans: readonly LoanFacts[];
  readonly holds: readonly HoldFacts[];
  readonly fees: readonly UnpaidFee[];
  /** The rules of lending that may meet this patron here. */
  readonly policies: readonly LoanPolicy[];
  /** In the library's zone. */
  readonly today: Day;
}

export interface LibraryName {
  readonly id: string;
  readonly name: string;
}

export interface Waiting {
  readonly givenName: string;
  readonly familyName: string;
  readonly card: string;
}

export interface ItemFacts {
  readonly id: string;
  readonly titleId: string;
  readonly title: string;
  readonly callNumber?: string | undefined;
  readonly collection?: string | undefined;
  readonly mediaType: string;
  readonly condition: Condition;
  readonly home: LibraryName;
  readonly current: LibraryName;
  /** Patrons who wait and for whom no copy has been taken aside. */
  readonly queue: number;
  readonly loan?:
    | {
        readonly id: string;
        readonly terminalId: string;
        readonly dueAt: number;
        readonly claimedReturned: boolean;
      }
    | undefined;
  /** Taken aside for somebody. */
  readonly captured?:
    | {
        readonly pickupLibraryId: string;
        readonly isOnShelf: boolean;
        readonly shelfUntil?: Day | undefined;
        readonly patron?: Waiting | undefined;
      }
    | undefined;
  /** Under way to this library. */
  readonly transitTo?: string | undefined;
}

/** What a sorter is told of a returned item. */
export type ReturnedFacts = Pick<
  ItemFacts,
  'callNumber' | 'collection' | 'mediaType' | 'captured' | 'transitTo'
> & { readonly home: { readonly id: string } };
