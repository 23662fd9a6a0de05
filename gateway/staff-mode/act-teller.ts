/** Tells the server of each act, in order, whenever it answers; one that it will never take holds nothing up. */
import type { Terminal } from '../part.ts';
import type { ActLog } from './act-log.ts';
import { MOST_TOLD } from './rules/told-act.ts';
import type { StaffModeApi } from './staff-mode-api.ts';

/** After a server that did not take them. Milliseconds. */
const AGAIN_MS = 60_000;

export interface ActTellerOptions {
  readonly acts: ActLog;
  /** Undefined: a library's own system lies behind this terminal, and its own file is all the journal there is. */
  readonly api: Pick<StaffModeApi, 'tell'> | undefined;
  readonly clock: Pick<Terminal['clock'], 'at'>;
  readonly log: Pick<Terminal['log'], 'error'>;
}

export class ActTeller {
  readonly #options: ActTellerOptions;
  #isTelling = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: ActTellerOptions) {
    this.#options = options;
  }

  /** There may be one, and somebody to take it. */
  wake(): void {
    const { api, log } = this.#options;
    if (this.#isTelling || this.#isClosed || !api) return;
    this.#isTelling = true;
    void this.#tellAll(api).catch((error: unknown) => {
      log.error({ err: error }, 'what staff did at the machine was not told');
      this.#again();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #tellAll(api: Pick<StaffModeApi, 'tell'>): Promise<void> {
    const { acts, log } = this.#options;
    let most = MOST_TOLD;
    try {
      while (acts.untold.length > 0 && !this.#isClosed) {
        const some = acts.untold.slice(0, most);
        const answer = await api.tell(some);
        if (answer === 'not-now') return this.#again();
        // Which of them it is shows when they are told one by one.
        const isOne = some.length === 1;
        most = answer === 'never' ? 1 : most;
        if (answer === 'never' && isOne)
          log.error({ act: some[0]?.id, what: some[0]?.what }, 'the server takes no such act');
        if (answer === 'taken' || isOne) acts.told(some);
      }
    } finally {
      // Here, and not when the promise is looked at: an act that is kept in between would wait for the next one.
      this.#isTelling = false;
    }
  }

  #again(): void {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#options.clock.at(AGAIN_MS, () => this.wake());
  }
}
