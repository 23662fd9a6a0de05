/** The outbox of a running terminal: opened and put in order, relayed, watched and kept small. */
import type { Ils, TransactionId } from '../ils/ils.ts';
import type { Transactions } from '../session/transactions.ts';
import { closedTransactions } from './closed-transactions.ts';
import { DiskWatch } from './disk-watch.ts';
import { Outbox, type OutboxOptions, type Recovered } from './outbox.ts';
import type { Timer } from './relay.ts';
import type { FinalOutcome } from './rules/row.ts';
import type { Doubt } from './to-check.ts';
import { OutboxTransactions } from './transactions.ts';

export interface JournalOptions extends OutboxOptions {
  readonly path: string;
  readonly timer: Timer;
  readonly random: () => number;
  readonly onFault: (error: unknown) => void;
}

export interface JournalUse {
  readonly ils: Pick<Ils, 'transact' | 'lookup'>;
  /** The disk takes commits, or no longer does; each change once. */
  readonly onWritable: (writable: boolean) => void;
  readonly onOutcome: (outcome: FinalOutcome) => void;
  /** How long a patron is left waiting for one answer. Milliseconds. */
  readonly patienceMs?: number;
  /** There may be more for staff to see to. */
  readonly onUnclear?: () => void;
}

/** Housekeeping is done in this rhythm; what one time leaves, the next one takes soon. Milliseconds. */
const PRUNE_EVERY_MS = 600_000;
const PRUNE_ON_MS = 1_000;

const NOTHING: Recovered = { queued: 0, ambiguous: 0, abandoned: 0 };

export class Journal {
  readonly recovered: Recovered;
  readonly #options: JournalOptions;
  readonly #outbox: Outbox | undefined;
  readonly #fault: unknown;
  #transactions: OutboxTransactions | undefined;
  #watch: DiskWatch | undefined;
  #cancelPrune: () => void = () => undefined;

  /** A file that cannot be opened leaves the terminal out of service, not dead: the screen says so. */
  constructor(options: JournalOptions) {
    this.#options = options;
    try {
      this.#outbox = Outbox.open(options.path, options);
      this.recovered = this.#outbox.recover();
    } catch (error) {
      this.recovered = NOTHING;
      this.#fault = error;
      options.onFault(error);
    }
  }

  get isOpen(): boolean {
    return this.#fault === undefined;
  }

  queued = (): number => this.#outbox?.queued() ?? 0;
  lastRecordedAt = (): number | undefined => this.#outbox?.lastRecordedAt();
  lastSettledAt = (): number | undefined => this.#outbox?.lastSettledAt();

  /** Called once. */
  use({ ils, onOutcome, onUnclear, onWritable, patienceMs }: JournalUse): Transactions {
    const outbox = this.#outbox;
    if (!outbox || !this.isOpen) return closedTransactions(this.#fault);
    const { onFault, random, timer } = this.#options;
    const at = (delayMs: number, run: () => void) => timer.at(delayMs, run);
    const transactions = new OutboxTransactions({
      ...{ outbox, ils, timer, random },
      ...(patienceMs !== undefined && { patienceMs }),
      ...(onUnclear && { onUnclear }),
      onOutcome: (_id, outcome) => onOutcome(outcome),
      onFault: (error) => {
        onFault(error);
        watch.failed();
      },
    });
    const watch = new DiskWatch({
      ...{ at, canWrite: () => outbox.canWrite() },
      onChange: (writable) => {
        if (writable) transactions.relayer.resume();
        onWritable(writable);
      },
    });
    this.#watch = watch;
    this.#transactions = transactions;
    this.#prune(outbox, PRUNE_ON_MS);
    return transactions;
  }

  /** What staff have to see to (O21), oldest first. */
  toCheck = (): readonly Doubt[] => this.#outbox?.toCheck.list() ?? [];

  /** Staff have found out. @throws Fault `disk-failed` */
  decide(id: TransactionId, done: boolean, by: string): void {
    this.#transactions?.decide(id, done, by);
  }

  /** What staff have to see to is asked about now. */
  async askAgain(id: TransactionId): Promise<void> {
    await this.#transactions?.askAgain(id);
  }

  /** Somebody answers: whatever waits may go. */
  wake = (): void => this.#transactions?.relayer.wake();

  /** Starts nothing more. What is under way is heard to its end, unless the line is closed before. */
  async stop(): Promise<void> {
    this.#watch?.close();
    this.#cancelPrune();
    await this.#transactions?.relayer.stop();
  }

  close = (): void => this.#outbox?.close();

  #prune(outbox: Outbox, delayMs: number): void {
    this.#cancelPrune = this.#options.timer.at(delayMs, () => {
      try {
        this.#prune(outbox, outbox.prune() ? PRUNE_ON_MS : PRUNE_EVERY_MS);
        // What is asked about once a day wakes nobody else.
        this.#transactions?.relayer.schedule();
      } catch (error) {
        this.#options.onFault(error);
        this.#watch?.failed();
        this.#prune(outbox, PRUNE_EVERY_MS);
      }
    });
  }
}
