/** How often a password may be tried. */
export const WINDOW_MS = 15 * 60_000;
/** Whoever guesses at one account is stopped early; a room of librarians behind one address is not. */
const MOST_PER_ACCOUNT = 8;
const MOST_PER_ADDRESS = 40;

/** What comes from a browser that is known is counted under this and its number; all else under the network it came from. */
export const BROWSER = 'browser ';

export interface RecentAttempts {
  /** Attempts within WINDOW_MS before now, oldest first, epoch milliseconds. */
  readonly ofAccount: readonly number[];
  readonly ofAddress: readonly number[];
}

/** @returns undefined when it may be tried now; else when it may be tried again, epoch milliseconds */
export function blockedUntil({ ofAccount, ofAddress }: RecentAttempts): number | undefined {
  const ends = [freeAgain(ofAccount, MOST_PER_ACCOUNT), freeAgain(ofAddress, MOST_PER_ADDRESS)];
  const latest = Math.max(...ends.map((end) => end ?? 0));
  return latest > 0 ? latest : undefined;
}

/** The oldest attempt that still counts leaves the window first. */
function freeAgain(attempts: readonly number[], most: number): number | undefined {
  const counting = attempts.at(-most);
  return counting === undefined ? undefined : counting + WINDOW_MS;
}
