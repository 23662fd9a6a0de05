/** The outbox of a running terminal: opened and put in order, relayed, watched and kept small; opened again when it fails. */
import { isDiskFailure } from '../errors.ts';
import type { Ils, TransactionId } from '../ils/ils.ts';
import type { Transactions } from '../session/transactions.ts';
import { closedTransactions } from './closed-transactions.ts';
import type { Damage } from './damage.ts';
import { FrontTransactions } from './front-transactions.ts';
import { OpenJournal } from './open-journal.ts';
import type { Scrutiny } from './outbox-file.ts';
import { Outbox, type OutboxOptions, type Recovered } from './outbox.ts';
import type { Salvaged } from './recovery/salvage.ts';
import type { Timer } from './relay.ts';
import type { FinalOutcome } from './rules/row.ts';
import type { Doubt } from './to-check.ts';

export interface JournalOptions extends OutboxOptions {
  readonly path: string;
  readonly timer: Timer;
  readonly random: () => number;
  readonly onFault: (error: unknown) => void;
  /** What could be read of a damaged file goes on in a new one (O32). */
  readonly onSalvaged?: (salvaged: Salvaged) => void;
}

export type JournalState = {
  /** Transactions can be recorded, as far as the file goes. */
  readonly open: boolean;
} & Partial<Pick<Salvaged, 'recovered' | 'lost' | 'keptAs'>>;

export interface JournalUse {
  readonly ils: Pick<Ils, 'transact' | 'lookup'>;
  /** The disk takes commits, or no longer does; each change once. */
  readonly onWritable: (writable: boolean) => void;
  readonly onOutcome: (outcome: FinalOutcome) => void;
  /** How long a patron is left waiting for one answer. Milliseconds. */
  readonly patienceMs?: number;
  /** Rows under way at the same time. */
  readonly lanes?: number;
  /** There may be more for staff to see to. */
  readonly onUnclear?: () => void;
}

/** A file that cannot be opened is tried again in this rhythm. Milliseconds. */
const REOPEN_MS = 5_000;

const NOTHING: Recovered = { queued: 0, ambiguous: 0, abandoned: 0 };

export class Journal {
  /** What the first opening found. */
  recovered: Recovered = NOTHING;
  readonly #options: JournalOptions;
  readonly #front: FrontTransactions;
  #outbox: Outbox | undefined;
  #open: OpenJournal | undefined;
  #lastFault: string | undefined;
  #cancelReopen: () => void = () => undefined;

  /** A file that cannot be opened leaves the terminal out of service, not dead: the screen says so. */
  constructor(options: JournalOptions) {
    this.#options = options;
    const fault = this.#tryOpen('open-rows');
    this.#front = new FrontTransactions(closedTransactions(fault));
  }

  get isOpen(): boolean {
    return this.#outbox !== undefined;
  }

  queued = (): number => this.#read((outbox) => outbox.queued()) ?? 0;
  oldestQueuedAt = (): number | undefined => this.#read((outbox) => outbox.oldestQueuedAt());
  lastRecordedAt = (): number | undefined => this.#read((outbox) => outbox.lastRecordedAt());
  lastSettledAt = (): number | undefined => this.#read((outbox) => outbox.lastSettledAt());
  /** What was saved of a damaged file, as long as that one is kept. */
  salvaged = (): Salvaged | undefined => this.#read((outbox) => outbox.salvaged());
  /** What staff have to see to (O21), oldest first. */
  toCheck = (): readonly Doubt[] => this.#read((outbox) => outbox.toCheck.list()) ?? [];

  /** For reports: nothing of it is about a person. */
  get state(): JournalState {
    const { at: _at, reason: _reason, ...salvaged } = this.salvaged() ?? {};
    return { open: this.isOpen, ...salvaged };
  }

  /** Called once. */
  use(use: JournalUse): Transactions {
    if (this.#outbox) this.#begin(this.#outbox, use);
    else this.#reopenLater(use, REOPEN_MS);
    return this.#front;
  }

  /** Staff have found out. @throws Fault `disk-failed` */
  decide(id: TransactionId, done: boolean, by: string): void {
    this.#open?.transactions.decide(id, done, by);
  }

  /** What staff have to see to is asked about now. */
  async askAgain(id: TransactionId): Promise<void> {
    await this.#open?.transactions.askAgain(id);
  }

  /** Somebody answers: whatever waits may go. */
  wake = (): void => this.#open?.transactions.relayer.wake();

  /** Starts nothing more. What is under way is heard to its end, unless the line is closed before. */
  async stop(): Promise<void> {
    this.#cancelReopen();
    await this.#open?.stop();
  }

  close = (): void => this.#outbox?.close();

  /** @returns undefined where there is nothing to read, or it cannot be read: then the terminal goes out of service */
  #read<T>(read: (outbox: Outbox) => T): T | undefined {
    try {
      return this.#outbox && read(this.#outbox);
    } catch (error) {
      if (!isDiskFailure(error)) throw error;
      this.#open?.failed(error);
      return undefined;
    }
  }

  /** @returns what was in the way; undefined when it is open */
  #tryOpen(scrutiny: Scrutiny): unknown {
    try {
      const { found, outbox } = openInOrder(this.#options, scrutiny);
      this.recovered = found;
      this.#outbox = outbox;
      this.#lastFault = undefined;
      return undefined;
    } catch (error) {
      const fault = String(error);
      // Every five seconds for a night, the log would say nothing else.
      if (fault !== this.#lastFault) this.#options.onFault(error);
      this.#lastFault = fault;
      return error;
    }
  }

  #begin(outbox: Outbox, use: JournalUse): void {
    const onDamage = (damage: Damage) => {
      this.#front.standBefore(closedTransactions(damage));
      this.#open?.retire();
      this.#open = undefined;
      this.#outbox = undefined;
      use.onWritable(false);
      this.#reopenLater(use, 0);
    };
    this.#open = new OpenJournal({ outbox, use, onDamage, journal: this.#options });
    this.#front.standBefore(this.#open.transactions);
  }

  #reopenLater(use: JournalUse, delayMs: number): void {
    this.#cancelReopen = this.#options.timer.at(delayMs, () => {
      const fault = this.#tryOpen('all');
      if (!this.#outbox) {
        this.#front.standBefore(closedTransactions(fault));
        return this.#reopenLater(use, REOPEN_MS);
      }
      this.#begin(this.#outbox, use);
      this.wake();
      use.onWritable(true);
    });
  }
}

function openInOrder(
  options: JournalOptions,
  scrutiny: Scrutiny,
): { outbox: Outbox; found: Recovered } {
  const outbox = Outbox.open(options.path, options, scrutiny);
  try {
    const salvaged = outbox.salvaged();
    if (salvaged) options.onSalvaged?.(salvaged);
    return { outbox, found: outbox.recover() };
  } catch (error) {
    outbox.close();
    throw error;
  }
}
