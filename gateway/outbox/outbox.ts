/**
 * The terminal's durable journal of transactions (design decision 2): what is recorded here survives a power cut,
 * and nothing is sent that is not recorded. Every method is durable when it returns, and throws
 * Fault `disk-failed` when it cannot be: then it has not happened.
 */
import { dirname } from 'node:path';
import type { Uid } from '../devices/device.ts';
import { Fault, isDiskFailure } from '../errors.ts';
import type { TerminalRecord, Transaction, TransactionId } from '../ils/ils.ts';
import type { SecurityMark, TransactionTag } from '../session/transactions.ts';
import { type JournalTag, queuedFrom, rowFrom, type StoredRow } from './columns.ts';
import { Damage } from './damage.ts';
import { prune } from './housekeeping.ts';
import { type JournalFile, type Parameters } from './journal-file.ts';
import { OfflineLoans } from './offline-loans.ts';
import { openOutboxFile, type Scrutiny } from './outbox-file.ts';
import { openOutboxKeys } from './outbox-key.ts';
import { forgetSalvaged, type Salvaged, salvagedInto } from './recovery/salvage.ts';
import { dropOld } from './recovery/set-aside.ts';
import type { Wanted } from './rules/cures.ts';
import type { Queued } from './rules/lanes.ts';
import { receiptCodeOf } from './rules/receipt-code.ts';
import type { FinalOutcome } from './rules/row.ts';
import { type Reading, trueTime } from './rules/true-time.ts';
import { isCounted, LOOKS } from './rules/unclear.ts';
import { SealedValues } from './sealed-values.ts';
import { Sealing } from './sealing.ts';
import type { OpenDatabase } from './sqlite.ts';
import { Tags } from './tags.ts';
import { ToCheck } from './to-check.ts';

/** Epoch milliseconds. */
export interface PermitTimes {
  readonly version?: number;
  readonly madeAt?: number;
  readonly endsAt?: number;
}

export interface OutboxOptions {
  /** The terminal's clocks, read when a row is recorded and when it is first sent. */
  readonly readClocks: () => Reading;
  /** Version of the gateway, kept with each row. */
  readonly version: string;
  /** The permit that this terminal has: its version is kept with each loan that is promised. */
  readonly permit?: () => PermitTimes | undefined;
  /** Folder in which systemd hands over the key; without it, the key lies beside the journal. */
  readonly credentialsFolder?: string;
  readonly openDatabase?: OpenDatabase;
}

/** What a start found on disk. */
export interface Recovered {
  /** Promises that still have to be sent. */
  readonly queued: number;
  /** Sent before the stop, answer not heard: will be looked up. */
  readonly ambiguous: number;
  /** Attempts that were never sent. */
  readonly abandoned: number;
}

/** Word for word as the index `open_rows` has it: asked at every turn, it must not read two months of closed rows. */
const OPEN = `state NOT IN ('settled', 'rejected')`;
const IS_WAITING = (row: string) =>
  `((${row}state = 'ambiguous' AND ${row}unclear < ${LOOKS}) OR (${row}state = 'recorded' AND ${row}mode = 'promise'))`;
/** An attempt that nobody has ever carried out. */
const GIVEN_UP = `(state = 'rejected' AND answer = 'unreachable')`;
const WAITING = `${OPEN} AND ${IS_WAITING('')}`;
/** As the server's schema takes it. */
const MOST_TAGS = 32;

export class Outbox {
  readonly #path: string;
  readonly #file: JournalFile;
  readonly #values: SealedValues;
  readonly #tags: Tags;
  readonly #options: OutboxOptions;
  /** What staff have to see to (O21). */
  readonly toCheck: ToCheck;
  readonly offlineLoans: OfflineLoans;

