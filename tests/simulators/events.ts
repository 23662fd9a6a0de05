/** Collects what happens and lets a test wait for it, without sleeping. */
export class EventLog<Event> {
  readonly all: Event[] = [];
  readonly #waiting = new Set<() => void>();

  readonly push = (event: Event): void => {
    this.all.push(event);
    for (const look of [...this.#waiting]) look();
  };

  /** Resolves with the first event, past or future, that fits. The test's own time limit ends a vain wait. */
  find(fits: (event: Event) => boolean): Promise<Event> {
    return new Promise((resolve) => {
      const look = () => {
        const event = this.all.find(fits);
        if (event === undefined) return;
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves when at least so many events fit. */
  async count(fits: (event: Event) => boolean, times: number): Promise<void> {
    await this.find(() => this.all.filter(fits).length >= times);
  }
}
