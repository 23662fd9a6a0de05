/** Work that no request waits for: the server lets it end before it closes the database. */
export class UnderWay {
  readonly #work = new Set<Promise<void>>();

  /** @param work tells of its own failure; it never rejects */
  add(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  /** Resolves when nothing is left, what was added meanwhile included. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
