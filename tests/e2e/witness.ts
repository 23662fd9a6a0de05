/** What the person in front of the screen was told, taken from the page's own socket. */
import type { Page } from '@playwright/test';
import type { GatewayMessage, ItemLine, Snapshot } from '#gateway/messages.ts';

export class Witness {
  readonly #snapshots: Snapshot[] = [];
  readonly #watchers = new Set<(snapshot: Snapshot) => void>();
  /** Times the page was loaded. */
  loads = 0;

  constructor(page: Page) {
    page.on('load', () => this.loads++);
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.#take(payload.toString()));
    });
  }

  get last(): Snapshot | undefined {
    return this.#snapshots.at(-1);
  }

  /** Every state of the lines that the screen has shown. */
  get lines(): readonly ItemLine[] {
    return this.#snapshots.flatMap(({ lines }) => lines);
  }

  /** Resolves with the first snapshot from the last one on that fits. */
  until(fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    if (this.last && fits(this.last)) return Promise.resolve(this.last);
    return new Promise((resolve) => {
      const watcher = (snapshot: Snapshot): void => {
        if (!fits(snapshot)) return;
        this.#watchers.delete(watcher);
        resolve(snapshot);
      };
      this.#watchers.add(watcher);
    });
  }

  #take(text: string): void {
    const message = JSON.parse(text) as GatewayMessage;
    if (message.kind !== 'snapshot') return;
    this.#snapshots.push(message.snapshot);
    for (const watch of [...this.#watchers]) watch(message.snapshot);
  }
}
