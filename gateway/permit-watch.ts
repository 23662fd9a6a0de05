/** Says when the terminal may lend by its permit, or no longer may: one is taken, ends, or the time is not known any more (PM11). */
import type { Permit } from './permit/permit.ts';
import type { PermitKeeper, PermitState } from './permit/permit-keeper.ts';
import type { TerminalClock } from './terminal-clock.ts';

export interface PermitWatchOptions {
  readonly permits: Pick<PermitKeeper, 'current' | 'state'>;
  readonly clock: Pick<TerminalClock, 'now' | 'at'>;
  readonly timeKnown: () => boolean;
  /** Each change once; until the first one, nothing is lent. */
  readonly onChange: (lends: boolean) => void;
}

/** The wall clock may be set at any moment, and a permit end by that. */
const EVERY_MS = 10_000;

export class PermitWatch {
  readonly #options: PermitWatchOptions;
  #lends = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: PermitWatchOptions) {
    this.#options = options;
    this.#ask();
  }

  /** What may be lent by now. */
  get permit(): Permit | undefined {
    const { clock, permits, timeKnown } = this.#options;
    const permit = permits.current({ now: clock.now(), timeKnown: timeKnown() });
    return permit?.lends ? permit : undefined;
  }

  /** For reports: nothing of it is about a person. */
  get health(): PermitState & { readonly lends: boolean } {
    return { ...this.#options.permits.state, lends: this.#lends };
  }

  /** Something has changed that it may rest on. */
  check(): void {
    const lends = this.permit !== undefined;
    if (this.#isClosed || lends === this.#lends) return;
    this.#lends = lends;
    this.#ask();
    this.#options.onChange(lends);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #ask(): void {
    this.#cancel();
    const { clock } = this.#options;
    const left = (this.permit?.endsAt ?? Infinity) + 1 - clock.now();
    this.#cancel = clock.at(Math.max(0, Math.min(EVERY_MS, left)), () => {
      this.check();
      this.#ask();
    });
  }
}
