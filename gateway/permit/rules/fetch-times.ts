/** When a terminal asks for its permit: a whole network of them comes back at once after an outage (PM52). */
import { type BackOff, delayAfter } from '../../back-off.ts';

/** The server makes a new one about as often. */
const EVERY_MS = 30 * 60_000;
/** How much of it chance takes off or adds. */
const SPREAD = 0.1;
/** Whoever had one before can wait for the first rush to be over, even if it has ended meanwhile: the server is there. */
const RUSH_MS = 60_000;
const BACK_OFF: BackOff = { firstMs: 5_000, longestMs: EVERY_MS };

/** How the last attempt ended. */
export interface LastFetch {
  /** Some permit lies here. */
  readonly hasPermit: boolean;
  /** Attempts that came to nothing since the last that did not. */
  readonly failures: number;
  /** Milliseconds since the last attempt that did not fail; undefined: none since the start. */
  readonly ago: number | undefined;
}

/**
 * From now, the server having just been reached.
 * @param random from 0 up to 1
 * @returns milliseconds
 */
export function delayWhenReached({ hasPermit, ago }: LastFetch, random: number): number {
  const rush = hasPermit ? Math.round(random * RUSH_MS) : 0;
  return ago === undefined ? rush : Math.max(rush, EVERY_MS - ago);
}

/** From the end of an attempt, the server being reached. As `delayWhenReached`. */
export function delayAfterFetch({ failures }: LastFetch, random: number): number {
  if (failures > 0) return delayAfter(failures, BACK_OFF, random);
  return Math.round(EVERY_MS * (1 - SPREAD + random * 2 * SPREAD));
}
