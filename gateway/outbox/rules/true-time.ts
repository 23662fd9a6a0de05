/** When something really happened, worked out from clocks that may have been wrong at the time. */

/** What the terminal knew of time at one moment. */
export interface Reading {
  /** Wall clock, epoch milliseconds. */
  readonly wall: number;
  /** Milliseconds since some moment of this boot; only differences mean anything. */
  readonly monotonic: number;
  /** Tells one boot's monotonic clock from another's. */
  readonly boot: string;
  /** Server clock minus wall clock, in milliseconds; undefined until the server was heard. */
  readonly serverOffset: number | undefined;
}

/**
 * Corrects the time of a row just before it is first sent. What was recorded while the server's offset was
 * known needs nothing. Else, within one boot, the monotonic clock says how long ago it was, whatever was done
 * to the wall clock since; across boots only the wall clock's own error can be taken off.
 * @returns epoch milliseconds
 */
export function trueTime(occurredAt: number, then: Reading, now: Reading): number {
  if (then.serverOffset !== undefined || now.serverOffset === undefined) return occurredAt;
  if (then.boot !== now.boot) return occurredAt + now.serverOffset;
  const before = occurredAt - then.wall;
  return Math.round(now.wall + now.serverOffset - (now.monotonic - then.monotonic) + before);
}
