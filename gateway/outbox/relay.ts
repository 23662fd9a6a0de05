/**
 * Carries rows of the outbox to the library: the one of the patron who stands there at once, the others as soon
 * as somebody answers. Decides by the outcome's code alone (docs/rules/outbox.md).
 */
import { type BackOff, delayAfter } from '../back-off.ts';
import type { Ils, Outcome, TransactionId } from '../ils/ils.ts';
import type { StoredRow } from './columns.ts';
import type { Outbox } from './outbox.ts';
import { Lanes, type Queued, unblocked } from './rules/lanes.ts';
import { type FinalOutcome, isOpen, verdictOn, verdictOnAbsence } from './rules/row.ts';

/** Time from outside, so that tests hold it. */
export interface Timer {
  /** Epoch milliseconds. */
  now(): number;
  /** @returns cancels */
  at(delayMs: number, run: () => void): () => void;
}

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly ils: Pick<Ils, 'transact' | 'lookup'>;
  readonly timer: Timer;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Somebody stands there and waits for this row. */
  readonly isAwaited: (id: TransactionId) => boolean;
  /** A row got an answer that will not change. */
  readonly onOutcome: (id: TransactionId, outcome: FinalOutcome) => void;
  /** The library cannot tell of a row. */
  readonly onUnclear?: () => void;
  /** The outbox itself failed. */
  readonly onFault: (error: unknown) => void;
  readonly backOff?: BackOff;
  /**
   * How long after sending a “never arrived” may still be overtaken by the request itself, lying in the
   * server's queue. Milliseconds.
   */
  readonly overtakingMs?: number;
  /** Rows under way at the same time, beside those that somebody waits for. */
  readonly lanes?: number;
}

/** The way to the server is long and its answer short: one after the other, a night's queue would take minutes. */
const LANES = 4;
/**
 * When a server comes back, every terminal hears it in the same second; what nobody waits for is spread over so long.
 * Milliseconds.
 */
const SPREAD_MS = 10_000;
/** Nobody answers at all: so it is for every other terminal. The first wait is long enough to spread them (O38). */
export const SILENCE: BackOff = { firstMs: 8_000, longestMs: 60_000 };
/** One row got no clear answer. */
const BACK_OFF: BackOff = { firstMs: 1_000, longestMs: 60_000 };
const OVERTAKING_MS = 15_000;
const UNREACHABLE: FinalOutcome = { outcome: 'unreachable' };
const UNKNOWN: Outcome = { outcome: 'unknown' };

const idOf = ({ id }: Queued): TransactionId => id;