  private constructor(
    path: string,
    file: JournalFile,
    values: SealedValues,
    options: OutboxOptions,
  ) {
    this.#path = path;
    this.#file = file;
    this.#values = values;
    this.#tags = new Tags(file, values);
    this.#options = options;
    this.toCheck = new ToCheck(file, values, this.#now);
    this.offlineLoans = new OfflineLoans(file, values);
  }

  /** @throws Fault `disk-failed` when the disk will not give or take it, or another gateway uses it */
  static open(path: string, options: OutboxOptions, scrutiny: Scrutiny = 'open-rows'): Outbox {
    const { key, other } = openOutboxKeys(dirname(path), options.credentialsFolder);
    const inUse = new Sealing(key);
    const sealings = { inUse, other: other && new Sealing(other) };
    const { wall } = options.readClocks();
    const file = openOutboxFile(path, sealings, wall, scrutiny, options.openDatabase);
    return new Outbox(path, file, new SealedValues(inUse), options);
  }

  record(transaction: Transaction, tags: readonly TransactionTag[], sessionId: string): void {
    const { id, act, mode, card, dueAt, item, occurredAt, undoOf } = transaction;
    const { wall, monotonic, boot, serverOffset } = this.#options.readClocks();
    const isPromisedLoan = act === 'checkout' && mode === 'promise';
    this.#file.together(() => {
      this.#file.run(
        `INSERT INTO transactions (id, act, mode, card, card_key, item, item_key, undo_of, session_id,
           occurred_at, due_at, wall, monotonic, boot, server_offset, version, permit, state)
         VALUES (:id, :act, :mode, :card, :card_key, :item, :item_key, :undoOf, :sessionId,
           :occurredAt, :dueAt, :wall, :monotonic, :boot, :offset, :version, :permit, 'recorded')`,
        {
          ...{ id, act, mode, undoOf, sessionId, boot, version: this.#options.version },
          ...this.#values.card(id, card),
          ...this.#values.item(id, item),
          permit: isPromisedLoan ? this.#permit() : undefined,
          ...{ occurredAt: Math.round(occurredAt), dueAt: rounded(dueAt), wall: Math.round(wall) },
          ...{ monotonic: Math.round(monotonic), offset: rounded(serverOffset) },
        },
      );
      for (const tag of tags) this.addTag(id, tag);
    });
  }

  find(id: TransactionId): StoredRow | undefined {
    return this.#rows('id = :id', { id })[0];
  }

  /** Open rows of the same item or patron recorded before this one, oldest first (O5). */
  ahead(id: TransactionId): (Queued & { readonly isWaiting: boolean })[] {
    const rows = this.#file.all(
      `SELECT row.seq, row.id, row.item_key, row.card_key, ${IS_WAITING('row.')} AS n
       FROM transactions row JOIN transactions mine ON mine.id = :id
       WHERE row.state NOT IN ('settled', 'rejected') AND row.seq < mine.seq
         AND (row.item_key = mine.item_key OR row.card_key = mine.card_key) ORDER BY row.seq`,
      { id },
    );
    return rows.map((row) => ({ ...queuedFrom(row), isWaiting: numberIn(row) === 1 }));
  }

  /** Rows to be carried on although nobody asks, oldest first (O3). */
  waiting(): Queued[] {
    return this.#queue(`WHERE ${WAITING} ORDER BY seq`);
  }

  /** Of these rows, those that are known. */
  inLine(ids: readonly TransactionId[]): Queued[] {
    return ids.flatMap((id) => this.#queue('WHERE id = :id', { id }));
  }

  /**
   * `recorded` → `sent`, with the time corrected at the first sending and kept from then on: the same id must
   * always say the same (O31). @returns what to send; undefined when the row is not to be sent
   */
  claim(id: TransactionId): Transaction | undefined {
    const row = this.find(id);
    if (row?.state !== 'recorded') return undefined;
    const now = this.#options.readClocks();
    const { occurredAt } = row.transaction;
    const at = row.sentAt === undefined ? trueTime(occurredAt, row.recordedAt, now) : occurredAt;
    this.#file.run(
      `UPDATE transactions SET state = 'sent', sent_mode = mode, sent_at = :sentAt, occurred_at = :at
       WHERE id = :id`,
      { id, sentAt: Math.round(now.wall), at },
    );
    return { ...row.transaction, occurredAt: at, record: this.#recordOf(row) };
  }

  #recordOf({ permit, recordedAt, seq, transaction: { id }, version }: StoredRow): TerminalRecord {
    const { boot, monotonic, serverOffset, wall } = recordedAt;
    const tags = this.#tags.told(id).slice(0, MOST_TAGS);
    return {
      ...{ sequence: seq, wall, monotonic, boot, version, receiptCode: receiptCodeOf(id) },
      ...(serverOffset !== undefined && { serverOffset }),
      ...(tags.length > 0 && { tags }),
      ...(permit !== undefined && { permit }),
    };
  }

  /** Back to `recorded`: certainly not done, to be sent (again). */
  release(id: TransactionId): void {
    this.#move(id, 'recorded');
  }

  /** `ambiguous`: sent, and no answer came. */
  doubt(id: TransactionId): void {
    this.#move(id, 'ambiguous');
  }

  /** `ambiguous`: the library's system was asked and cannot tell; what it said of the book is kept (O21). */
  unclear(id: TransactionId, found: readonly string[]): void {
    const row = this.find(id);
    if (!row) return;
    const now = this.#now();
    const by = isCounted(row, now) ? 1 : 0;
    this.#file.run(
      `UPDATE transactions SET state = 'ambiguous', unclear = unclear + :by, found = :found,
         asked_at = CASE WHEN :by = 1 THEN :now ELSE asked_at END
       WHERE id = :id AND ${OPEN}`,
      { id, by, now, found: JSON.stringify(found) },
    );
  }

  settle(id: TransactionId, outcome: FinalOutcome): void {
    this.#close(id, 'settled', outcome);
  }

  /** Refused for good, or (`unreachable`) an attempt that is given up. */
  reject(id: TransactionId, outcome: FinalOutcome): void {
    this.#close(id, 'rejected', outcome);
  }

  /**
   * It has happened, whatever the library will say; the id stays. Also of an attempt that was given up meanwhile: whoever
   * promises holds the book in their hand. No effect on a row that has its answer.
   * @throws Fault `disk-failed` when there is no such row
   */
  promise(id: TransactionId, dueAt?: number): void {
    const changes = this.#file.run(
      `UPDATE transactions SET mode = 'promise', due_at = coalesce(:dueAt, due_at),
         permit = CASE WHEN act = 'checkout' THEN coalesce(permit, :permit) END,
         state = CASE state WHEN 'rejected' THEN 'recorded' ELSE state END,
         answer = NULL, outcome = NULL, closed_at = NULL
       WHERE id = :id AND (${OPEN} OR ${GIVEN_UP})`,
      { id, dueAt: rounded(dueAt), permit: this.#permit() },
    );
    if (changes === 0 && !this.find(id)) {
      throw new Fault('disk-failed', 'there is no row to promise');
    }
  }

  /** Puts in order what a stop left behind (O8). Called once, before anything is relayed. */
  recover(): Recovered {
    let abandoned = 0;
    this.#file.together(() => {
      // An attempt that was put back after it had been on the line may still arrive.
      this.#file.run(
        `UPDATE transactions SET state = 'ambiguous' WHERE ${OPEN}
           AND (state = 'sent' OR (state = 'recorded' AND mode = 'attempt' AND sent_at IS NOT NULL))`,
      );
      for (const { id } of this.#queue(`WHERE state = 'recorded' AND mode = 'attempt'`)) {
        this.#close(id, 'rejected', { outcome: 'unreachable' });
        abandoned += 1;
      }
    });
    const queued = this.#count(`${WAITING} AND state = 'recorded'`);
    const ambiguous = this.#count(`${WAITING} AND state = 'ambiguous'`);
    return { abandoned, ambiguous, queued };
  }

  /** A tag of the item, known with the row or later; no effect where it is known already. */
  addTag(id: TransactionId, tag: TransactionTag): void {
    this.#tags.add(id, tag);
  }

  markSecurity(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void {
    this.#tags.mark(id, uid, wanted, mark);
  }

  /** The tags of a row: for staff, and for whoever looks into what a sudden end has left. */
  tagsOf(id: TransactionId): JournalTag[] {
    return this.#tags.of(id);
  }

  uncured() {
    return this.#tags.uncured(this.#now());
  }

  /** Rows that the library does not know of yet, as far as this terminal can tell. */
  queued(): number {
    return this.#count(WAITING);
  }

  /** When the oldest of those happened; epoch milliseconds. */
  oldestQueuedAt(): number | undefined {
    return this.#number(`SELECT min(occurred_at) AS n FROM transactions WHERE ${WAITING}`);
  }

  /** Epoch milliseconds, as right as it has become known; for the time floor. */
  lastRecordedAt(): number | undefined {
    return this.#number(
      'SELECT max(coalesce(wall + server_offset, occurred_at)) AS n FROM transactions',
    );
  }

  lastSettledAt(): number | undefined {
    return this.#number(
      `SELECT closed_at AS n FROM transactions
       WHERE closed_at IS NOT NULL AND state = 'settled' ORDER BY closed_at DESC LIMIT 1`,
    );
  }

  /** Forgets a little of what is over (O13). @returns true when there may be more */
  prune(): boolean {
    const now = this.#now();
    dropOld(this.#path, now);
    forgetSalvaged(this.#file, now);
    return prune(this.#file, now, this.#permitFrom());
  }

  /** What was saved into this file of a damaged one. */
  salvaged = (): Salvaged | undefined => salvagedInto(this.#file);

  /** Whether the disk takes a commit now. @throws Damage */
  canWrite(): boolean {
    try {
      this.#file.probe();
      return true;
    } catch (error) {
      if (isDiskFailure(error) && !(error instanceof Damage)) return false;
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }

  /** As right as it is known: what happened is told by it, and the wall clock may be days off. */
  #now = (): number => {
    const { serverOffset = 0, wall } = this.#options.readClocks();
    return Math.round(wall + serverOffset);
  };

  #permit = (): number | undefined => this.#options.permit?.()?.version;

  /** Undefined: nothing is lent by a permit. */
  #permitFrom(): number | undefined {
    const { endsAt = -Infinity, madeAt } = this.#options.permit?.() ?? {};
    return endsAt < this.#now() ? undefined : madeAt;
  }

  #rows(where: string, parameters: Parameters = {}): StoredRow[] {
    const sql = `SELECT * FROM transactions WHERE ${where} ORDER BY seq`;
    return this.#file.all(sql, parameters).map((row) => rowFrom(row, this.#values));
  }

  #queue(rest: string, parameters: Parameters = {}): Queued[] {
    const sql = `SELECT seq, id, item_key, card_key FROM transactions ${rest}`;
    return this.#file.all(sql, parameters).map(queuedFrom);
  }

  #count(where: string): number {
    return this.#number(`SELECT count(*) AS n FROM transactions WHERE ${where}`) ?? 0;
  }

  #number(sql: string): number | undefined {
    return numberIn(this.#file.all(sql)[0]);
  }

  #move(id: TransactionId, state: 'recorded' | 'ambiguous'): void {
    this.#file.run(`UPDATE transactions SET state = :state WHERE id = :id AND ${OPEN}`, {
      ...{ id, state },
    });
  }

  #close(id: TransactionId, state: 'settled' | 'rejected', outcome: FinalOutcome): void {
    this.#file.run(
      `UPDATE transactions SET state = :state, answer = :answer, outcome = :outcome,
         keep_armed = :keep_armed, closed_at = :at WHERE id = :id AND ${OPEN}`,
      { id, state, ...this.#values.outcome(id, outcome), at: this.#now() },
    );
  }
}

/** @returns undefined when the column is NULL or there is no row */
function numberIn(row: unknown): number | undefined {
  const n = row && typeof row === 'object' && 'n' in row ? row.n : undefined;
  return typeof n === 'number' ? n : undefined;
}

const rounded = (value: number | undefined) =>
  value === undefined ? undefined : Math.round(value);
