/**
 * Looks at how terminals are, on each word of theirs and as time goes by, and writes down what has opened or closed. All it knows is in
 * the database: it may stop at any moment, and where several servers look, one writes (docs/rules/terminal-health.md, TH8).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import { messageOf } from '../db/fault.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { TerminalNews } from './terminal-news.ts';

export interface WatcherDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly log: Logger;
  readonly news: TerminalNews;
  /** Something has opened or closed: whoever delivers notices may have something to do. */
  readonly onChange: () => void;
}

/** Words that come together are looked at together: between two looks there is so much time at least. */
const GATHER_MS = 200;
/** Another server may have heard what this one has not. */
const MOST_MS = 15_000;
/** Every terminal, and what is of the whole network, is looked at so often. */
const ALL_MS = 60_000;
/** A word may be written down a moment after the time that it bears. */
const OVERLAP_MS = 5_000;
/** Of one command: lending goes on between. */
const CHANGES = 50;

export class Watcher {
  readonly #deps: WatcherDeps;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #listeningSince: number;
  #lookedAt: number | undefined;
  #lookedAtAll: number | undefined;

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
    this.#listeningSince = deps.now();
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { news, log } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const seen = news.version;
      let wait = MOST_MS;
      try {
        wait = await this.#look();
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'terminals could not be looked at');
      }
      // After a quiet time the first word is looked at at once; a crowd of them together.
      await delay(Math.min(GATHER_MS, wait), undefined, { signal }).catch(() => undefined);
      await news.next(seen, Math.max(0, wait - GATHER_MS), signal);
    }
  }

  /** @returns for how long nothing moves on by itself; milliseconds */
  async #look(): Promise<number> {
    const { db, now, onChange } = this.#deps;
    const at = now();
    // A clock that has been put back must not blind us until it shows again what it showed.
    if (at < (this.#lookedAt ?? at)) this.#lookedAtAll = undefined;
    this.#listeningSince = Math.min(this.#listeningSince, at);
    const isAll = this.#lookedAtAll === undefined || at - this.#lookedAtAll >= ALL_MS;
    const since = isAll ? undefined : (this.#lookedAt ?? 0) - OVERLAP_MS;
    const { changes, next } = await db.read('alerts-due', {
      ...{ now: at, since },
      listeningSince: this.#listeningSince,
    });
    let written = 0;
    for (let first = 0; first < changes.length; first += CHANGES) {
      const some = changes.slice(first, first + CHANGES).map((one) => ({ ...one, id: newId() }));
      written += await db.write('alerts-apply', { now: at, changes: some });
    }
    if (isAll) written += await db.write('alerts-close-removed', { now: at });
    this.#lookedAt = at;
    if (isAll) this.#lookedAtAll = at;
    if (written > 0) onChange();
    return Math.max(0, Math.min(MOST_MS, (next ?? Infinity) - now()));
  }
}
