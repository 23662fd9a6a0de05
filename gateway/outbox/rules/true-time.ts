/** When something really happened, worked out from clocks that may have been wrong at the time. */

/** What the terminal knew of time at one moment. */
export interface Reading {
  /** Wall clock, epoch milliseconds. */
  readonly wall: number;
  /** Milliseconds since the machine was switched on, or since something later in that boot. */
  readonly monotonic: number;
  /** Tells one boot's monotonic clock from another's. */
  readonly boot: string;
  /** Server clock minus wall clock, in milliseconds; undefined until the server was heard. */
  readonly serverOffset: number | undefined;
}

/**
 * Corrects the time of a row just before it is first sent. What was recorded while the server's time was known needs nothing. Else, within
 * one boot, the monotonic clock says how long ago it was, whatever was done to the wall clock since; across boots only the wall clock's own
 * error can be taken off, and it was before this boot.
 * @returns epoch milliseconds
 */
export function trueTime(occurredAt: number, then: Reading, now: Reading): number {
  if (then.serverOffset !== undefined || now.serverOffset === undefined) return occurredAt;
  const rightNow = now.wall + now.serverOffset;
  if (then.boot === now.boot) return Math.round(rightNow - (now.monotonic - then.monotonic));
  return Math.round(Math.min(occurredAt + now.serverOffset, rightNow - now.monotonic));
}
