/** Wrong PINs of one terminal, over all numbers: who types one PIN to every number is stopped there, and only there (SE34). */

export const TRIES_WINDOW_MS = 15 * 60_000;

/** What a class mistypes together, and less than a hand types in a quarter of an hour. */
export const MOST_AT_TERMINAL = 30;
/** Behind one account of SIP2 there may be all kiosks of a library. */
export const MOST_AT_SIP2_ACCOUNT = 300;

/**
 * @param wrong when, oldest first, epoch milliseconds
 * @returns until when no PIN is looked at there, epoch milliseconds; undefined: one may be given
 */
export function shutUntil(wrong: readonly number[], most: number, now: number): number | undefined {
  const until = (wrong.at(-most) ?? -Infinity) + TRIES_WINDOW_MS;
  return until > now ? until : undefined;
}
