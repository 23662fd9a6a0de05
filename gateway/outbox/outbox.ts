/**
 * The terminal's durable journal of transactions (design decision 2): what is recorded here survives a power cut,
 * and nothing is sent that is not recorded. Every method is durable when it returns, and throws
 * Fault `disk-failed` when it cannot be: then it has not happened.
 */
import type { Uid } from '../devices/device.ts';
import { isDiskFailure } from '../errors.ts';
import type { Transaction, TransactionId } from '../ils/ils.ts';
import type { SecurityMark, TransactionTag } from '../session/transactions.ts';
import type { SecurityReading } from '../tags/security.ts';
import { prune } from './housekeeping.ts';
import { type JournalTag, journalTagFrom, rowFrom, type StoredRow, tagRowFrom } from './columns.ts';
import { JournalFile, type Parameters } from './journal-file.ts';
import { OfflineLoans } from './offline-loans.ts';
import { uncured, type Wanted } from './rules/cures.ts';
import type { FinalOutcome } from './rules/row.ts';
import { type Reading, trueTime } from './rules/true-time.ts';
import { isCounted, LOOKS } from './rules/unclear.ts';
import { ToCheck } from './to-check.ts';

export interface OutboxOptions {
  /** The terminal's clocks, read when a row is recorded and when it is first sent. */
  readonly readClocks: () => Reading;
  /** Version of the gateway, kept with each row. */
  readonly version: string;
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
const WAITING = `${OPEN} AND ((state = 'ambiguous' AND unclear < ${LOOKS}) OR (state = 'recorded' AND mode = 'promise'))`;
/** Tags of which anything may still be wanted; rules/cures.ts decides. */
const OPEN_TAGS = `SELECT uid FROM tags WHERE state IS NOT 'done'`;

export class Outbox {
  readonly #file: JournalFile;
  readonly #options: OutboxOptions;
  /** What staff have to see to (O21). */
  readonly toCheck: ToCheck;
  readonly offlineLoans: OfflineLoans;

