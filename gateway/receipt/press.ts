/**
 * Receipts are drawn in a process of their own: nobody's screen stands still meanwhile, the memory of fonts and canvas goes
 * back when nobody prints, and a picture that the library stumbles over takes nothing with it.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bitmap } from '../devices/device.ts';
import type { Block } from './rules/block.ts';

/** Fonts and canvas take some 100 MB, which are kept for the next visitor, not for the night. */
const IDLE_MS = 60_000;

/** Ten times what the longest one takes on a small machine. A drawing that hangs must not keep all after it from their paper. */
const LIMIT_MS = 30_000;

interface Times {
  readonly idleMs: number;
  readonly limitMs: number;
}

export interface PressOrder {
  readonly order: number;
  readonly blocks: readonly Block[];
  readonly dots: number;
}

export type PressAnswer =
  | { readonly order: number; readonly outcome: 'drawn'; readonly image: Bitmap }
  | { readonly order: number; readonly outcome: 'failed'; readonly error: unknown };

/** Draws receipts; its process stands from the first one on, until it has been idle for a minute. */
export class ReceiptPress {
  readonly #times: Times;
  readonly #waiting = new Map<number, PromiseWithResolvers<Bitmap>>();
  #process: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #orders = 0;

  constructor({ idleMs = IDLE_MS, limitMs = LIMIT_MS }: Partial<Times> = {}) {
    this.#times = { idleMs, limitMs };
  }

  /** There is a process, with its memory. */
  get isWarm(): boolean {
    return this.#process !== undefined;
  }

  /**
   * @param dots across the paper: those of the printer
   * @throws RangeError when it would be four metres long; Error when a picture is no PNG, or a mark holds too much, or
   * when it takes 30 s
   */
  async render(blocks: readonly Block[], dots: number): Promise<Bitmap> {
    clearTimeout(this.#idle);
    const drawer = (this.#process ??= this.#open());
    const answer = Promise.withResolvers<Bitmap>();
    const order = (this.#orders += 1);
    this.#waiting.set(order, answer);
    holdOpen(drawer, true);
    drawer.send({ order, blocks, dots } satisfies PressOrder);
    const limit = setTimeout(() => drawer.kill('SIGKILL'), this.#times.limitMs);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(limit);
      this.#waiting.delete(order);
      if (this.#waiting.size === 0) this.#rest(drawer);
    }
  }

  /** What is being drawn then is not. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#letGo();
  }

  /** From now on the next receipt has a new process, though this one may take a moment to end. */
  async #letGo(): Promise<void> {
    const drawer = this.#process;
    if (!drawer) return;
    this.#lose(drawer);
    if (drawer.exitCode !== null || drawer.signalCode !== null) return;
    drawer.ref();
    const ended = once(drawer, 'exit');
    drawer.kill('SIGKILL');
    await ended;
  }

  #rest(drawer: ChildProcess): void {
    holdOpen(drawer, false);
    this.#idle = setTimeout(() => void this.#letGo(), this.#times.idleMs).unref();
  }

  #open(): ChildProcess {
    const script = fileURLToPath(new URL('./press-process.ts', import.meta.url));
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
    const drawer = fork(script, { serialization: 'advanced', stdio: [...stdio], execArgv: [] });
    drawer.on('message', (answer) => this.#settle(answer as PressAnswer));
    drawer.once('exit', () => this.#lose(drawer));
    // It could not be started, or not be told: whoever waits hears of it.
    drawer.on('error', () => this.#lose(drawer));
    return drawer;
  }

  #settle(answer: PressAnswer): void {
    const waiting = this.#waiting.get(answer.order);
    if (answer.outcome === 'drawn') waiting?.resolve(answer.image);
    else waiting?.reject(answer.error);
  }

  #lose(drawer: ChildProcess): void {
    if (this.#process !== drawer) return;
    this.#process = undefined;
    const ended = new Error('the drawing of receipts has ended');
    for (const { reject } of this.#waiting.values()) reject(ended);
  }
}

/** While nothing is drawn, the gateway does not stay for it. */
function holdOpen(drawer: ChildProcess, isNeeded: boolean): void {
  if (isNeeded) drawer.ref();
  else drawer.unref();
  if (isNeeded) drawer.channel?.ref();
  else drawer.channel?.unref();
}
