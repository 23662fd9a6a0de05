/** A release proves itself: as well as the version before it, within its time; else it takes itself back (UP20, UP21). */
import type { Logger } from 'pino';
import type { ReleaseFolder } from './release-folder.ts';
import { missing, type Seen, type Trial } from './rules/trial.ts';

export interface TrialWatchOptions {
  readonly releases: Pick<ReleaseFolder, 'goBack' | 'has' | 'settle' | 'sweep' | 'forgetTrial'>;
  readonly clock: {
    /** Epoch milliseconds. */
    now(): number;
    monotonic(): number;
    at(delayMs: number, run: () => void): () => void;
  };
  readonly log: Logger;
  readonly seen: () => Seen;
  /** Somebody stands there: nothing is changed under their hands. */
  readonly isBusy: () => boolean;
  /** Milliseconds until it must have proved good. */
  readonly proveMs: number;
  /** It has proved good, or cannot be taken back. */
  readonly onSettled: () => void;
  /** It was taken back: the version before is to be started. */
  readonly onReturned: () => void;
}

const LOOK_MS = 1_000;
/** What falls over after a few seconds has not proved good in the first: a fifteenth of the time, 20 s of five minutes. */
const LEAST = 1 / 15;

export class TrialWatch {
  readonly #options: TrialWatchOptions;
  readonly #trial: Trial;
  readonly #begun: number;
  #cancel: () => void = () => undefined;

  constructor(trial: Trial, options: TrialWatchOptions) {
    this.#trial = trial;
    this.#options = options;
    this.#begun = options.clock.monotonic();
    this.#look();
  }

  close(): void {
    this.#cancel();
  }

  #look = (): void => {
    const { clock, isBusy, proveMs, seen } = this.#options;
    const [why] = missing(this.#trial.expected, seen());
    const passed = clock.monotonic() - this.#begun;
    try {
      if (why === undefined && passed >= proveMs * LEAST) return this.#settle();
      if (why !== undefined && passed >= proveMs && !isBusy()) return this.#goBack(why);
    } catch (err) {
      // The disk takes nothing now. It is tried again; at last the launcher decides.
      this.#options.log.error({ err }, 'what became of the trial could not be kept');
    }
    this.#cancel = clock.at(LOOK_MS, this.#look);
  };

  #settle(): void {
    const { clock, log, onSettled, releases } = this.#options;
    const { from, version } = this.#trial;
    releases.settle({ version, at: clock.now() });
    log.info({ version, from }, 'the new version has proved good');
    // The one before stays: whoever must may lead the link back by hand.
    releases.sweep([version, from]);
    onSettled();
  }

  #goBack(why: string): void {
    const { clock, log, onReturned, onSettled, releases } = this.#options;
    const { from, version } = this.#trial;
    if (!releases.has(from)) {
      log.error({ version, from, why }, 'the new version is not well, and the one before is gone');
      releases.forgetTrial();
      return onSettled();
    }
    log.error({ version, from, why }, 'the new version is not well: back to the one before');
    releases.goBack(this.#trial, { at: clock.now(), why });
    onReturned();
  }
}
