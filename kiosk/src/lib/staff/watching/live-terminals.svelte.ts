/** The terminals this account may see, kept live by the server's events. */
import type { Watched } from './answers.ts';
import { LiveSource } from './live-source.svelte.ts';
import { merged } from './merged.ts';

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
  #changed: Watched[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;

  /** @param onRefused the server no longer knows the session */
  constructor(onRefused: () => void) {
    this.source = new LiveSource((told) => this.#take(told), onRefused);
  }

  /** @returns what ends it */
  open(): () => void {
    const close = this.source.open('/api/staff/terminals/events?changes=true');
    return () => {
      this.#forget();
      close();
    };
  }

  #take({ terminals, changed = [] }: TerminalsTold): void {
    if (terminals) {
      this.#forget();
      this.list = terminals;
      return;
    }
    this.#changed.push(...changed);
    this.#gathering ??= setTimeout(() => this.#draw(), GATHER_MS);
  }

  #draw(): void {
    const changed = this.#changed;
    this.#forget();
    this.list = merged(this.list, changed);
  }

  #forget(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#changed = [];
  }
}
