/** Faults that a hand at the bench has set and that wait for their moment, by tag: what the page shows beside each book. */
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { FiredFault } from '#tests/simulators/simulated-reader.ts';
import type { PullAwayAt } from './bench-messages.ts';

export class ArmedFaults {
  readonly pulls = new Map<string, PullAwayAt>();
  readonly failures = new Map<string, number>();
  /** Whether it has been told of, since it was set. */
  readonly #flickers = new Map<string, 'armed' | 'told'>();

  flicker(uid: string, oneIn: number): void {
    if (oneIn > 1) this.#flickers.set(uid, 'armed');
    else this.#flickers.delete(uid);
  }

  /** @returns whether it is news: a tag at the edge is missed several times a second */
  hasFired(fault: FiredFault['fault'], uid: string | undefined): boolean {
    if (fault === 'flicker') return this.#tellFlicker();
    if (fault === 'pull-away') this.#pulledAway(uid);
    if (fault === 'write-failure' && uid !== undefined) {
      this.failures.set(uid, Math.max(0, (this.failures.get(uid) ?? 0) - 1));
    }
    return true;
  }

  /** Of a set, what is worst. */
  of(tags: readonly BookTag[]) {
    const pull = tags.map(({ uid }) => this.pulls.get(uid)).find((at) => at !== undefined);
    return {
      failingWrites: Math.max(...tags.map(({ uid }) => this.failures.get(uid) ?? 0)),
      flickers: tags.some(({ uid }) => this.#flickers.has(uid)),
      ...(pull === undefined ? {} : { pullAwayAt: pull }),
    };
  }

  #pulledAway(uid: string | undefined): void {
    if (uid !== undefined) this.pulls.delete(uid);
  }

  #tellFlicker(): boolean {
    const untold = [...this.#flickers].filter(([, state]) => state === 'armed');
    for (const [uid] of untold) this.#flickers.set(uid, 'told');
    return untold.length > 0;
  }
}
