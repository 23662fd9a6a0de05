/** So late a timer means that the process was busy: what arrived meanwhile has not been read yet. */
const LATE_MS = 15;
/** A computer that is always late would otherwise wait for ever. */
const MOST_RESTARTS = 5;

/**
 * Calls back when a line has been quiet for so long. Time in which this process could not listen does not count:
 * reading takes several turns of the event loop, and a slow computer must not cut a frame in two.
 */
export class QuietTimer {
  readonly #ms: number;
  readonly #onQuiet: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onQuiet: () => void) {
    this.#ms = ms;
    this.#onQuiet = onQuiet;
  }

  restart(): void {
    this.#restart(MOST_RESTARTS);
  }

  #restart(left: number): void {
    this.stop();
    const due = performance.now() + this.#ms;
    const timer = setTimeout(() => {
      if (left > 0 && performance.now() - due > LATE_MS) return this.#restart(left - 1);
      setImmediate(() => {
        if (this.#timer === timer) this.#onQuiet();
      });
    }, this.#ms);
    this.#timer = timer;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
