import { digestOf } from './digest.ts';

/** A scanner in presentation mode says the same code again and again while it lies in view. */
const WITHIN_MS = 1500;

export class RepeatFilter {
  #digest: number | undefined;
  #at = -Infinity;

  /** Whether this scan is the one before, still in view. Each repeat extends the time. */
  isRepeat(text: string, now: number): boolean {
    const digest = digestOf(Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
    const repeat = digest === this.#digest && now - this.#at < WITHIN_MS;
    this.#digest = digest;
    this.#at = now;
    return repeat;
  }
}
