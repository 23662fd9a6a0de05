/** A scanner in presentation mode says the same code again and again while it lies in view. */
const WITHIN_MS = 1500;

export class RepeatFilter {
  #text: string | undefined;
  #at = -Infinity;

  /** Whether this scan is the one before, still in view. Each repeat extends the time. */
  isRepeat(text: string, now: number): boolean {
    const repeat = text === this.#text && now - this.#at < WITHIN_MS;
    this.#text = text;
    this.#at = now;
    return repeat;
  }
}
