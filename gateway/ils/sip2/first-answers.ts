import type { Outcome, Transaction } from '../ils.ts';

/** What was last sent under an id, and what came of it. */
export interface Sending {
  readonly mode: Transaction['mode'];
  readonly outcome: Outcome;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** Epoch milliseconds: when the loan was due before this renewal was sent, where that was known. */
  readonly dueBefore?: number;
}

const KEPT = 2_000;

/**
 * The same id gets the same answer, as long as this process remembers it: SIP2 systems carry out what is sent twice
 * (SIP 2.00 wants a repeat answered from memory, hardly any does it). Keeps ids and outcomes only, no cards.
 */
export class FirstAnswers {
  readonly #sendings = new Map<string, Sending>();
  readonly #turns = new Map<string, Promise<unknown>>();

  of(transaction: Transaction): Sending | undefined {
    return this.#sendings.get(keyOf(transaction));
  }

  keep(transaction: Transaction, sending: Sending): void {
    const key = keyOf(transaction);
    this.#sendings.delete(key);
    this.#sendings.set(key, sending);
    const oldest = this.#sendings.size > KEPT ? this.#sendings.keys().next().value : undefined;
    if (oldest !== undefined) this.#sendings.delete(oldest);
  }

  /** One after the other for the same id. */
  inTurn<T>(transaction: Transaction, act: () => Promise<T>): Promise<T> {
    const key = keyOf(transaction);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(act, act);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(key) === settled) this.#turns.delete(key);
      });
    this.#turns.set(key, settled);
    return turn;
  }
}

const keyOf = ({ id, act }: Transaction): string => `${id} ${act}`;
