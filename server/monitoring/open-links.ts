/** The links that terminals hold to this server now: something for them need not wait until they speak again. */

/** What an open link can be asked to pass on. */
export interface OpenLink {
  /** Something may be waiting for this terminal. */
  look(): void;
  close(code: number, reason: string): void;
}

export class OpenLinks {
  readonly #links = new Map<string, OpenLink>();
  /** By terminal: the last step of what is being done with its words. */
  readonly #work = new Map<string, Promise<void>>();

  /** @returns the link it replaces */
  add(terminalId: string, link: OpenLink): OpenLink | undefined {
    const before = this.#links.get(terminalId);
    this.#links.set(terminalId, link);
    return before;
  }

  /** Unless another one has taken its place. */
  remove(terminalId: string, link: OpenLink): void {
    if (this.#links.get(terminalId) === link) this.#links.delete(terminalId);
  }

  /**
   * One after the other for each terminal, whichever link a word came over: who has waited in vain for an answer dials again, and an older
   * state must not be written over a newer one.
   * @param step tells of its own failure; it never rejects
   */
  inTurn(terminalId: string, step: () => Promise<void>): Promise<void> {
    const done = (this.#work.get(terminalId) ?? Promise.resolve()).then(step);
    this.#work.set(terminalId, done);
    void done.then(() => {
      if (this.#work.get(terminalId) === done) this.#work.delete(terminalId);
    });
    return done;
  }

  /** A terminal of another server hears of it when it speaks to that one, within 20 s. */
  orderGiven = (terminalId: string): void => this.#links.get(terminalId)?.look();

  /** Staff have renamed, moved or revoked it: its link ends now rather than at its next word (PA34). */
  terminalChanged = (terminalId: string): void => this.#links.get(terminalId)?.look();

  settingsChanged(): void {
    for (const link of this.#links.values()) link.look();
  }
}
