/** Keeps count of whether the library answers, and asks on by itself while it does not count as answering though it is heard. */
import {
  afterSign,
  type Reach,
  type Sign,
  SLOW_MS,
  UNHEARD,
} from './ils/central/rules/reachability.ts';

export interface ReachWatchOptions {
  readonly monotonic: () => number;
  /** @returns cancels */
  readonly at: (delayMs: number, run: () => void) => () => void;
  /** Brings about another sign, where the line is up. */
  readonly probe: () => void;
  /** Each change once. */
  readonly onOnline: (online: boolean) => void;
}

/** While it is being watched whether all is well again. */
const PROBE_MS = 1_000;

export class ReachWatch {
  readonly #options: ReachWatchOptions;
  #reach: Reach = UNHEARD;
  #isClosed = false;
  #cancelProbe: () => void = () => undefined;

  constructor(options: ReachWatchOptions) {
    this.#options = options;
  }

  get online(): boolean {
    return this.#reach.online;
  }

  see(sign: Sign): void {
    if (this.#isClosed) return;
    const { monotonic, onOnline } = this.#options;
    const before = this.#reach.online;
    this.#reach = afterSign(this.#reach, sign, monotonic());
    this.#probeLater();
    if (this.#reach.online !== before) onOnline(this.#reach.online);
  }

  /** A question is on its way. @returns to be told whether it was answered; too late, it is a miss already */
  ask = (): ((isAnswer: boolean) => void) => {
    const { at, monotonic } = this.#options;
    const asked = monotonic();
    let isOver = false;
    const end = (inTime: boolean) => {
      if (isOver) return;
      isOver = true;
      cancel();
      this.see({ kind: 'answer', inTime, asked });
    };
    const cancel = at(SLOW_MS, () => end(false));
    return end;
  };

  close(): void {
    this.#isClosed = true;
    this.#cancelProbe();
  }

  #probeLater(): void {
    this.#cancelProbe();
    const { isLinked, online } = this.#reach;
    if (isLinked && !online)
      this.#cancelProbe = this.#options.at(PROBE_MS, () => {
        this.#options.probe();
        this.#probeLater();
      });
  }
}
