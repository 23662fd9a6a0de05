/** What the session holds all the time, whatever stands behind it: an open outbox, none, or another one after damage. */
import type { Uid } from '../devices/device.ts';
import type { Outcome, Transaction, TransactionId } from '../ils/ils.ts';
import type {
  SecurityMark,
  Transactions,
  TransactionTag,
  Wanted,
} from '../session/transactions.ts';

type LateListener = (id: TransactionId, outcome: Outcome) => void;

export class FrontTransactions implements Transactions {
  readonly #listeners = new Set<LateListener>();
  #behind: Transactions;

  constructor(behind: Transactions) {
    this.#behind = behind;
  }

  /** From now on. What the one before still hears is told by this one, once it has looked it up. */
  standBefore(behind: Transactions): void {
    this.#behind = behind;
    behind.onLateOutcome((id, outcome) => {
      if (this.#behind !== behind) return;
      for (const listener of this.#listeners) listener(id, outcome);
    });
  }

  onLateOutcome(listener: LateListener): void {
    this.#listeners.add(listener);
  }

  record(transaction: Transaction, tags: readonly TransactionTag[], sessionId: string): void {
    this.#behind.record(transaction, tags, sessionId);
  }

  addTag(id: TransactionId, tag: TransactionTag): void {
    this.#behind.addTag(id, tag);
  }

  relay(id: TransactionId): Promise<Outcome> {
    return this.#behind.relay(id);
  }

  promise(id: TransactionId, dueAt?: number): void {
    this.#behind.promise(id, dueAt);
  }

  abandon(id: TransactionId): void {
    this.#behind.abandon(id);
  }

  markSecurity(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void {
    this.#behind.markSecurity(id, uid, wanted, mark);
  }

  offlineLoans(card: string, item?: string, since?: number) {
    return this.#behind.offlineLoans(card, item, since);
  }

  lentSince(card: string, since: number) {
    return this.#behind.lentSince(card, since);
  }

  uncured() {
    return this.#behind.uncured();
  }
}
