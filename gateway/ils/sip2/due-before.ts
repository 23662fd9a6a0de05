const KEPT = 1_000;

/** When loans were last seen to be due: all that later tells whether a renewal was carried out. */
export class DueBefore {
  readonly #due = new Map<string, number>();

  of = (identifier: string): number | undefined => this.#due.get(identifier);

  /** @param dueAt epoch milliseconds */
  see(identifier: string, dueAt: number): void {
    this.#due.delete(identifier);
    this.#due.set(identifier, dueAt);
    const oldest = this.#due.size > KEPT ? this.#due.keys().next().value : undefined;
    if (oldest !== undefined) this.#due.delete(oldest);
  }
}
