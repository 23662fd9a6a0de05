/** Where an event belongs in time, when the terminal's clock may be wrong (docs/rules/circulation.md, T). */
import { CLOCK_UNCERTAINTY_MS } from './timeline.ts';
import type { TransactionFacts } from './transact.ts';

/** A van may be away for weeks; what is older than this has more likely come from a clock that was reset; milliseconds. */
export const OLDEST_PLAUSIBLE_MS = 60 * 86_400_000;

/** A clock that its terminal has put right by more than this was wrong: staff should look at it; milliseconds. */
export const WRONG_CLOCK_MS = 3_600_000;

export interface Place {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The clock cannot have been right: staff should look at the terminal. */
  readonly doubtful: boolean;
}

/**
 * A time ahead of the server's is brought back to it. Of a promise, one long ago is kept, because nothing better is known; but an attempt is
 * asked by somebody who stands there, whose loan must not be overdue at once. All three are flagged.
 */
export function placeInTime(
  { claimedAt, mode }: Pick<TransactionFacts, 'claimedAt' | 'mode'>,
  now: number,
  uncertainty = CLOCK_UNCERTAINTY_MS,
): Place {
  if (claimedAt > now + uncertainty) return { at: now, doubtful: true };
  const doubtful = claimedAt < now - OLDEST_PLAUSIBLE_MS;
  return { at: doubtful && mode === 'attempt' ? now : claimedAt, doubtful };
}

/** What else is known of a promise's time; all in epoch milliseconds. */
export interface JournalFacts {
  readonly act: TransactionFacts['act'];
  /** What the terminal says, as corrected by what it has learnt since. */
  readonly claimedAt: number;
  /** What the terminal took the time to be when it happened; absent: it did not say. */
  readonly byItsClock: number | undefined;
  /** Where the row before it in the terminal's journal was placed, whatever it is about. */
  readonly rowBefore: number | undefined;
  /** The latest event of the same book that is earlier in the same journal, where it would come after this one. */
  readonly sameBook: number | undefined;
  /** The latest event of the book. */
  readonly lastAt: number | undefined;
  readonly now: number;
}

/** The journal's order counts, never the clock (T12–T15). */
export function placeInJournal(
  { at, doubtful }: Place,
  facts: JournalFacts,
  uncertainty = CLOCK_UNCERTAINTY_MS,
): Place {
  const floor = Math.max(at, after(facts.sameBook), rowFloor(at, facts, uncertainty));
  const isTooEarly = floor - at > uncertainty || at < facts.now - OLDEST_PLAUSIBLE_MS;
  const place =
    isTooEarly && facts.act === 'checkin' ? Math.max(floor, after(facts.lastAt)) : floor;
  return { at: place, doubtful: doubtful || isTooEarly || wasPutRight(facts) };
}

const after = (at: number | undefined): number => (at === undefined ? -Infinity : at + 1);

/**
 * Rows of other books may have been placed by another terminal's loan (T8), a little ahead: within the uncertainty they say nothing. Nor does
 * one that lies in the server's own future: then it is the server's clock that was wrong.
 */
function rowFloor(at: number, { rowBefore, now }: JournalFacts, uncertainty: number): number {
  const says = rowBefore !== undefined && rowBefore <= now + uncertainty;
  return says && at < rowBefore - uncertainty ? after(rowBefore) : -Infinity;
}

const wasPutRight = ({ claimedAt, byItsClock }: JournalFacts): boolean =>
  byItsClock !== undefined && Math.abs(claimedAt - byItsClock) > WRONG_CLOCK_MS;
