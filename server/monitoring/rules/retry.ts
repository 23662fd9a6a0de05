/** When what could not be delivered is tried again (TH57). */

const FIRST_MS = 15_000;
const LONGEST_MS = 3_600_000;
export const GIVE_UP_MS = 86_400_000;

/** @param attempts that have failed, at least 1. @returns epoch milliseconds; undefined: it is given up, a day after it came up */
export function retryAt(attempts: number, createdAt: number, now: number): number | undefined {
  const at = now + Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
  return at - createdAt > GIVE_UP_MS ? undefined : at;
}
