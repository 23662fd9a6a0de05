/** A list of the server's that grows downwards: the newest first, and older ones as somebody wants them. */
import { attempt } from '../trouble.ts';
import type { Trouble } from '../trouble.ts';

export interface PageOf<Row> {
  readonly rows: readonly Row[];
  /** There are older ones: ask for those before this. */
  readonly next?: string | undefined;
}

export class Paged<Row> {
  rows = $state.raw<readonly Row[]>();
  next = $state<string>();
  trouble = $state.raw<Trouble>();
  /** Epoch milliseconds. */
  readAt = $state(Date.now());
  readonly #ask: (before?: string) => Promise<PageOf<Row>>;
  /** Counts the questions: what a later one has overtaken is dropped. */
  #asked = 0;

  /** @param ask may read what is chosen: who calls `begin` in an effect begins anew with it */
  constructor(ask: (before?: string) => Promise<PageOf<Row>>) {
    this.#ask = ask;
  }

  async begin(): Promise<void> {
    // What is older than these is not older than those that come.
    this.next = undefined;
    const page = await this.#load();
    if (page) this.#show(page.rows, page);
  }

  async older(): Promise<void> {
    const page = await this.#load(this.next);
    if (page) this.#show([...(this.rows ?? []), ...page.rows], page);
  }

  async #load(before?: string): Promise<PageOf<Row> | undefined> {
    const mine = ++this.#asked;
    const done = await attempt(() => this.#ask(before));
    if (mine !== this.#asked) return undefined;
    this.trouble = done.kind === 'trouble' ? done.trouble : undefined;
    return done.kind === 'done' ? done.value : undefined;
  }

  #show(rows: readonly Row[], { next }: PageOf<Row>): void {
    this.rows = rows;
    this.next = next;
    this.readAt = Date.now();
  }
}
