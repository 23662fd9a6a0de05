/** Where an event belongs in time, when the terminal's clock may be wrong (docs/rules/circulation.md, T). */
import { CLOCK_UNCERTAINTY_MS } from './timeline.ts';

/** A van may be away for weeks; what is older than this has more likely come from a clock that was reset; milliseconds. */
export const OLDEST_PLAUSIBLE_MS = 60 * 86_400_000;

export interface Place {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The clock cannot have been right: staff should look at the terminal. */
  readonly doubtful: boolean;
}

/** A time ahead of the server's is brought back to it; one long ago is kept, because nothing better is known. Both are flagged. */
export function placeInTime(claimedAt: number, now: number): Place {
  if (claimedAt > now + CLOCK_UNCERTAINTY_MS) return { at: now, doubtful: true };
  return { at: claimedAt, doubtful: claimedAt < now - OLDEST_PLAUSIBLE_MS };
}
