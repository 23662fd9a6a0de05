/** How long to wait before trying again, so that a returning server is not met by every terminal at once. */

export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Doubles from `firstMs` up to `longestMs`, then takes any part of it: what failed for all at the same moment comes
 * back spread over the whole of the wait (O38).
 * @param failures how many tries failed so far, at least 1
 * @param random from 0 up to 1
 * @returns milliseconds
 */
export function delayAfter(failures: number, { firstMs, longestMs }: BackOff, random: number) {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * random);
}
