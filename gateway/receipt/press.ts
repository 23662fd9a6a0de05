/** Receipts are drawn in a thread of their own: at the start of a print nobody's screen may stand still. */
import { Worker } from 'node:worker_threads';
import type { Bitmap } from '../devices/device.ts';
import type { Block } from './rules/block.ts';

/** Fonts and canvas take some 40 MB; they go when nobody has printed for so long. */
const IDLE_MS = 60_000;

export interface PressOrder {
  readonly order: number;
  readonly blocks: readonly Block[];
  readonly dots: number;
}

export type PressAnswer =
  | { readonly order: number; readonly outcome: 'drawn'; readonly image: Bitmap }
  | { readonly order: number; readonly outcome: 'failed'; readonly error: unknown };

/** Draws receipts; the thread stands from the first one on, until it has been idle for a minute. */
export class ReceiptPress {
  readonly #idleMs: number;
  readonly #waiting = new Map<number, PromiseWithResolvers<Bitmap>>();
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #orders = 0;

  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** There is a thread, with its memory. */
  get isWarm(): boolean {
    return this.#thread !== undefined;
  }

  /**
   * @param dots across the paper: those of the printer
   * @throws RangeError when it would be four metres long; Error when a picture is no PNG, or a mark holds too much
   */
  async render(blocks: readonly Block[], dots: number): Promise<Bitmap> {
    clearTimeout(this.#idle);
    const thread = (this.#thread ??= this.#open());
    const answer = Promise.withResolvers<Bitmap>();
    const order = (this.#orders += 1);
    this.#waiting.set(order, answer);
    thread.ref();
    thread.postMessage({ order, blocks, dots } satisfies PressOrder);
    try {
      return await answer.promise;
    } finally {
      this.#waiting.delete(order);
      if (this.#waiting.size === 0) this.#rest(thread);
    }
  }

  /** What is being drawn then is not. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#letGo();
  }

  /** From now on the next receipt has a new thread, though this one may take a moment to end. */
  async #letGo(): Promise<void> {
    const thread = this.#thread;
    if (thread) this.#lose(thread, new Error('the drawing of receipts has ended'));
    await thread?.terminate();
  }

  #rest(thread: Worker): void {
    thread.unref();
    this.#idle = setTimeout(() => void this.#letGo(), this.#idleMs).unref();
  }

  #open(): Worker {
    const thread = new Worker(new URL('./press-thread.ts', import.meta.url));
    thread.on('message', (answer: PressAnswer) => this.#settle(answer));
    thread.once('error', (error) => this.#lose(thread, error));
    thread.once('exit', () => this.#lose(thread, new Error('the drawing of receipts has ended')));
    return thread;
  }

  #settle(answer: PressAnswer): void {
    const waiting = this.#waiting.get(answer.order);
    if (answer.outcome === 'drawn') waiting?.resolve(answer.image);
    else waiting?.reject(answer.error);
  }

  #lose(thread: Worker, error: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
