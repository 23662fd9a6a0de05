/** A scanner in presentation mode says the same code again and again while it lies in view. */
const WITHIN_MS = 1500;

export class RepeatFilter {
  #digest: number | undefined;
  #at = -Infinity;

  /** Whether this scan is the one before, still in view. Each repeat extends the time. */
  isRepeat(text: string, now: number): boolean {
    const digest = digestOf(text);
    const repeat = digest === this.#digest && now - this.#at < WITHIN_MS;
    this.#digest = digest;
    this.#at = now;
    return repeat;
  }
}

/** FNV-1a with 32 bits: enough to know a text again, and nobody's papers are kept until the next scan. */
function digestOf(text: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return digest;
}
