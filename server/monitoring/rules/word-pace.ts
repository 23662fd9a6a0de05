/** How fast the words of one terminal are taken in: as fast as it can for a moment, then evenly (SE22). */

const EVERY_MS = 50;
const AT_ONCE = 40;

export class WordPace {
  /** Up to when the words that were taken have used up the time, by the monotonic clock. */
  #from = -Infinity;

  /** @param now milliseconds of a clock that nobody sets. @returns how long the word is to wait, milliseconds */
  take(now: number): number {
    this.#from = Math.max(this.#from, now - AT_ONCE * EVERY_MS) + EVERY_MS;
    return Math.max(0, this.#from - now);
  }
}
