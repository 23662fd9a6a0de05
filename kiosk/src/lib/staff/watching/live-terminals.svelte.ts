/** The terminals this account may see, kept live by the server's events. */
import type { Watched } from './answers.ts';
import { LiveSource } from './live-source.svelte.ts';

/** Data of one event: all terminals, or those that have changed. */
export interface TerminalsTold {
  readonly serverTime: number;
  readonly terminals?: readonly Watched[];
  readonly changed?: readonly Watched[];
}

/** A thousand terminals speak fifty times a second; what they say in this time is drawn together. Milliseconds. */
const GATHER_MS = 1_000;

export class LiveTerminals {
  list = $state.raw<readonly Watched[]>([]);
  readonly source: LiveSource<TerminalsTold>;
  #known = new Map<string, Watched>();
  #gathering: ReturnType<typeof setTimeout> | undefined;

  /** @param onRefused the server no longer knows the session */
  constructor(onRefused: () => void) {
    this.source = new LiveSource((told) => this.take(told), onRefused);
  }

  /** @returns what ends it */
  open(): () => void {
    const close = this.source.open('/api/staff/terminals/events?changes=true');
    return () => {
      clearTimeout(this.#gathering);
      this.#gathering = undefined;
      close();
    };
  }

  /** Who has not changed stays the same object, so that its line is not drawn anew. */
  take({ terminals, changed = [] }: TerminalsTold): void {
    if (terminals) {
      this.#known = new Map(terminals.map((one) => [one.id, one]));
      this.#show();
      return;
    }
    for (const one of changed) this.#known.set(one.id, one);
    this.#gathering ??= setTimeout(() => this.#show(), GATHER_MS);
  }

  #show(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.list = [...this.#known.values()];
  }
}
