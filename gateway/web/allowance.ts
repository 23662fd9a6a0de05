/** How many commands a page may send: more than any finger taps, far less than a loop gone wild. */

const BURST = 40;
const PER_SECOND = 20;

export class Allowance {
  readonly #monotonic: () => number;
  #left = BURST;
  #at: number;

  /** @param monotonic milliseconds */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#at = monotonic();
  }

  /** @returns false when there is none left */
  take(): boolean {
    const now = this.#monotonic();
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1_000) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
