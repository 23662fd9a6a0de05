/** The file under the outbox, and under the desk's journal: opened so that a commit that returned survives a power cut, by one gateway alone. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Fault } from '../errors.ts';
import { migrate, OUTBOX_LAYOUT } from './migrations.ts';

export type Parameters = Readonly<Record<string, SQLInputValue | undefined>>;

export class JournalFile {
  readonly #db: DatabaseSync;
  readonly #lock: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  private constructor(db: DatabaseSync, lock: DatabaseSync) {
    this.#db = db;
    this.#lock = lock;
  }

  /**
   * @param layout its tables, step by step
   * @throws Fault `disk-failed` when the file is damaged, unwritable, or in use by another gateway
   */
  static open(path: string, layout: readonly string[] = OUTBOX_LAYOUT): JournalFile {
    return onDisk(() => {
      const lock = takeLock(`${path}.lock`);
      try {
        return new JournalFile(openFile(path, layout), lock);
      } catch (error) {
        lock.close();
        throw error;
      }
    });
  }

  /** @returns how many rows changed. @throws Fault `disk-failed` */
  run(sql: string, parameters: Parameters = {}): number {
    return onDisk(() => Number(this.#statement(sql).run(bound(parameters)).changes));
  }

  /** @throws Fault `disk-failed` */
  all(sql: string, parameters: Parameters = {}): unknown[] {
    return onDisk(() => this.#statement(sql).all(bound(parameters)));
  }

  /** One commit for all that `work` writes; nothing of it when it throws. */
  together(work: () => void): void {
    this.run('BEGIN IMMEDIATE');
    try {
      work();
      this.run('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  /** A commit about nothing, through to the disk. @throws Fault `disk-failed` */
  probe(): void {
    this.run('UPDATE probe SET n = n + 1');
  }

  close(): void {
    this.#db.close();
    this.#lock.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/**
 * Two gateways on one journal would each send what the other has recorded. The lock is an open transaction on a
 * file of its own: it falls with the process, however that ends, and leaves the journal to be looked into.
 */
function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw new Fault('disk-failed', 'another gateway is using this data folder', { cause: error });
  }
}

/** Somebody looking into the journal may hold it for a moment. Milliseconds. */
const PATIENCE_MS = 500;

function openFile(path: string, layout: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    prepareFile(db, layout);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareFile(db: DatabaseSync, layout: readonly string[]): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  // A card number that was dropped shall not stay readable in a free page (design decision 15).
  db.exec('PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;');
  const check = db.prepare('PRAGMA quick_check(1)').get();
  if (check?.['quick_check'] !== 'ok') {
    throw new Fault('disk-failed', `The file is damaged: ${String(check?.['quick_check'])}`);
  }
  migrate(db, layout);
}

const bound = (parameters: Parameters): Record<string, SQLInputValue> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]));

/** A misuse (the same id twice) is a bug of ours; all else that SQLite reports is the disk's. */
function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault || isConstraint(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new Fault('disk-failed', `The file cannot be used: ${message}`, { cause: error });
  }
}

const SQLITE_CONSTRAINT = 19;
const isConstraint = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === SQLITE_CONSTRAINT;
