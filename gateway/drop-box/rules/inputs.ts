/** What may happen to a drop box, and what it may have done. */
import type { DeviceId, LineName, Uid } from '../../devices/device.ts';
import type {
  CardQuery,
  ItemRef,
  Outcome,
  PatronAnswer,
  Transaction,
  TransactionId,
} from '../../ils/ils.ts';
import type { SeenTag } from '../../session/rules/label.ts';
import type { TransactionTag } from '../../session/transactions.ts';
import type { BinId } from './settings.ts';
import type { BinEntry, BinFacts, Intake } from './state.ts';
import type { Fault, Trouble } from './trouble.ts';

export type Input =
  /** What an earlier start has left on disk. */
  | {
      readonly kind: 'started';
      readonly bins: Readonly<Record<BinId, Pick<BinFacts, 'count'>>>;
      readonly inHand?: Intake;
    }
  | { readonly kind: 'line'; readonly line: LineName; readonly on: boolean }
  | { readonly kind: 'device'; readonly device: DeviceId; readonly ready: boolean }
  | { readonly kind: 'tag-entered'; readonly tag: SeenTag }
  | { readonly kind: 'tag-left'; readonly uid: Uid }
  | { readonly kind: 'crowded'; readonly crowded: boolean }
  /** A label was scanned in the machine. */
  | { readonly kind: 'label'; readonly item: ItemRef }
  | { readonly kind: 'card'; readonly card: string }
  | {
      readonly kind: 'patron';
      readonly ask: string;
      readonly card: string;
      readonly answer: PatronAnswer;
    }
  | { readonly kind: 'outcome'; readonly transaction: TransactionId; readonly outcome: Outcome }
  | { readonly kind: 'not-recorded'; readonly transaction: TransactionId }
  | {
      readonly kind: 'secured';
      readonly transaction: TransactionId;
      readonly uid: Uid;
      readonly done: boolean;
    }
  | { readonly kind: 'outbox'; readonly writable: boolean }
  | { readonly kind: 'ledger'; readonly writable: boolean }
  | { readonly kind: 'paused'; readonly paused: boolean }
  /** Staff have emptied it, and stand there. */
  | { readonly kind: 'emptied'; readonly bin: BinId }
  /** Staff have taken out what was stuck. */
  | { readonly kind: 'cleared' }
  | { readonly kind: 'tick' };

/** Nothing of whoever waits: staff find them by the number of the hold. */
export interface HoldSlip {
  readonly item: ItemRef;
  readonly title: string;
  readonly callNumber?: string;
  /** As the library's system has it. */
  readonly hold?: string;
  readonly bin: BinId;
}

export type Effect =
  /** What is in hand, on disk before anything is done with it. */
  | { readonly kind: 'keep'; readonly intake: Intake }
  /** It is given back. */
  | { readonly kind: 'forget' }
  | {
      readonly kind: 'transact';
      readonly transaction: Transaction;
      readonly tags: readonly TransactionTag[];
    }
  /** It has happened, whatever the library says. */
  | { readonly kind: 'promise'; readonly transaction: TransactionId }
  /** As `promise`, after a sudden end: it may not even have been recorded. */
  | {
      readonly kind: 'ensure';
      readonly transaction: Transaction;
      readonly tags: readonly TransactionTag[];
    }
  | { readonly kind: 'secure'; readonly transaction: TransactionId; readonly uid: Uid }
  /** They lie in their bin; with that, nothing is in hand any more. */
  | { readonly kind: 'drop'; readonly entries: readonly BinEntry[] }
  /** The answer came when the book lay in its bin already. */
  | { readonly kind: 'amend'; readonly transaction: TransactionId; readonly outcome: Outcome }
  | { readonly kind: 'empty'; readonly bin: BinId; readonly by: 'door' | 'staff' }
  /** Somebody waits for it here: a slip to be laid into it. */
  | { readonly kind: 'slip'; readonly slip: HoldSlip }
  | { readonly kind: 'identify'; readonly ask: string; readonly query: CardQuery }
  | {
      readonly kind: 'tell';
      readonly code: Trouble | Fault | 'unmapped' | 'pulled-back' | 'stray-tag';
      readonly about?: string;
    };
