/** Lets releases go on to the next ring when that is due, as long as the server runs (UP13). */
import type { Logger } from 'pino';
import type { AppDatabase } from '../db/registry.ts';
import { messageOf } from '../db/fault.ts';

export interface RingWatchDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly log: Logger;
}

/** Rings wait for hours: nobody is late by a few minutes. */
const LOOK_MS = 5 * 60_000;

export class RingWatch {
  readonly #deps: RingWatchDeps;
  #timer: NodeJS.Timeout;
  #underWay: Promise<void> = Promise.resolve();

  constructor(deps: RingWatchDeps, everyMs = LOOK_MS) {
    this.#deps = deps;
    const look = () => {
      this.#underWay = this.#look().finally(() => this.#timer.refresh());
    };
    this.#timer = setTimeout(look, everyMs).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#underWay;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const { db, log, now } = this.#deps;
    try {
      for (const went of await db.write('releases-advance', { now: now() }))
        log.info(went, 'a release goes on to the next ring');
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'releases could not be looked at');
    }
  }
}
