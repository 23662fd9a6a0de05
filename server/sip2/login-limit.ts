/** Failed logins are counted per account and address, and per address: a terminal with a wrong setting locks out itself and no other. */

const WINDOW_MS = 5 * 60_000;
const MOST_PER_ACCOUNT = 10;
/** A branch of many terminals may be behind one address. */
const MOST_PER_ADDRESS = 50;
/** Addresses kept in memory; the oldest go first. */
const MOST_KEPT = 10_000;

interface Count {
  readonly failures: number;
  readonly until: number;
}

export class LoginLimit {
  readonly #counts = new Map<string, Count>();

  /** @param now epoch milliseconds */
  allows(login: string, address: string, now: number): boolean {
    return (
      this.#failures(ofAccount(login, address), now) < MOST_PER_ACCOUNT &&
      this.#failures(address, now) < MOST_PER_ADDRESS
    );
  }

  count(login: string, address: string, now: number): void {
    for (const key of [ofAccount(login, address), address]) {
      const failures = this.#failures(key, now) + 1;
      const until = failures === 1 ? now + WINDOW_MS : (this.#counts.get(key)?.until ?? now);
      this.#keep(key, { failures, until });
    }
  }

  /** The right password: what went before was a slip. What others failed from this address stays counted. */
  forget(login: string, address: string): void {
    this.#counts.delete(ofAccount(login, address));
  }

  #failures(key: string, now: number): number {
    const count = this.#counts.get(key);
    return count && count.until > now ? count.failures : 0;
  }

  #keep(key: string, count: Count): void {
    this.#counts.delete(key);
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_KEPT && oldest !== undefined) this.#counts.delete(oldest);
  }
}

const ofAccount = (login: string, address: string): string => JSON.stringify([login, address]);
