/** When a permit counts (PM11). */

export interface Moment {
  /** Epoch milliseconds, corrected by the server's clock where that is known. */
  readonly now: number;
  /** By the terminal's time floor. */
  readonly timeKnown: boolean;
}

/** A clock that runs somewhat behind the server's is no reason to lend nothing. Milliseconds. */
const TOLERANCE_MS = 120_000;

/**
 * The server's clock had certainly come to `madeAt`: before that, whatever else is thought to be known, the clock is wrong, and
 * would prolong the permit.
 */
export const isInForce = (
  { endsAt, madeAt }: { readonly madeAt: number; readonly endsAt: number },
  { now, timeKnown }: Moment,
): boolean => timeKnown && now >= madeAt - TOLERANCE_MS && now <= endsAt;