  constructor(file: JournalFile, options: OutboxOptions) {
    this.#file = file;
    this.#options = options;
    this.toCheck = new ToCheck(file, this.#wall);
    this.offlineLoans = new OfflineLoans(file);
  }

  static open(path: string, options: OutboxOptions): Outbox {
    return new Outbox(JournalFile.open(path), options);
  }

  record(transaction: Transaction, tags: readonly TransactionTag[], sessionId: string): void {
    const { id, act, mode, card, dueAt, item, occurredAt, undoOf } = transaction;
    const { wall, monotonic, boot, serverOffset } = this.#options.readClocks();
    this.#file.together(() => {
      this.#file.run(
        `INSERT INTO transactions (id, act, mode, card, item_identifier, item_owner, undo_of, session_id,
           occurred_at, due_at, wall, monotonic, boot, server_offset, version, state)
         VALUES (:id, :act, :mode, :card, :identifier, :owner, :undoOf, :sessionId,
           :occurredAt, :dueAt, :wall, :monotonic, :boot, :offset, :version, 'recorded')`,
        {
          ...{ id, act, mode, card, undoOf, sessionId, boot, version: this.#options.version },
          ...{ identifier: item.identifier, owner: item.owner, dueAt: rounded(dueAt) },
          ...{ occurredAt: Math.round(occurredAt), wall: Math.round(wall) },
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
  ahead(id: TransactionId): StoredRow[] {
    const row = this.find(id);
    if (!row) return [];
    const { card, item } = row.transaction;
    return this.#rows(`${OPEN} AND seq < :seq AND (item_identifier = :item OR card = :card)`, {
      ...{ seq: row.seq, item: item.identifier, card },
    });
  }

  /** Rows to be carried on although nobody asks, oldest first (O3). */
  waiting(): StoredRow[] {
    return this.#rows(WAITING);
  }

  /**
   * `recorded` → `sent`, with the time corrected at the first sending and kept from then on: the same id must
   * always say the same. @returns what to send; undefined when the row is not to be sent
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
    return { ...row.transaction, occurredAt: at };
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
    const now = this.#wall();
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

  /** It has happened, whatever the library will say; the id stays. No effect on a closed row. */
  promise(id: TransactionId, dueAt?: number): void {
    this.#file.run(
      `UPDATE transactions SET mode = 'promise', due_at = coalesce(:dueAt, due_at)
       WHERE id = :id AND ${OPEN}`,
      { id, dueAt: rounded(dueAt) },
    );
  }

  /** Puts in order what a stop left behind (O8). Called once, before anything is relayed. */
  recover(): Recovered {
    const outcome = JSON.stringify({ outcome: 'unreachable' });
    const at = this.#wall();
    let abandoned = 0;
    this.#file.together(() => {
      this.#file.run(`UPDATE transactions SET state = 'ambiguous' WHERE state = 'sent'`);
      abandoned = this.#file.run(
        `UPDATE transactions SET state = 'rejected', outcome = :outcome, closed_at = :at
         WHERE state = 'recorded' AND mode = 'attempt'`,
        { outcome, at },
      );
    });
    const waiting = this.waiting();
    const ambiguous = waiting.filter(({ state }) => state === 'ambiguous').length;
    return { abandoned, ambiguous, queued: waiting.length - ambiguous };
  }

  /** A tag of the item, known with the row or later; no effect where it is known already. */
  addTag(id: TransactionId, { uid, part }: TransactionTag): void {
    this.#file.run(
      'INSERT OR IGNORE INTO tags (transaction_id, uid, part) VALUES (:id, :uid, :part)',
      { id, uid, part },
    );
  }

  /** What the tag said before stays on the row, whatever becomes of the write (O15). */
  markSecurity(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void {
    const key = { id, uid };
    this.#file.together(() => {
      this.addTag(id, { uid });
      this.#file.run(
        'UPDATE tags SET wanted = :wanted, state = :state WHERE transaction_id = :id AND uid = :uid',
        { ...key, wanted, state: mark.state },
      );
      if (mark.state === 'pending') this.#notePrevious(key, mark.previous);
    });
  }

  #notePrevious(key: { id: TransactionId; uid: Uid }, { afi, eas }: SecurityReading): void {
    this.#file.run(
      `UPDATE tags SET previous_afi = :afi, previous_eas = :eas
       WHERE transaction_id = :id AND uid = :uid`,
      { ...key, afi, eas: eas === undefined ? undefined : Number(eas) },
    );
  }

  /** The tags of a row: for staff, and for whoever looks into what a sudden end has left. */
  tagsOf(id: TransactionId): JournalTag[] {
    return this.#file
      .all(
        `SELECT uid, part, wanted, state, previous_afi, previous_eas FROM tags
         WHERE transaction_id = :id ORDER BY part, uid`,
        { id },
      )
      .map(journalTagFrom);
  }

  uncured() {
    const rows = this.#file.all(
      `SELECT t.seq, t.id, t.act, t.mode, t.state AS row_state, t.occurred_at,
              tags.uid, tags.wanted, tags.state AS mark_state,
              json_extract(t.outcome, '$.keepArmed') AS keep_armed,
              EXISTS (SELECT 1 FROM transactions later
                      WHERE later.item_identifier = t.item_identifier AND later.seq > t.seq
                        AND later.act = 'checkin' AND later.state <> 'rejected') AS returned_since
       FROM tags JOIN transactions t ON t.id = tags.transaction_id
       WHERE tags.uid IN (${OPEN_TAGS})`,
    );
    return uncured(rows.map(tagRowFrom), this.#wall());
  }

  /** Rows that the library does not know of yet, as far as this terminal can tell. */
  queued(): number {
    return this.#number(`SELECT count(*) AS n FROM transactions WHERE ${WAITING}`) ?? 0;
  }

  /** Epoch milliseconds, as right as was known then; for the time floor. */
  lastRecordedAt(): number | undefined {
    return this.#number('SELECT max(wall + coalesce(server_offset, 0)) AS n FROM transactions');
  }

  lastSettledAt(): number | undefined {
    return this.#number(
      `SELECT closed_at AS n FROM transactions
       WHERE closed_at IS NOT NULL AND state = 'settled' ORDER BY closed_at DESC LIMIT 1`,
    );
  }

  /** Forgets a little of what is over (O13). @returns true when there may be more */
  prune = (): boolean => prune(this.#file, this.#wall());

  /** Whether the disk takes a commit now. */
  canWrite(): boolean {
    try {
      this.#file.probe();
      return true;
    } catch (error) {
      if (isDiskFailure(error)) return false;
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }

  #wall = (): number => Math.round(this.#options.readClocks().wall);

  #rows(where: string, parameters: Parameters = {}): StoredRow[] {
    const sql = `SELECT * FROM transactions WHERE ${where} ORDER BY seq`;
    return this.#file.all(sql, parameters).map(rowFrom);
  }

  #number(sql: string): number | undefined {
    const [row] = this.#file.all(sql);
    const n = row && typeof row === 'object' && 'n' in row ? row.n : undefined;
    return typeof n === 'number' ? n : undefined;
  }

  #move(id: TransactionId, state: 'recorded' | 'ambiguous'): void {
    this.#file.run(`UPDATE transactions SET state = :state WHERE id = :id AND ${OPEN}`, {
      ...{ id, state },
    });
  }

  #close(id: TransactionId, state: 'settled' | 'rejected', outcome: FinalOutcome): void {
    this.#file.run(
      `UPDATE transactions SET state = :state, outcome = :outcome, closed_at = :at
       WHERE id = :id AND ${OPEN}`,
      { id, state, outcome: JSON.stringify(outcome), at: this.#wall() },
    );
  }
}

const rounded = (value: number | undefined) =>
  value === undefined ? undefined : Math.round(value);
