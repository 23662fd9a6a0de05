/** Where an event belongs in time, when the terminal's clock may be wrong (docs/rules/circulation.md, T). */
import { CLOCK_UNCERTAINTY_MS } from './timeline.ts';
import type { TransactionFacts } from './transact.ts';

/** A van may be away for weeks; what is older than this has more likely come from a clock that was reset; milliseconds. */
export const OLDEST_PLAUSIBLE_MS = 60 * 86_400_000;

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
