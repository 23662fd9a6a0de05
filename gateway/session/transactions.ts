/**
 * What the session needs of the durable outbox (design decision 2), and nothing more of it. The order of calls
 * is the order of safety: `record` before anything is sent, `markSecurity` `pending` before the tag is
 * written, `done` after it was read back. What lies between two of them at a power cut is cured from here.
 */
import type { Uid } from '../devices/device.ts';
import type { Outcome, Refusal, Transaction, TransactionId } from '../ils/ils.ts';
import type { SecurityReading } from '../tags/security.ts';

/** What a tag shall say to the gate. */
export type Wanted = 'armed' | 'disarmed';

/** A tag of the item that a transaction is about. */
export interface TransactionTag {
  readonly uid: Uid;
  /** Part number where the tag says one (ISO 28560-1). */
  readonly part?: number;
}

/** How far the tag of a transaction has come; `previous`: what it said before it was written. */
export type SecurityMark =
  | { readonly state: 'pending'; readonly previous: SecurityReading }
  | { readonly state: 'done' | 'failed' };

export interface Uncured {
  readonly transaction: TransactionId;
  readonly uid: Uid;
  readonly wanted: Wanted;
}

export interface Transactions {
  /** Durable when it returns. @throws Fault when the disk will not take it: then it has not happened. */
  record(transaction: Transaction, tags: readonly TransactionTag[], sessionId: string): void;
  /** A tag that came after the row was recorded, or was not known then; durable when it returns. */
  addTag(id: TransactionId, tag: TransactionTag): void;
  /** Resolves within the limit (2 s); an answer slower than that is `unknown`, and comes by `onLateOutcome`. */
  relay(id: TransactionId): Promise<Outcome>;
  /** What became of a row after `relay` resolved with `unknown`, or of a promise. */
  onLateOutcome(listener: (id: TransactionId, outcome: Outcome) => void): void;
  /**
   * Turns a checkin attempt that reached nobody, or was not answered, into a promise under the same id: the book is
   * here, so it is relayed (after a look-up where it may have arrived) until it is taken. So is a loan that was promised,
   * until `dueAt` (epoch milliseconds).
   */
  promise(id: TransactionId, dueAt?: number): void;
  /**
   * Promised loans to the card that were not answered yet, and the library's last word on card or book, where it was no.
   * @param since epoch milliseconds: the word was spoken of a transaction of that time or later
   */
  offlineLoans(
    card: string,
    item?: string,
    since?: number,
  ): {
    readonly promised: readonly TransactionId[];
    readonly lastNo?: Refusal;
  };
  /**
   * Loans of this terminal to the card, accepted or promised and not taken back at once (O34).
   * @param since epoch milliseconds; a card is known for 72 hours
   */
  lentSince(card: string, since: number): readonly TransactionId[];
  /** An attempt that was certainly never sent and that nobody waits for. */
  abandon(id: TransactionId): void;
  /** Durable when it returns. */
  markSecurity(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void;
  /**
   * Tags whose security was wanted and never confirmed (`pending` or `failed`), this session's or an earlier one's.
   * One entry a uid: a later transaction's wish for the same tag replaces the earlier one.
   */
  uncured(): readonly Uncured[];
}
