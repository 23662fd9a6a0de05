/** What a session is told, and what it asks to be done. Everything that happens outside it passes here. */
import type { DeviceId, PrinterCondition, Scan, Uid } from '../../devices/device.ts';
import type {
  AccountAnswer,
  CardQuery,
  Outcome,
  PatronAnswer,
  Transaction,
  TransactionId,
} from '../../ils/ils.ts';
import type { VisitCommand } from '../../kiosk-command.ts';
import type { Language, PairingView } from '../../messages.ts';
import type { PrintedReceipt } from '../../receipt/rules/receipt-blocks.ts';
import type { TransactionTag, Uncured, Wanted } from '../transactions.ts';
import type { SeenTag } from './label.ts';
import type { WriteResult } from './parts.ts';
import type { Paused } from './session-state.ts';

export type Input =
  | { readonly kind: 'command'; readonly command: VisitCommand }
  | { readonly kind: 'scanned'; readonly scan: Scan }
  | { readonly kind: 'scan-unreadable' }
  /** A card by a reader of its own. */
  | { readonly kind: 'card-read'; readonly card: string }
  | { readonly kind: 'tag-entered'; readonly tag: SeenTag }
  | { readonly kind: 'tag-left'; readonly uid: Uid }
  | { readonly kind: 'pad-crowded'; readonly crowded: boolean }
  | { readonly kind: 'device'; readonly device: DeviceId; readonly ready: boolean }
  | { readonly kind: 'patron'; readonly ask: string; readonly answer: PatronAnswer }
  | { readonly kind: 'account'; readonly ask: string; readonly answer: AccountAnswer }
  /** `late`: it had been `unknown`, or a promise, before. */
  | {
      readonly kind: 'outcome';
      readonly transaction: TransactionId;
      readonly outcome: Outcome;
      readonly late: boolean;
    }
  /** A promise is on disk: it has happened. */
  | { readonly kind: 'recorded'; readonly transaction: TransactionId }
  /** The disk would not take it: it has not happened. */
  | { readonly kind: 'not-recorded'; readonly transaction: TransactionId }
  /** The disk would not take it that an attempt has become a promise: what the library made of the attempt is not known. */
  | { readonly kind: 'not-promised'; readonly transaction: TransactionId }
  | {
      readonly kind: 'security';
      readonly transaction: TransactionId;
      readonly uid: Uid;
      readonly wanted: Wanted;
      readonly result: WriteResult;
    }
  /** What the printer says of itself. */
  | {
      readonly kind: 'printer';
      readonly device: DeviceId;
      readonly condition: PrinterCondition;
    }
  | { readonly kind: 'printed'; readonly ask: string; readonly result: PrintResult }
  | { readonly kind: 'mailed'; readonly ask: string; readonly answer: MailAnswer }
  /** Staff take the devices to the desk, or give them back. */
  | { readonly kind: 'desk'; readonly open: boolean }
  /** Staff stand at the machine itself, or have gone. */
  | { readonly kind: 'staff'; readonly here: boolean }
  /** The server does not let this terminal in (yet, or any more); undefined: it does. */
  | { readonly kind: 'pairing'; readonly pairing: PairingView | undefined }
  /** Staff put the terminal out of service, or (undefined) back. */
  | { readonly kind: 'pause'; readonly pause: Paused | undefined }
  /** The site has set something else; told between two visits. */
  | { readonly kind: 'settings' }
  /** Somebody looks for this machine. Milliseconds. */
  | { readonly kind: 'blink'; readonly forMs: number }
  | { readonly kind: 'online'; readonly online: boolean }
  | { readonly kind: 'offline-loans'; readonly allowed: boolean }
  | { readonly kind: 'time'; readonly known: boolean }
  | { readonly kind: 'outbox'; readonly writable: boolean }
  | {
      readonly kind: 'terminal';
      readonly name: string;
      readonly library: string;
      /** IANA name. */
      readonly timeZone: string;
    }
  /** Once, first. `recovered`: the outbox found transactions that a sudden end had left open. */
  | {
      readonly kind: 'started';
      readonly recovered: boolean;
      readonly uncured: readonly Uncured[];
    }
  /** What the outbox says of uncured tags, after a late answer or the time has changed it. */
  | { readonly kind: 'uncured'; readonly uncured: readonly Uncured[] }
  /** The wall clock was set; `by` milliseconds, negative = back. */
  | { readonly kind: 'clock-moved'; readonly by: number }
  /** A deadline of the state has come (deadlines.ts). */
  | { readonly kind: 'tick' };

/** `failed`: for whatever other reason; it did not come out whole. */
export type PrintResult = 'done' | 'paper-out' | 'failed';

export type MailAnswer =
  /** It will be sent. `to`: `l…@…` */
  | { readonly outcome: 'accepted'; readonly to: string }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'unreachable' };

export type Effect =
  /** Answered by `printed`, when it is cut off or has failed. */
  | { readonly kind: 'print'; readonly ask: string; readonly receipt: PrintedReceipt }
  /** To the address that the library has of who borrowed; answered by `mailed`. */
  | {
      readonly kind: 'mail-receipt';
      readonly ask: string;
      readonly transactions: readonly TransactionId[];
      readonly language: Language;
    }
  | { readonly kind: 'identify'; readonly ask: string; readonly query: CardQuery }
  | {
      readonly kind: 'account';
      readonly ask: string;
      readonly query: CardQuery & { readonly pin: string };
    }
  /** Record on disk, then relay; answered by `outcome` or `not-recorded`. */
  | {
      readonly kind: 'transact';
      readonly transaction: Transaction;
      readonly tags: readonly TransactionTag[];
      readonly sessionId: string;
    }
  /** A tag of the item that came after the row was recorded. */
  | {
      readonly kind: 'add-tag';
      readonly transaction: TransactionId;
      readonly tag: TransactionTag;
    }
  /**
   * What nobody took yet happens all the same; answered by `recorded` or `not-promised`. `dueAt`: of a loan, epoch
   * milliseconds.
   */
  | { readonly kind: 'promise'; readonly transaction: TransactionId; readonly dueAt?: number }
  /** An attempt that reached nobody, and of which the person has been told so. */
  | { readonly kind: 'abandon'; readonly transaction: TransactionId }
  /** Ask again what became of it; answered by `outcome`. */
  | { readonly kind: 'relay'; readonly transaction: TransactionId }
  /**
   * Read the tag, mark on disk, write, read back, mark; answered by `security`. A `cure` of an earlier visit's tag is asked
   * for by what was remembered; where the disk no longer wants it, it is answered by `uncured` (O10).
   */
  | {
      readonly kind: 'secure';
      readonly cure?: true;
      /** The loan still stands, and what the disk wants of the tag is still that it is disarmed. */
      readonly rollback?: true;
      readonly transaction: TransactionId;
      readonly uid: Uid;
      readonly wanted: Wanted;
    };
