/**
 * Calls back when a line has been quiet for so long. A busy process may run the timer while bytes already wait to be
 * read; they are given one turn of the event loop first, so that a slow computer does not cut frames in two.
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
    this.stop();
    const timer = setTimeout(() => {
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