interface Pause {
  readonly failures: number;
  readonly until: number;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #underWay = new Map<TransactionId, Promise<Outcome>>();
  /** Rows that got no clear answer, each with its own wait. */
  readonly #rowPauses = new Map<TransactionId, Pause>();
  /** When each row in doubt was last sent, by the timer: whatever is done to the wall clock, so much time has passed. */
  readonly #sentAt = new Map<TransactionId, number>();
  readonly #begunAt: number;
  /** Nobody answers at all: everything waits. */
  #pause: Pause = { failures: 0, until: 0 };
  #cancelWake: (() => void) | undefined;
  #draining: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#begunAt = options.timer.now();
  }

  /**
   * Carries one row as far as it goes now, after those that must go before it. Asked twice at once, it is sent
   * once. Never rejects.
   */
  deliver(id: TransactionId): Promise<Outcome> {
    const underWay = this.#underWay.get(id);
    if (underWay) return underWay;
    const delivery = this.#carry(id)
      .catch((error: unknown) => {
        this.#options.onFault(error);
        return UNKNOWN;
      })
      .finally(() => {
        this.#underWay.delete(id);
        this.schedule();
      });
    this.#underWay.set(id, delivery);
    return delivery;
  }

  /** Rows that must have their answer before this one may go (O5); attempts nobody sends are in nobody's way. */
  ahead(id: TransactionId): TransactionId[] {
    return this.#options.outbox
      .ahead(id)
      .filter(({ id, isWaiting }) => isWaiting || this.#underWay.has(id))
      .map(idOf);
  }

  /** Somebody answers, whatever wait was on: begin; after an outage not in the same second as all other terminals. */
  wake(): void {
    const { random, timer } = this.#options;
    const spread = this.#pause.failures > 0 ? Math.round(random() * SPREAD_MS) : 0;
    this.#pause = { failures: 0, until: timer.now() + spread };
    this.#rowPauses.clear();
    this.schedule();
  }

  /** The row was closed elsewhere: nothing of it is kept. */
  forget(id: TransactionId): void {
    this.#rowPauses.delete(id);
    this.#sentAt.delete(id);
  }

  /** Wakes for the first wait that ends; what waits for another row is woken by that row's end. Never throws. */
  schedule(): void {
    if (this.#stopped || this.#draining) return;
    try {
      this.#wakeForFirst();
    } catch (error) {
      this.#stopped = true;
      this.#options.onFault(error);
    }
  }

  #wakeForFirst(): void {
    const first = this.#isPaused(this.#pause) ? this.#pause.until : this.#firstEnd();
    if (first === undefined) return;
    this.#cancelWake?.();
    const wait = Math.max(0, first - this.#options.timer.now());
    this.#cancelWake = this.#options.timer.at(wait, () => this.#begin());
  }

  /**
   * The disk takes again what it refused: what was left in between is doubted, and all goes on.
   * @returns false where it fails again at that. @throws Fault `disk-failed`
   */
  resume(): boolean {
    this.#options.outbox.recover();
    this.#stopped = false;
    this.#draining = undefined;
    this.wake();
    return !this.#stopped;
  }

  /** Starts nothing more; what is under way is heard to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelWake?.();
    await this.#draining;
    await Promise.all(this.#underWay.values());
  }

  async #carry(id: TransactionId): Promise<Outcome> {
    for (const earlier of this.ahead(id)) {
      const { outcome } = await this.deliver(earlier);
      if (outcome === 'unknown' || outcome === 'unreachable') return this.notAsked(id);
    }
    const row = this.#options.outbox.find(id);
    if (!row || this.#stopped) return UNREACHABLE;
    if (!isOpen(row)) return row.outcome ?? UNREACHABLE;
    return row.state === 'recorded' ? this.#send(row) : this.#lookUp(row);
  }

  /** It could not be asked about now. Certainly not done is only what was never sent. */
  notAsked(id: TransactionId): Outcome {
    const row = this.#options.outbox.find(id);
    if (!row || row.state === 'recorded') return UNREACHABLE;
    return isOpen(row) ? UNKNOWN : (row.outcome ?? UNREACHABLE);
  }

  async #send({ sentAt, transaction: { id } }: StoredRow): Promise<Outcome> {
    const transaction = this.#options.outbox.claim(id);
    if (!transaction) return UNREACHABLE;
    this.#sentAt.set(id, this.#options.timer.now());
    const outcome = await this.#options.ils.transact(transaction);
    // An attempt that was sent before may still arrive, although nobody is reached now.
    const wasSent = transaction.mode === 'attempt' && sentAt !== undefined;
    const inDoubt = outcome.outcome === 'unreachable' && wasSent;
    if (outcome.outcome === 'unknown' || inDoubt) return this.#doubt(id);
    return this.#conclude(id, transaction.mode, outcome);
  }

  async #lookUp(row: StoredRow): Promise<Outcome> {
    const { id } = row.transaction;
    // “Never arrived” was true when it was asked; the answer may take longer than the request did.
    const mayOvertake = this.#mayOvertake(id);
    const answer = await this.#options.ils.lookup(row.transaction);
    if (answer.outcome === 'never-arrived') return this.#absent(id, mayOvertake);
    if (answer.outcome === 'unclear') return this.#unclear(id, answer.found ?? []);
    if (answer.outcome === 'unreachable') {
      this.#nobodyAnswers();
      return UNKNOWN;
    }
    // The refusal may be the attempt's, although the promise was sent since: that one has to be told its own (O6).
    return this.#conclude(id, 'attempt', answer);
  }

  #conclude(id: TransactionId, asked: 'attempt' | 'promise', outcome: FinalOutcome): Outcome {
    const row = this.#options.outbox.find(id);
    if (!row || !isOpen(row)) return outcome;
    if (outcome.outcome === 'unreachable') return this.#notDone(row);
    const verdict = verdictOn(row, asked, outcome.outcome === 'accepted');
    if (verdict === 'queue') this.#options.outbox.release(id);
    else if (verdict === 'settle') this.#options.outbox.settle(id, outcome);
    else this.#options.outbox.reject(id, outcome);
    this.#tell(id, outcome);
    return outcome;
  }

  /** The library has never heard of it: resend, or give up once the request can no longer overtake us. */
  async #absent(id: TransactionId, mayOvertake: boolean): Promise<Outcome> {
    const row = this.#options.outbox.find(id);
    if (!row || !isOpen(row)) return row?.outcome ?? UNREACHABLE;
    const awaited = this.#options.isAwaited(id);
    if (verdictOnAbsence(row, awaited) === 'reject' && mayOvertake) return this.#doubt(id);
    const outcome = this.#notDone(row);
    const next = this.#options.outbox.find(id);
    return next?.state === 'recorded' ? this.#send(next) : outcome;
  }

  /** Certainly not done. A waiting patron's attempt stays recorded: the session says what becomes of it. */
  #notDone(row: StoredRow): Outcome {
    const { id } = row.transaction;
    const verdict = verdictOnAbsence(row, this.#options.isAwaited(id));
    if (verdict === 'reject') {
      this.#options.outbox.reject(id, UNREACHABLE);
      this.#tell(id, UNREACHABLE);
      return UNREACHABLE;
    }
    if (verdict === 'keep-promise') this.#options.outbox.promise(id);
    this.#options.outbox.release(id);
    return UNREACHABLE;
  }

  #tell(id: TransactionId, outcome: FinalOutcome): void {
    this.forget(id);
    this.#options.onOutcome(id, outcome);
  }

  #doubt(id: TransactionId): Outcome {
    this.#options.outbox.doubt(id);
    this.#delayRow(id);
    return UNKNOWN;
  }

  #unclear(id: TransactionId, found: readonly string[]): Outcome {
    this.#options.outbox.unclear(id, found);
    this.#options.onUnclear?.();
    this.#delayRow(id);
    return UNKNOWN;
  }

  /** What an earlier start has sent was sent before this one began. */
  #mayOvertake(id: TransactionId): boolean {
    const since = this.#options.timer.now() - (this.#sentAt.get(id) ?? this.#begunAt);
    return since < (this.#options.overtakingMs ?? OVERTAKING_MS);
  }

  async #drain(): Promise<void> {
    const { outbox } = this.#options;
    const lanes = new Lanes(outbox.waiting());
    const asked = outbox.toCheck.due();
    const next = () => this.#nextOf(lanes) ?? asked.shift();
    const underWay = new Set<Promise<void>>();
    for (;;) {
      while (underWay.size < this.#width && this.#mayGo) {
        const row = next();
        if (row === undefined) break;
        const drained = this.#drainOne(row, lanes).finally(() => underWay.delete(drained));
        underWay.add(drained);
      }
      if (underWay.size === 0) return;
      await Promise.race(underWay);
    }
  }

  get #mayGo(): boolean {
    return !this.#stopped && !this.#isPaused(this.#pause);
  }

  /** After an outage the first row finds out whether anybody answers. */
  get #width(): number {
    return this.#pause.failures > 0 ? 1 : (this.#options.lanes ?? LANES);
  }

  /** Those in a wait of their own keep their place, as does what stands behind them. */
  #nextOf(lanes: Lanes): Queued | undefined {
    for (let row = lanes.next(); row; row = lanes.next()) {
      // What must go first may have been recorded by somebody who stands there.
      if (!this.#isPaused(this.#rowPauses.get(row.id)) && this.ahead(row.id).length === 0) {
        return row;
      }
    }
    return undefined;
  }

  async #drainOne(queued: Queued, lanes: Lanes): Promise<void> {
    const { id } = queued;
    const { outcome } = await this.deliver(id);
    const row = this.#options.outbox.find(id);
    if (!row || !isOpen(row)) {
      this.#pause = { failures: 0, until: 0 };
      lanes.answered(queued);
    } else if (outcome === 'unreachable') this.#nobodyAnswers();
    else if (!this.#isPaused(this.#rowPauses.get(id))) this.#delayRow(id);
  }

  /** Rows that were under way together have heard of one and the same silence. */
  #nobodyAnswers(): void {
    if (!this.#isPaused(this.#pause)) this.#pause = this.#longer(this.#pause, SILENCE);
  }

  #delayRow(id: TransactionId): void {
    const { backOff = BACK_OFF } = this.#options;
    this.#rowPauses.set(id, this.#longer(this.#rowPauses.get(id), backOff));
  }

  #longer(pause: Pause | undefined, backOff: BackOff): Pause {
    const failures = (pause?.failures ?? 0) + 1;
    const wait = delayAfter(failures, backOff, this.#options.random());
    return { failures, until: this.#options.timer.now() + wait };
  }

  #isPaused = (pause: Pause | undefined): boolean =>
    pause !== undefined && pause.until > this.#options.timer.now();

  /** When the first row that waits for no other row may go; undefined when there is none. */
  #firstEnd(): number | undefined {
    const { outbox } = this.#options;
    const underWay = outbox.inLine([...this.#underWay.keys()]);
    const ends = unblocked([...underWay, ...outbox.waiting()])
      .concat(outbox.toCheck.due())
      .map(idOf)
      .filter((id) => !this.#underWay.has(id))
      .map((id) => this.#rowPauses.get(id)?.until ?? 0);
    return ends.length === 0 ? undefined : ends.reduce((a, b) => Math.min(a, b));
  }

  #begin(): void {
    this.#draining ??= this.#drain()
      .then(() => {
        this.#draining = undefined;
        this.schedule();
      })
      .catch((error: unknown) => {
        this.#stopped = true;
        this.#options.onFault(error);
      });
  }
}
