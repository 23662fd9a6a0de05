/** One book in one visit: what the library knows of it, and whether the gate will ring (design decision 3). */
import type { Uid } from '../../devices/device.ts';
import type { Act, ItemRef, ItemView, Refusal, TransactionId } from '../../ils/ils.ts';
import type { ItemLine } from '../../messages.ts';
import type { Wanted } from '../transactions.ts';

export interface Line {
  readonly id: string;
  readonly act: Act;
  /** Absent where the tag could not be read. */
  readonly item?: ItemRef;
  readonly tag?: Uid;
  /** The act in force. */
  readonly transaction?: TransactionId;
  readonly ils: ItemLine['ils'];
  readonly security: LineSecurity;
  readonly view?: ItemView;
  readonly dueAt?: number;
  readonly destination?: 'shelf' | 'hold' | 'other-library';
  readonly receiptCode?: string;
  readonly refusal?: Refusal;
  /** The person is asked what to do with a book they have already. */
  readonly asksOwnLoan?: boolean;
  /** The checkin that takes this loan back. */
  readonly undo?: { readonly transaction: TransactionId; readonly state: 'pending' | 'done' };
}

/**
 * `failed`: the tag says, or said, that it is as before. `doubtful`: it went away, or the line did, and may have
 * taken the byte all the same.
 */
export type WriteResult = 'done' | 'failed' | 'doubtful';

export type LineSecurity =
  | { readonly state: 'not-needed' }
  | {
      readonly state: 'pending' | 'done' | 'failed';
      readonly wanted: Wanted;
      /** The transaction on whose account the tag is written. */
      readonly transaction: TransactionId;
      readonly failures: number;
      /** When to try again by itself, epoch milliseconds. */
      readonly retryAt?: number;
      /** The last write was doubtful: what the tag says is not known. */
      readonly doubtful?: boolean;
    };

/** How a book makes itself known: by its tag, by its label, or by both. */
export interface Book {
  readonly item?: ItemRef;
  readonly tag?: Uid;
}

const sameItem = (a: ItemRef | undefined, b: ItemRef | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.identifier === b.identifier &&
  (a.owner === undefined || b.owner === undefined || a.owner === b.owner);

/** A book is one line, whether its tag or its barcode is seen first. */
export const isSameBook = (a: Book, b: Book): boolean =>
  sameItem(a.item, b.item) || (a.tag !== undefined && a.tag === b.tag);

export const isUndone = (line: Line): boolean => line.undo?.state === 'done';

/** Something is under way that must end before anybody is sent away. */
export const isInFlight = (line: Line): boolean =>
  line.ils === 'pending' || line.security.state === 'pending' || line.undo?.state === 'pending';

/** It is uncertain whether the loan was made, and nobody has taken it back. */
export const isInDoubt = (line: Line): boolean =>
  line.act === 'checkout' && line.ils === 'unknown' && line.undo === undefined;

/** The person cannot be sent away with this book yet. */
export const isUnresolved = (line: Line): boolean =>
  isInDoubt(line) || line.security.state === 'failed';

/** It happened, and it stands. */
export const stands = (line: Line): boolean =>
  (line.ils === 'accepted' || line.ils === 'queued') && line.undo === undefined;

/** A failed write that is being repeated still needs the book on the pad. */
export const needsPutBack = (line: Line): boolean =>
  line.security.state !== 'not-needed' &&
  line.security.state !== 'done' &&
  line.security.failures > 0;
