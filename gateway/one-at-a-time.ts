/** Work of which one is under way at a time; asked for meanwhile, it is done once more. */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  #isWanted = false;
  #running: Promise<void> | undefined;

  /** @param work does all that there is to do, and never rejects */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  wake(): void {
    this.#isWanted = true;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Begins nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#work();
      }
    } finally {
      // Here, and not when the promise is looked at: who asks in between would be forgotten.
      this.#running = undefined;
    }
  }
}
