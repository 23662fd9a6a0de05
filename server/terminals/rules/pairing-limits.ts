/** How long a code lasts, and how often one may be guessed at (docs/rules/pairing.md, PA5–PA8). Milliseconds. */

export const CODE_LIFE_MS = 600_000;
/** Codes open at a time in the whole network: a flood of strangers costs so many rows and no more. */
export const MOST_OPEN = 200;
/** Codes that one network may ask for within CODE_LIFE_MS: a room full of new terminals behind one address. */
export const MOST_ASKED = 40;
/** Wrong codes of an account, or of an address, after which neither may type another for CLOSED_MS. */
export const MOST_WRONG = 5;
export const CLOSED_MS = 600_000;

export interface WrongTries {
  /** Epoch milliseconds within CLOSED_MS before now, oldest first. */
  readonly ofAccount: readonly number[];
  readonly ofAddress: readonly number[];
}

/** @returns until when no code is looked at, epoch milliseconds; undefined: one may be typed */
export function closedUntil({ ofAccount, ofAddress }: WrongTries): number | undefined {
  const ends = [ofAccount, ofAddress]
    .map((tries) => tries.at(-MOST_WRONG))
    .filter((tried) => tried !== undefined)
    .map((tried) => tried + CLOSED_MS);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** Before pairing is closed. */
export const triesLeft = ({ ofAccount, ofAddress }: WrongTries): number =>
  Math.max(0, MOST_WRONG - Math.max(ofAccount.length, ofAddress.length));
