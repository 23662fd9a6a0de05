/** A clock whose timers ring late, or a moment early, as those of a busy computer: the test says when. */
import type { Clock } from '#gateway/session/clock.ts';

const MORNING = Date.UTC(2026, 10, 23, 1);

export class LateClock implements Clock {
  /** Timers set from now on ring so much too soon, as Node's may. Milliseconds. */
  earlyMs = 0;
  /** The clock is never at a whole millisecond. */
  fractionMs = 0;
  #passed = 0;
  #alarms: { readonly at: number; readonly run: () => void }[] = [];

  now = (): number => Math.round(MORNING + this.#passed);

  steady = (): number => this.#passed + this.fractionMs;

  at = (delayMs: number, run: () => void): (() => void) => {
    // Node takes less than a millisecond for one; and none rings in the moment in which it is set.
    const rings = Math.max(0.1, Math.max(1, delayMs) - this.earlyMs);
    const alarm = { at: this.#passed + rings, run };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  };

  /** Time passes, and the computer is busy: nothing rings. */
  goOnUnrung(ms: number): void {
    this.#passed += ms;
  }

  /** Each timer rings when it is due, and what was due before, late. */
  goOn(ms: number): void {
    const end = this.#passed + ms;
    for (let due = this.#next(end); due; due = this.#next(end)) {
      this.#passed = Math.max(this.#passed, due.at);
      this.#alarms = this.#alarms.filter((other) => other !== due);
      due.run();
    }
    this.#passed = end;
  }

  #next(until: number) {
    return this.#alarms.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= until);
  }
}
