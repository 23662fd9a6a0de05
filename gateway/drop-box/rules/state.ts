/** What the gateway knows of a drop box: what outlives a book, and where the book in hand is. */
import type { LineName, Uid } from '../../devices/device.ts';
import type { ItemRef, Outcome, Refusal, TransactionId } from '../../ils/ils.ts';
import type { SeenTag } from '../../session/rules/label.ts';
import type { BinId, GivenBack } from './settings.ts';
import type { Why } from './sorting.ts';
import type { Trouble } from './trouble.ts';

export interface DropBox {
  readonly facts: Facts;
  readonly step: Step;
}

/** Times are milliseconds of the clock that nobody sets, unless they say otherwise. */
export interface Facts {
  readonly lines: Readonly<Record<LineName, { readonly on: boolean; readonly since: number }>>;
  /** Boards whose lines can be read, and the reader. */
  readonly boards: readonly string[];
  readonly readerReady: boolean;
  /** The outbox, and what is kept of bins, can be written. */
  readonly outboxWritable: boolean;
  readonly ledgerWritable: boolean;
  readonly paused: boolean;
  /** A limit switch did not say in time that the thing has moved; until it does, or staff say so. */
  readonly stuck: readonly ('shutter-stuck' | 'trap-stuck')[];
  /** What the reader sees. */
  readonly tags: readonly SeenTag[];
  readonly crowded: boolean;
  /** Tags that are in the field and in no book in hand: a label that fell off, a bin too near. */
  readonly strays: readonly Uid[];
  /** A chute: another book has fallen before the last one was done with, and what the reader saw of it. */
  readonly behind: readonly SeenTag[] | undefined;
  readonly bins: Readonly<Record<BinId, BinFacts>>;
  readonly thanks?: Thanks;
  readonly soundUntil: number;
  /** A sudden end left a book in hand; it is seen to as soon as the machine can be seen. */
  readonly resume?: Intake;
}

export interface BinFacts {
  readonly count: number;
  /** Its door was opened since it was last emptied. */
  readonly opened: boolean;
}

/** What whoever stands there is told of the last book. */
export interface Thanks {
  readonly until: number;
  readonly how: 'taken' | 'recorded-here' | 'to-staff';
  /** Books of this person, as far as pauses tell. */
  readonly count: number;
}

export type Step =
  /** The mouth is shut: `faultsOf` says why, and nothing lies in it. */
  | { readonly at: 'closed'; readonly since: number }
  | {
      readonly at: 'waiting-card';
      readonly since: number;
      readonly asked?: string;
      readonly no?: true;
    }
  | { readonly at: 'open'; readonly since: number; readonly card?: string }
  /** Something is before an eye. */
  | {
      readonly at: 'seen';
      readonly since: number;
      readonly reached: boolean;
      readonly round: Round;
    }
  /** It has been there for too long. */
  | { readonly at: 'blocked'; readonly since: number; readonly round: Round }
  | { readonly at: 'closing'; readonly since: number; readonly round: Round }
  | {
      readonly at: 'reading';
      readonly since: number;
      readonly lastTagAt: number;
      readonly tags: readonly SeenTag[];
      readonly round: Round;
    }
  | {
      readonly at: 'deciding';
      readonly since: number;
      readonly intake: Intake;
      readonly round: Round;
    }
  | {
      readonly at: 'securing';
      readonly since: number;
      readonly intake: Intake;
      readonly round: Round;
    }
  /** The trap is open; or, until `restUntil`, shut once more before it is opened again. */
  | {
      readonly at: 'passing';
      readonly since: number;
      readonly intake: Intake;
      readonly bin: BinId;
      readonly tries: number;
      readonly hasPassed: boolean;
      readonly restUntil?: number;
    }
  | {
      readonly at: 'jammed';
      readonly since: number;
      readonly intake: Intake;
      readonly bin: BinId;
      readonly hasPassed: boolean;
      /** Somebody opened the machine. */
      readonly opened: boolean;
    }
  | {
      readonly at: 'giving-back';
      readonly since: number;
      readonly why: GivenBack | 'machine';
      readonly refusal?: Refusal;
      /** A hand was in the mouth since. */
      readonly handled: boolean;
      readonly round: Round;
    }
  | {
      readonly at: 'clearing';
      readonly since: number;
      /** Tags of what has fallen. */
      readonly gone: readonly Uid[];
    };

/** One book, or what is taken for one, from the mouth on: also when it is given back and put in again. */
export interface Round {
  readonly tries: number;
  /** Given back, and not taken: staff will see to it. */
  readonly left: boolean;
  readonly card?: string;
  /** Scanned in the machine: as soon as it lies there, and once. */
  readonly label?: ItemRef;
  /** A chute: where its gate stood when it fell. */
  readonly bin?: BinId;
}

/** What lay there at once: one book, but for mistakes. */
export interface Intake {
  readonly id: string;
  /** Epoch milliseconds: when it came back. */
  readonly at: number;
  readonly books: readonly Book[];
  /** Of all of it. */
  readonly trouble?: Trouble;
  readonly card?: string;
  /** Chosen; from then on it may have fallen. */
  readonly bin?: BinId;
}

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;

export interface Book {
  /** Absent where nothing could be read. */
  readonly item?: ItemRef;
  readonly parts: readonly BookPart[];
  readonly transaction?: TransactionId;
  /** `none`: it is not checked in by this machine. */
  readonly ils: 'none' | 'pending' | 'accepted' | 'queued' | 'refused';
  readonly answer?: Accepted;
  readonly refusal?: Refusal;
  readonly trouble?: Trouble;
}

export interface BookPart {
  readonly uid: Uid;
  readonly number: number;
  readonly security: 'not-needed' | 'pending' | 'failed' | 'done';
  /** When a failed write is tried again. */
  readonly againAt?: number;
}

/** As it lies in a bin. Items only: whose they were is nobody's business here (design decision 15). */
export interface BinEntry {
  readonly intake: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly bin: BinId;
  readonly item?: ItemRef;
  readonly uids: readonly Uid[];
  readonly transaction?: TransactionId;
  readonly why: Why;
  readonly trouble?: Trouble;
  /** Code of the library's no. */
  readonly refusal?: string;
  /** The library has answered, or will be told. */
  readonly ils: 'none' | 'accepted' | 'queued' | 'refused';
  readonly armed: 'not-needed' | 'done' | 'failed';
  readonly goes?: { readonly kind: 'shelf' | 'hold' | 'other-library'; readonly library?: string };
}

export const troubleOf = (intake: Intake): Trouble | undefined =>
  intake.trouble ?? intake.books.find(({ trouble }) => trouble)?.trouble;

export const isIn = (book: Book): boolean => book.ils === 'accepted' || book.ils === 'queued';
