/** Something of the server's that a page shows: asked for, asked for again, kept while the server is silent. */
import { attempt } from '../trouble.ts';
import type { Done, Trouble } from '../trouble.ts';

/** Milliseconds between two questions while the page is looked at. */
const FRESH_MS = 20_000;

export class Loaded<T> {
  value = $state.raw<Extract<Done<T>, { kind: 'done' }>['value']>();
  trouble = $state.raw<Trouble>();
  readonly #ask: () => Promise<T>;
  /** Counts the questions: an answer that a later question has overtaken is dropped. */
  #asked = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  async load(): Promise<void> {
    const mine = ++this.#asked;
    const answer = await attempt(this.#ask);
    if (mine !== this.#asked) return;
    this.trouble = answer.kind === 'trouble' ? answer.trouble : undefined;
    if (answer.kind === 'done') this.value = answer.value;
  }

  /** Loads now, and again while the page is looked at. @returns what ends it */
  keep(everyMs = FRESH_MS): () => void {
    const again = () => {
      if (document.visibilityState === 'visible') void this.load();
    };
    void this.load();
    const timer = setInterval(again, everyMs);
    document.addEventListener('visibilitychange', again);
    return () => {
      this.#asked += 1;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }
}
