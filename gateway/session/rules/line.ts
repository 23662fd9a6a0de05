/** One item in one visit: what the library knows of it, and whether the gate will ring (design decision 3). */
import type { Act, ItemRef, ItemView, Refusal, TransactionId } from '../../ils/ils.ts';
import type { ItemLine } from '../../messages.ts';
import { sameItem } from './parts.ts';
import type { Part, Tagged } from './parts.ts';

export interface Line extends Tagged {
  readonly id: string;
  readonly act: Act;
  /** Whose it is: who borrowed when it was laid down. Absent on a return, which needs nobody. */
  readonly person?: string;
  /** Absent where the tag could not be read. */
  readonly item?: ItemRef;
  /** The act in force. */
  readonly transaction?: TransactionId;
  readonly ils: ItemLine['ils'];
  /** Its attempt was sent and is not answered: it may have been done, whatever becomes of the promise in its place. */
  readonly unanswered?: true;
  readonly view?: ItemView;
  readonly dueAt?: number;
  /** Where the library's system writes no date that can be read. */
  readonly dueText?: string;
  readonly destination?: 'shelf' | 'hold' | 'other-library';
  readonly receiptCode?: string;
  /** Lent, but the gate is to ring: staff let the book out. */
  readonly keepArmed?: true;
  readonly refusal?: Refusal;
  /** The person is asked what to do with a book they have already. */
  readonly asksOwnLoan?: boolean;
  /** Missing parts of the set are waited for until then, epoch milliseconds; nothing is asked of the library before. */
  readonly looksUntil?: number;
  /** The wait is over, and the person is asked what to do without the missing parts. */
  readonly asksSet?: boolean;
  /** Left behind half written: parts that are silent are armed first, and only then is the loan taken back. */
  readonly rollsBack?: boolean;
  /** The checkin that takes this loan back. */
  readonly undo?: { readonly transaction: TransactionId; readonly state: 'pending' | 'done' };
}

/** How a book makes itself known: by its tags, by its label, or by both. */
export interface Book {
  readonly item?: ItemRef;
  readonly parts: readonly Pick<Part, 'uid'>[];
}

export const hasTag = ({ parts }: Book, uid: string): boolean =>
  parts.some((part) => part.uid === uid);

/** A book is one line, whether its tag or its barcode is seen first. */
export const isSameBook = (a: Book, b: Book): boolean =>
  sameItem(a.item, b.item) || a.parts.some(({ uid }) => hasTag(b, uid));

/** What the tags of the line say to the gate, taken together: it is done when every part is. */
export function securityOf({ parts }: Line): ItemLine['security'] {
  const states = parts.map(({ security }) => security.state);
  const worst = (['pending', 'failed', 'not-needed'] as const).find((state) =>
    states.includes(state),
  );
  return worst ?? (states.length > 0 ? 'done' : 'not-needed');
}

export const isUndone = (line: Line): boolean => line.undo?.state === 'done';

/** Parts are still being waited for, or asked for; nothing has been done with the line. */
export const isGathering = ({ asksSet, looksUntil }: Line): boolean =>
  looksUntil !== undefined || asksSet === true;

/** Something is under way that must end before anybody is sent away. */
export const isInFlight = (line: Line): boolean =>
  (line.ils === 'pending' && !isGathering(line)) ||
  isAnyPart(line, 'pending') ||
  line.undo?.state === 'pending';

const isAnyPart = ({ parts }: Line, state: 'pending' | 'failed'): boolean =>
  parts.some(({ security }) => security.state === state);

export const hasFailed = (line: Line): boolean => isAnyPart(line, 'failed');

/** It is uncertain whether the loan was made, and nobody has taken it back. */
export const isInDoubt = (line: Line): boolean =>
  line.act === 'checkout' && line.ils === 'unknown' && line.undo === undefined;

/** The person cannot be sent away with this book yet. */
export const isUnresolved = (line: Line): boolean =>
  isInDoubt(line) || hasFailed(line) || isGathering(line);

/** It happened, and it stands. */
export const stands = (line: Line): boolean =>
  (line.ils === 'accepted' || line.ils === 'queued') && line.undo === undefined;

/** Its write failed and is not made good yet: the tag is needed on the pad. */
export const isAskedBack = ({ security }: Part): boolean =>
  security.state !== 'not-needed' && security.state !== 'done' && security.failures > 0;

export const needsPutBack = (line: Line): boolean => line.parts.some(isAskedBack);
