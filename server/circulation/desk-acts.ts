/**
 * What is asked of circulation beside checkout, checkin and renewal: inputs and answers of the commands that the API, the SIP2 door, the
 * import and the nightly tasks share. Each is one command of `Database.write`, named as its interface says; each writes its own `audit` row.
 * Ids come in with the input, so that a command run again does the same again: the same id twice is done once and answered alike.
 */
import type { Actor } from '../audit/actor.ts';
import type { Refusal } from './rules/refusal.ts';

export type ActAnswer<Accepted = object> =
  | ({ readonly outcome: 'accepted' } & Accepted)
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

interface Act {
  /** UUID, made by who asks. */
  readonly id: string;
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `hold-place` */
export interface HoldPlace extends Act {
  readonly patronId: string;
  /** One of the two: any copy of the title, or this copy. */
  readonly titleId?: string | undefined;
  readonly itemId?: string | undefined;
  readonly pickupLibraryId: string;
  /** Last day on which it is still waited for. */
  readonly expiresOn?: string | undefined;
  /** Staff may go beyond the limit; never beyond a title that has no copy at all. */
  readonly beyondLimit?: boolean | undefined;
}
/** `hold`: 1 = the next to get one. `available`: a copy stands on a shelf now and will be fetched. */
export type HoldPlaced = ActAnswer<{
  readonly hold: { readonly id: string; readonly position: number; readonly available: boolean };
}>;

/** `hold-change`: pick-up library or last day; refused once the book is on its way. */
export interface HoldChange extends Act {
  readonly holdId: string;
  readonly pickupLibraryId?: string | undefined;
  readonly expiresOn?: string | undefined;
}

/** `hold-cancel`: a captured copy goes to the next in the line, or home; `destination` says which way, where the copy lies here. */
export interface HoldCancel extends Act {
  readonly holdId: string;
  /** Set: only if it is this patron's. */
  readonly patronId?: string | undefined;
}

/** `fee-charge` */
export interface FeeCharge extends Act {
  readonly patronId: string;
  readonly kind: 'lost' | 'damaged' | 'processing' | 'other';
  /** Đồng. */
  readonly amount: number;
  readonly itemId?: string | undefined;
  readonly note?: string | undefined;
}

/** `fee-settle`: takes money for, or waives, one fee or all that the patron owes, the oldest first. More than is owed is refused. */
export interface FeeSettle extends Act {
  readonly patronId: string;
  readonly feeId?: string | undefined;
  readonly how: 'paid' | 'waived';
  /** Đồng. */
  readonly amount: number;
  /** SIP2 payment type; 00 = cash. */
  readonly method?: string | undefined;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  /** Year of the receipt number, in the library's zone. */
  readonly year: number;
}
/** The receipt number is that library's next of the year, such as `TT-2026-000017`. */
export type FeeSettled = ActAnswer<{
  readonly receiptNumber: string;
  readonly settled: readonly { readonly feeId: string; readonly amount: number }[];
  /** What is still owed. */
  readonly left: number;
}>;

/** `block-put`; the same reason twice is one block. */
export interface BlockPut extends Act {
  readonly patronId: string;
  readonly reason: 'staff' | 'card-lost' | 'card-retained' | 'data-check' | 'misuse';
  readonly note?: string | undefined;
}

/** `block-end`: the one named, else all that SIP2 may lift (25 patron enable lifts what 01 has put on: `card-retained`). */
export interface BlockEnd extends Act {
  readonly patronId: string;
  readonly blockId?: string | undefined;
  readonly reason?: BlockPut['reason'] | undefined;
}

/**
 * `item-mark`. `lost` and `claim-returned` concern the open loan, where there is one: lost ends it and charges the price and the handling;
 * `found` puts a lost or missing item in order again and takes back what is not yet paid of its price.
 */
export interface ItemMark extends Act {
  readonly itemId: string;
  readonly mark:
    | 'lost'
    | 'missing'
    | 'found'
    | 'damaged'
    | 'mended'
    | 'withdrawn'
    | 'claim-returned'
    | 'in-library-use';
  /** `damaged`: charged to whoever has it or had it last; absent = nothing. Đồng. */
  readonly charge?: number | undefined;
  readonly note?: string | undefined;
  /** As with transactions: the item's past is worked out again. */
  readonly clockUncertaintyMs?: number | undefined;
}
