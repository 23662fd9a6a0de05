/** Does the tasks of the night when they are due, as long as the server runs. */
import type { Logger } from 'pino';
import type { AppDatabase } from '../db/registry.ts';
import { messageOf } from '../db/fault.ts';
import { isDue } from './rules/night.ts';
import { tidy } from './tidy.ts';

export interface NightShiftDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly log: Logger;
  readonly keepLoanHistoryDays: number;
}

/** How often it is looked whether they are due. */
const LOOK_MS = 10 * 60_000;
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

export class NightShift {
  readonly #deps: NightShiftDeps;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout;
  #underWay: Promise<void> = Promise.resolve();

  /** Looks for the first time after `firstLookMs`: who has just started has other things to do. */
  constructor(deps: NightShiftDeps, firstLookMs = 60_000) {
    this.#deps = deps;
    this.#timer = this.#lookIn(firstLookMs);
  }

  #lookIn(ms: number): NodeJS.Timeout {
    const look = () => {
      this.#underWay = this.#doWhatIsDue().finally(() => {
        if (!this.#stopping.signal.aborted) this.#timer = this.#lookIn(LOOK_MS);
      });
    };
    return setTimeout(look, ms).unref();
  }

  async #doWhatIsDue(): Promise<void> {
    const { db, now, log, keepLoanHistoryDays } = this.#deps;
    try {
      if (!isDue(await db.read('task-run', { task: 'tidy' }), now(), TIME_ZONE)) return;
      const signal = this.#stopping.signal;
      const done = await tidy({ db, now: now(), keepLoanHistoryDays, signal });
      log.info(done, 'the tasks of the night are done');
    } catch (error) {
      log.warn(
        { reason: messageOf(error) },
        'the tasks of the night have failed and will be tried again',
      );
    }
  }

  /** Resolves when what is under way has come to a good place to stop. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#underWay;
  }
}
