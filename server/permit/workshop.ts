/** Has permits made in a thread of their own, which stands as long as it is needed (design decision 17). */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatabasePlace } from '../db/open.ts';
import type { Manifest } from './format/manifest.ts';
import type { MadePermit, PermitWanted } from './permit-maker.ts';

/** Libraries whose permits are made so soon after one another are told of the same moment; and then the thread, with its memory, goes. */
export const SHARED_MS = 60_000;

export interface Order extends Omit<PermitWanted, 'facts' | 'before'> {
  readonly before?: { readonly manifest: Manifest; readonly full: number } | undefined;
}

/** What the thread is told: the next permit, or that nobody needs it any more. */
export type ToWorkshop =
  { readonly kind: 'make'; readonly order: Order } | { readonly kind: 'end' };

export type Report =
  | { readonly outcome: 'made'; readonly made: MadePermit }
  | { readonly outcome: 'failed'; readonly error: unknown };

export class Workshop {
  readonly #place: DatabasePlace;
  readonly #idleMs: number;
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(place: DatabasePlace, idleMs = SHARED_MS) {
    this.#place = place;
    this.#idleMs = idleMs;
  }

  /** To be asked for the next one only after this one is made. @throws whatever has kept it from being made */
  async make(order: Order): Promise<MadePermit> {
    if (this.#isClosed) throw new Error('no permits are made any more: the server stops');
    clearTimeout(this.#idle);
    const thread = (this.#thread ??= this.#open());
    tell(thread, { kind: 'make', order });
    const report = await reportOf(thread);
    this.#idle = setTimeout(() => this.#letGo(), this.#idleMs).unref();
    if (report.outcome === 'failed') throw report.error;
    return report.made;
  }

  /** What is being made then is not. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  /** It takes leave of its database, and ends. */
  #letGo(): void {
    if (this.#thread) tell(this.#thread, { kind: 'end' });
    this.#thread = undefined;
  }

  #open(): Worker {
    const script = new URL('./workshop-thread.ts', import.meta.url);
    const thread = new Worker(script, { workerData: this.#place });
    const forget = () => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    thread.once('error', forget);
    thread.once('exit', forget);
    return thread;
  }
}

const tell = (thread: Worker, message: ToWorkshop): void => thread.postMessage(message);

/** `once` rejects when the thread emits an error. */
async function reportOf(thread: Worker): Promise<Report> {
  const heard = new AbortController();
  const ended = once(thread, 'exit', { signal: heard.signal }).then(([code]) => {
    throw new Error(`the thread that makes permits has ended with code ${code}`);
  });
  try {
    const said = once(thread, 'message', { signal: heard.signal });
    const [report] = await Promise.race([said, ended]);
    return report as Report;
  } finally {
    ended.catch(() => undefined);
    heard.abort();
  }
}
