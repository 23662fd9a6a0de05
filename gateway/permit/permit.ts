/** What this terminal may lend while nobody answers, signed by the server, with an end (design decision 8, docs/rules/permit.md). */
import type { ItemRef } from '../ils/ils.ts';

/** What the permit says of a card. */
export type PermitCard =
  | {
      readonly state: 'listed';
      /** May not borrow: a code that screens have a sentence for. */
      readonly refusal?: string;
      /** Index of the patron class in the permit. */
      readonly patronClass: number;
      readonly child: boolean;
      /** A rule that may meet such patrons here asks for the PIN (K6), which nobody can check now: `Permit.pinNeeded` says what instead. */
      readonly needsPin: boolean;
      /** Loans that could still be made when the permit was made; undefined: no limit. */
      readonly loansLeft?: number;
      /** Last good moment of the card, epoch milliseconds; undefined: no end. */
      readonly validUntil?: number;
    }
  /** Nobody's, as far as the permit knows: lent a little, where the library allows it. */
  | { readonly state: 'unknown' };

/** What the permit says of an item: of most it says nothing but the library's default class. */
export interface PermitItem {
  /** May not go out: a code that screens have a sentence for. */
  readonly refusal?: string;
  /** Index of the item class in the permit. */
  readonly itemClass: number;
}

/** Loans to a card of which little is known. */
export interface PermitCap {
  /** Books to one card until the library has heard of them. */
  readonly loans: number;
  readonly days: number;
}

/** A permit that was checked and lies whole on this disk. */
export interface Permit {
  readonly libraryId: string;
  readonly epoch: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly endsAt: number;
  /** For cards that are not in it; undefined: none is lent to those. */
  readonly unknownCard: PermitCap | undefined;
  /** For cards that need the PIN, which nobody can check: `returns-only`, or a low cap. Undefined: no card here needs it. */
  readonly pinNeeded: 'returns-only' | PermitCap | undefined;
  /** Somebody may be lent something by it; false where all need the PIN that nobody can check, or no rule lends here. */
  readonly lends: boolean;
  card(number: string): PermitCard;
  item(ref: ItemRef): PermitItem;
  /**
   * Until when, epoch milliseconds; closed days are known to it, and the fewer days of a class that needs the PIN. Undefined: no rule
   * lends such an item to such a patron.
   * @param patronClass undefined: an unknown card, lent for the days of its cap
   */
  dueAt(patronClass: number | undefined, itemClass: number, now: number): number | undefined;
}
