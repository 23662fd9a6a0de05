/** Tells the server of each act, in order, whenever it answers; one that it will never take holds nothing up. */
import { OneAtATime } from '../one-at-a-time.ts';
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
  readonly #telling = new OneAtATime(() => this.#tell());
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: ActTellerOptions) {
    this.#options = options;
  }

  /** There may be one, and somebody to take it. */
  wake(): void {
    if (!this.#isClosed && this.#options.api) this.#telling.wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #tell(): Promise<void> {
    const { api, log } = this.#options;
    try {
      if (api) await this.#tellAll(api);
    } catch (error) {
      log.error({ err: error }, 'what staff did at the machine was not told');
      this.#again();
    }
  }

  async #tellAll(api: Pick<StaffModeApi, 'tell'>): Promise<void> {
    const { acts, log } = this.#options;
    let most = MOST_TOLD;
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
  }

  #again(): void {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#options.clock.at(AGAIN_MS, () => this.wake());
  }
}
