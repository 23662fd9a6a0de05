/** After the disk failed: out of service, and asked again and again until it takes a commit. */

export interface DiskWatchOptions {
  /** Whether it takes a commit, and all goes on. */
  readonly canWrite: () => boolean;
  /** @returns cancels */
  readonly at: (delayMs: number, run: () => void) => () => void;
  /** Each change once. */
  readonly onChange: (writable: boolean) => void;
}

const EVERY_MS = 5_000;

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #cancel: (() => void) | undefined;
  #isClosed = false;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  failed(): void {
    if (this.#cancel || this.#isClosed) return;
    this.#ask();
    this.#options.onChange(false);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  #ask(): void {
    // Asking may have shown that the file is of no use any more.
    if (this.#isClosed) return;
    this.#cancel = this.#options.at(EVERY_MS, () => {
      if (!this.#options.canWrite()) return this.#ask();
      this.#cancel = undefined;
      this.#options.onChange(true);
    });
  }
}
