/** A row of which the library's system cannot tell what became of it: how often it is asked, and when a person must see to it. */

/** From one look-up that could not tell to the next; after the last of them staff have to find out. Milliseconds. */
const WAITS_MS = [2_000, 20_000, 60_000] as const;

/** It may come to light all the same: asked so often from then on. Milliseconds. */
export const DAILY_MS = 24 * 3_600_000;

/** So many look-ups could not tell: then it holds up nothing behind it any more, because nobody knows when it will be decided (O5). */
export const LOOKS = WAITS_MS.length + 1;

export interface Unclear {
  /** How many look-ups could not tell. */
  readonly unclear: number;
  /** When the last of them was, epoch milliseconds by the terminal's clock. */
  readonly askedAt: number | undefined;
}

/** One that is asked about out of turn, by somebody who waits, counts no look-up. A clock set back does. */
export function isCounted({ askedAt, unclear }: Unclear, now: number): boolean {
  const wait = WAITS_MS[unclear - 1] ?? 0;
  return askedAt === undefined || Math.abs(now - askedAt) >= wait;
}
