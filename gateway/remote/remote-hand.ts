/** Takes orders from the link, one after the other, has the parts carry each out once, and answers (docs/rules/remote-hand.md). */
import type { Logger } from 'pino';
import type { GivenOrder } from '../ils/central/link.ts';
import type { Part } from '../part.ts';
import type { KnownOrders } from './known-orders.ts';
import type { RemoteApi } from './remote-api.ts';
import { type Obeyed, refused } from './rules/obeyed.ts';

export interface RemoteHandOptions {
  readonly api: Pick<RemoteApi, 'answer'>;
  readonly known: KnownOrders;
  readonly log: Logger;
  /** Asked in this order who takes it. */
  readonly parts: () => readonly Pick<Part, 'obey'>[];
}

export class RemoteHand implements Part {
  readonly #options: RemoteHandOptions;
  readonly #underWay = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: RemoteHandOptions) {
    this.#options = options;
  }

  order(given: GivenOrder): void {
    const { id } = given;
    const obeyed = this.#options.known.find(id)?.obeyed;
    if (obeyed) return this.#answer(id, obeyed);
    if (this.#underWay.has(id) || this.#isClosed) return;
    this.#underWay.add(id);
    this.#work = this.#work.then(() => this.#carryOut(given));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
  }

  async #carryOut(given: GivenOrder): Promise<void> {
    const { known, log } = this.#options;
    const { id, what } = given;
    // What has not been begun is told again after the next start.
    if (this.#isClosed) return;
    try {
      known.begin(id);
      const obeyed = await this.#obeyed(given);
      known.end(id, obeyed);
      log.info({ order: id, what: what?.kind, ...obeyed }, 'staff have given an order from afar');
      this.#answer(id, obeyed);
    } catch (err) {
      // A disk that keeps nothing would have it done again and again.
      log.error({ err, order: id }, 'an order could not be noted');
      this.#answer(id, { outcome: 'failed', code: 'disk-failed' });
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #obeyed({ id, what }: GivenOrder): Promise<Obeyed> {
    if (!what) return refused('not-known');
    try {
      for (const part of this.#options.parts()) {
        const taken = part.obey?.(what, id);
        if (taken) return await taken;
      }
      return refused('not-supported');
    } catch (err) {
      this.#options.log.warn({ err, order: id }, 'an order failed');
      return { outcome: 'failed', ...why(err) };
    }
  }

  #answer(order: string, obeyed: Obeyed): void {
    this.#options.api.answer({ kind: 'order-answer', order, ...obeyed });
  }
}

function why(error: unknown): Pick<Obeyed, 'code' | 'message'> {
  const { message } = error instanceof Error ? error : new Error(String(error));
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? { code: error.code.slice(0, 32) }
      : {};
  return { ...code, message: message.slice(0, 500) };
}
