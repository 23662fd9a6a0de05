/** One outbox while it is open: relayed, watched and kept small. */
import type { Transactions } from '../session/transactions.ts';
import { Damage } from './damage.ts';
import { DiskWatch } from './disk-watch.ts';
import type { JournalOptions, JournalUse } from './journal.ts';
import type { Outbox } from './outbox.ts';
import { OutboxTransactions } from './transactions.ts';

/** Housekeeping is done in this rhythm; what one time leaves, the next one takes soon. Milliseconds. */
const PRUNE_EVERY_MS = 600_000;
const PRUNE_ON_MS = 1_000;
/** By then the permit has been read, which says what is counted still. */
const PRUNE_FIRST_MS = 60_000;

export interface OpenJournalOptions {
  readonly outbox: Outbox;
  readonly journal: JournalOptions;
  readonly use: JournalUse;
  /** The file is damaged: this outbox is of no use any more. */
  readonly onDamage: (damage: Damage) => void;
}

export class OpenJournal {
  readonly transactions: OutboxTransactions & Transactions;
  readonly #options: OpenJournalOptions;
  readonly #watch: DiskWatch;
  #cancelPrune: () => void = () => undefined;
  #isRetired = false;

  constructor(options: OpenJournalOptions) {
    const { journal, outbox, use } = options;
    const { random, timer } = journal;
    this.#options = options;
    this.transactions = new OutboxTransactions({
      ...{ outbox, timer, random, ils: use.ils },
      ...(use.patienceMs !== undefined && { patienceMs: use.patienceMs }),
      ...(use.lanes !== undefined && { lanes: use.lanes }),
      ...(use.onUnclear && { onUnclear: use.onUnclear }),
      onOutcome: (_id, outcome) => use.onOutcome(outcome),
      onFault: (error) => this.failed(error),
    });
    this.#watch = new DiskWatch({
      canWrite: () => this.#canWrite(),
      at: (delayMs, run) => timer.at(delayMs, run),
      onChange: use.onWritable,
    });
    this.#prune(PRUNE_FIRST_MS);
  }

  /** Starts nothing more; what is under way is heard to its end. */
  async stop(): Promise<void> {
    this.#watch.close();
    this.#cancelPrune();
    await this.transactions.relayer.stop();
  }

  /** Its file is closed at once. What is still under way is looked up by whoever comes after it. */
  retire(): void {
    this.#isRetired = true;
    void this.stop();
    this.#options.outbox.close();
  }

  /** The file could not be read or written. */
  failed(error: unknown): void {
    // What comes back to a closed file has been told by the damage.
    if (this.#isRetired) return;
    this.#options.journal.onFault(error);
    if (error instanceof Damage) this.#options.onDamage(error);
    else this.#watch.failed();
  }

  /** A disk that was well a moment ago may not take what was left in between: then it is asked again. */
  #canWrite(): boolean {
    try {
      return this.#options.outbox.canWrite() && this.transactions.relayer.resume();
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  #prune(delayMs: number): void {
    const { journal, outbox } = this.#options;
    this.#cancelPrune = journal.timer.at(delayMs, () => {
      // Set first: a fault that ends all this cancels it.
      this.#prune(PRUNE_EVERY_MS);
      try {
        if (outbox.prune()) {
          this.#cancelPrune();
          this.#prune(PRUNE_ON_MS);
        }
        // What is asked about once a day wakes nobody else.
        this.transactions.relayer.schedule();
      } catch (error) {
        this.failed(error);
      }
    });
  }
}
