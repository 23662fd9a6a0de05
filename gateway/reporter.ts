/** Tells the server how the terminal is, when something has changed that it wants to know. */
import type { TerminalState } from './ils/central/link.ts';

export interface ReporterOptions {
  readonly state: () => TerminalState;
  readonly send: () => void;
}

export class Reporter {
  readonly #options: ReporterOptions;
  #told = '';

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Something may have changed. */
  report(): void {
    const news = newsOf(this.#options.state());
    if (news === this.#told) return;
    this.#told = news;
    this.#options.send();
  }
}

/** Memory and disk change all the time; they go along with the next state, and are none of their own. */
function newsOf({ machine: _, ...state }: TerminalState): string {
  return JSON.stringify(state);
}
