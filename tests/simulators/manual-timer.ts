/** A clock that stands still until a test moves it. */
import type { Timer } from '#gateway/outbox/relay.ts';

export class ManualTimer implements Timer {
  #now: number;
  #alarms: { readonly at: number; readonly run: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now = (): number => this.#now;

  at(delayMs: number, run: () => void): () => void {
    const alarm = { at: this.#now + delayMs, run };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Milliseconds until the next alarm; undefined when none is set. */
  nextIn(): number | undefined {
    if (this.#alarms.length === 0) return undefined;
    return Math.min(...this.#alarms.map(({ at }) => at)) - this.#now;
  }

  /** Moves on, ringing each alarm at its time and letting what it starts go as far as it can. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let due = this.#due(end); due; due = this.#due(end)) {
      this.#now = Math.max(this.#now, due.at);
      this.#alarms = this.#alarms.filter((other) => other !== due);
      due.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  #due(end: number) {
    return this.#alarms.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
  }
}

/** Lets promises that wait for nothing outside run to their end. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
