/** How long the desk's own PIN is not asked for after wrong ones (D5). */

const FREE_TRIES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;

/** @param failures wrong PINs since the last right one */
export const triesLeft = (failures: number): number => Math.max(0, FREE_TRIES - failures);

/**
 * Doubled with each wrong PIN beyond the free ones. It is counted by a clock that nobody sets, and begins anew when
 * the gateway does, so that neither the wall clock nor a plug pulled out shortens it.
 * @returns milliseconds; 0 = none
 */
export function lockAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_TRIES));
}
