/** The session's side of the outbox: record, send, and hear what came late. */
import type { Uid } from '../devices/device.ts';
import { isDiskFailure } from '../errors.ts';
import type { Outcome, Transaction, TransactionId } from '../ils/ils.ts';
import type {
  SecurityMark,
  Transactions,
  TransactionTag,
  Uncured,
  Wanted,
} from '../session/transactions.ts';
import { closedTransactions } from './closed-transactions.ts';
import type { Outbox } from './outbox.ts';
import { Relay, type RelayOptions } from './relay.ts';
import type { FinalOutcome } from './rules/row.ts';

/** After this a patron is not left waiting for the library. Milliseconds. */
const PATIENCE_MS = 2_000;

type LateListener = (id: TransactionId, outcome: Outcome) => void;

export type OutboxTransactionsOptions = Omit<RelayOptions, 'isAwaited' | 'onOutcome'> & {
  readonly patienceMs?: number;
  /** Every final answer, late or not; for metrics and the time of the last transaction. */
  readonly onOutcome?: (id: TransactionId, outcome: FinalOutcome) => void;
};

export class OutboxTransactions implements Transactions {
  readonly relayer: Relay;
  readonly #outbox: Outbox;
  readonly #options: OutboxTransactionsOptions;
  readonly #awaited = new Set<TransactionId>();
  readonly #lateListeners = new Set<LateListener>();

  constructor(options: OutboxTransactionsOptions) {
    this.#options = options;
    this.#outbox = options.outbox;
    this.relayer = new Relay({
      ...options,
      isAwaited: (id) => this.#awaited.has(id),
      onOutcome: (id, outcome) => this.#heard(id, outcome),
    });
  }

  record(transaction: Transaction, tags: readonly TransactionTag[], sessionId: string): void {
    this.#written(() => this.#outbox.record(transaction, tags, sessionId));
    if (transaction.mode === 'promise') this.relayer.schedule();
  }

  /** While earlier rows of the same book or patron still get their answers, the patience begins anew with each. */
  async relay(id: TransactionId): Promise<Outcome> {
    this.#awaited.add(id);
    try {
      for (const earlier of this.#ahead(id)) {
        const answer = await this.#patiently(this.relayer.deliver(earlier));
        if (!isClear(answer)) return this.#notAsked(id);
      }
      return (await this.#patiently(this.relayer.deliver(id))) ?? { outcome: 'unknown' };
    } finally {
      this.#awaited.delete(id);
    }
  }

  #ahead(id: TransactionId): readonly TransactionId[] {
    return this.#read(
      () => this.relayer.ahead(id),
      () => [],
    );
  }

  #notAsked(id: TransactionId): Outcome {
    return this.#read<Outcome>(
      () => this.relayer.notAsked(id),
      () => ({ outcome: 'unknown' }),
    );
  }

  onLateOutcome(listener: LateListener): void {
    this.#lateListeners.add(listener);
  }

  promise(id: TransactionId, dueAt?: number): void {
    this.#written(() => this.#outbox.promise(id, dueAt));
    this.relayer.schedule();
  }

  abandon(id: TransactionId): void {
    this.#written(() => {
      if (this.#outbox.find(id)?.state !== 'recorded') return;
      this.#outbox.reject(id, { outcome: 'unreachable' });
      this.relayer.forget(id);
    });
  }

  addTag(id: TransactionId, tag: TransactionTag): void {
    this.#written(() => this.#outbox.addTag(id, tag));
  }

  markSecurity(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void {
    this.#written(() => this.#outbox.markSecurity(id, uid, wanted, mark));
  }

  /** Staff have found out (O21). @returns false where there was nothing to decide */
  decide(id: TransactionId, done: boolean, by: string): boolean {
    const outcome = this.#outbox.toCheck.decide(id, done, by);
    if (!outcome) return false;
    this.relayer.forget(id);
    this.#heard(id, outcome);
    this.relayer.schedule();
    return true;
  }

  /** What staff have to see to is asked about now; resolves when that is answered. */
  async askAgain(id: TransactionId): Promise<void> {
    this.#outbox.toCheck.reopen(id);
    this.relayer.forget(id);
    await this.relayer.deliver(id);
  }

  offlineLoans(card: string, item?: string, since?: number) {
    const { offlineLoans } = this.#outbox;
    return this.#read<ReturnType<Transactions['offlineLoans']>>(
      () => {
        const lastNo = offlineLoans.lastNo(card, item, since);
        return { promised: offlineLoans.promisedTo(card), ...(lastNo && { lastNo }) };
      },
      (closed) => closed.offlineLoans(card, item, since),
    );
  }

  lentSince(card: string, since: number): readonly TransactionId[] {
    return this.#read(
      () => this.#outbox.offlineLoans.lentSince(card, since),
      (closed) => closed.lentSince(card, since),
    );
  }

  uncured(): readonly Uncured[] {
    return this.#read(
      () => this.#outbox.uncured(),
      (closed) => closed.uncured(),
    );
  }

  /** What cannot be read is answered as by an outbox that is not there; the terminal is told by `onFault`. */
  #read<T>(read: () => T, otherwise: (closed: Transactions) => T): T {
    try {
      return read();
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.#options.onFault(error);
      return otherwise(closedTransactions(error));
    }
  }

  /** The session is told by the throw, the terminal by `onFault`. */
  #written(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.onFault(error);
      throw error;
    }
  }

  #heard(id: TransactionId, outcome: FinalOutcome): void {
    this.#options.onOutcome?.(id, outcome);
    if (this.#awaited.has(id)) return;
    for (const listener of this.#lateListeners) listener(id, outcome);
  }

  /** @returns undefined when the patience is over; the answer is then heard by `onLateOutcome` */
  #patiently(answer: Promise<Outcome>): Promise<Outcome | undefined> {
    const { timer, patienceMs = PATIENCE_MS } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = timer.at(patienceMs, () => resolve(undefined));
      answer.then(resolve, reject).finally(cancel);
    });
  }
}

const isClear = (answer: Outcome | undefined): boolean =>
  answer?.outcome === 'accepted' || answer?.outcome === 'refused';
