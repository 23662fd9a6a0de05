import { shutUntil, TRIES_WINDOW_MS } from './rules/terminal-tries.ts';

export type Trying =
  | { readonly kind: 'shut'; /** Epoch milliseconds. */ readonly until: number }
  /** `right`: it was no wrong one. */
  | { readonly kind: 'open'; right(): void };

/**
 * Wrong PINs by the terminal that they were given at (SE34), in memory: what a restart forgives is a quarter of an hour, and numbers stay
 * locked over it (K4).
 */
export class TerminalTries {
  readonly #most: number;
  readonly #wrong = new Map<string, readonly number[]>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts it before the PIN is compared: else many at once would each find the terminal open. */
  begin(terminal: string, now: number): Trying {
    const recent = this.#recent(terminal, now);
    const until = shutUntil(recent, this.#most, now);
    if (until !== undefined) return { kind: 'shut', until };
    this.#wrong.set(terminal, [...recent, now]);
    return { kind: 'open', right: () => this.#takeBack(terminal, now) };
  }

  #recent(terminal: string, now: number): readonly number[] {
    return (this.#wrong.get(terminal) ?? []).filter((at) => at > now - TRIES_WINDOW_MS);
  }

  #takeBack(terminal: string, at: number): void {
    const left = [...(this.#wrong.get(terminal) ?? [])];
    const found = left.indexOf(at);
    if (found >= 0) left.splice(found, 1);
    if (left.length === 0) this.#wrong.delete(terminal);
    else this.#wrong.set(terminal, left);
  }
}
