/** Of these many who ask it is remembered how often they did. */
const MOST_KNOWN = 10_000;

export interface AskLimits {
  readonly most: number;
  /** Within so long, milliseconds. */
  readonly withinMs: number;
}

/**
 * How often somebody may ask, by network or by terminal; in memory, so that a flood does not reach the database. What is
 * counted begins anew when the first of them is so old.
 */
export class AskLimit {
  readonly #limits: AskLimits;
  readonly #asked = new Map<string, { count: number; readonly until: number }>();

  constructor(limits: AskLimits) {
    this.#limits = limits;
  }

  /** Counts it. @returns undefined when it may be asked; else when again, epoch milliseconds */
  take(who: string, now: number): number | undefined {
    const { most, withinMs } = this.#limits;
    const known = this.#asked.get(who);
    if (known && now < known.until) {
      if (known.count >= most) return known.until;
      known.count += 1;
      return undefined;
    }
    // Set anew it stands last, as those do that were asked latest.
    this.#asked.delete(who);
    this.#asked.set(who, { count: 1, until: now + withinMs });
    this.#forgetOldest();
    return undefined;
  }

  #forgetOldest(): void {
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MOST_KNOWN && oldest !== undefined) this.#asked.delete(oldest);
  }
}
