/** Something of the server's that a page shows: asked for, asked for again, kept while the server is silent. */
import { attempt } from '../trouble.ts';
import type { Done, Trouble } from '../trouble.ts';

/** Milliseconds between two questions while the page is looked at. */
const FRESH_MS = 20_000;
/** After so long nobody answers a question any more: it is asked anew. Milliseconds. */
const PATIENCE_MS = 60_000;

export class Loaded<T> {
  value = $state.raw<Extract<Done<T>, { kind: 'done' }>['value']>();
  trouble = $state.raw<Trouble>();
  readonly #ask: () => Promise<T>;
  /** Counts the questions: an answer that a later question has overtaken is dropped. */
  #asked = 0;
  /** When the question under way was asked; -Infinity: none is. By the monotonic clock. */
  #since = -Infinity;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  async load(): Promise<void> {
    const mine = ++this.#asked;
    this.#since = performance.now();
    const answer = await attempt(this.#ask);
    if (mine !== this.#asked) return;
    this.#since = -Infinity;
    this.trouble = answer.kind === 'trouble' ? answer.trouble : undefined;
    if (answer.kind === 'done') this.value = answer.value;
  }

  /** Loads now, and again while the page is looked at. @returns what ends it */
  keep(everyMs = FRESH_MS): () => void {
    const again = () => {
      // A server that takes longer than we wait between two looks would be overtaken each time, and nothing ever be shown.
      const isUnderWay = performance.now() - this.#since < PATIENCE_MS;
      if (document.visibilityState === 'visible' && !isUnderWay) void this.load();
    };
    void this.load();
    const timer = setInterval(again, everyMs);
    document.addEventListener('visibilitychange', again);
    return () => {
      this.#asked += 1;
      this.#since = -Infinity;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }
}
