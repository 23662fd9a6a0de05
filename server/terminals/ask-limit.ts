import { CODE_LIFE_MS, MOST_ASKED } from './rules/pairing-limits.ts';

/** Of these many networks it is remembered how often they asked. */
const MOST_NETWORKS = 10_000;

/**
 * How often somebody without a name may ask, by network; in memory, so that a flood does not reach the database. What is
 * counted begins anew when the first of them is ten minutes old.
 */
export class AskLimit {
  readonly #asked = new Map<string, { count: number; readonly until: number }>();

  /** Counts it. @returns undefined when it may be asked; else when again, epoch milliseconds */
  take(network: string, now: number): number | undefined {
    const known = this.#asked.get(network);
    if (known && now < known.until) {
      if (known.count >= MOST_ASKED) return known.until;
      known.count += 1;
      return undefined;
    }
    // Set anew it stands last, as those do that were asked latest.
    this.#asked.delete(network);
    this.#asked.set(network, { count: 1, until: now + CODE_LIFE_MS });
    this.#forgetOldest();
    return undefined;
  }

  #forgetOldest(): void {
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MOST_NETWORKS && oldest !== undefined) this.#asked.delete(oldest);
  }
}
