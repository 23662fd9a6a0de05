/** What the terminal has done since it was started, in numbers: for the staff page, never about a person. */
import type { TerminalState } from './ils/central/link.ts';
import type { Snapshot } from './messages.ts';
import { type Done, NOTHING_DONE, tallyOf } from './visit-tally.ts';

type Counts = Done & { readonly receipts: number };

export class Counters {
  readonly #from: number;
  #done: Counts = { ...NOTHING_DONE, receipts: 0 };
  #last: Snapshot | undefined;

  /** @param from epoch milliseconds of the start */
  constructor(from: number) {
    this.#from = from;
  }

  /** A visit counts when the next one begins: what was undone meanwhile has not been done. */
  see(snapshot: Snapshot): void {
    const before = this.#last;
    this.#last = snapshot;
    if (before && before.sessionId !== snapshot.sessionId) this.add(tallyOf(before));
  }

  add(more: Partial<Counts>): void {
    const done = this.#done;
    this.#done = {
      visits: done.visits + (more.visits ?? 0),
      checkouts: done.checkouts + (more.checkouts ?? 0),
      checkins: done.checkins + (more.checkins ?? 0),
      renewals: done.renewals + (more.renewals ?? 0),
      refusals: done.refusals + (more.refusals ?? 0),
      receipts: done.receipts + (more.receipts ?? 0),
    };
  }

  get state(): NonNullable<TerminalState['counters']> {
    return { from: this.#from, ...this.#done };
  }
}
