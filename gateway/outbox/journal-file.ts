/** The file under the outbox, and under the desk's journal: opened so that a commit that returned survives a power cut, by one gateway alone. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Fault } from '../errors.ts';
import { Damage } from './damage.ts';
import { migrate, type Step, versionOf } from './migrations.ts';
import { type Database, type OpenDatabase, openWithNode, type Statement } from './sqlite.ts';

export type Parameters = Readonly<Record<string, SQLInputValue | undefined>>;

/** For a file that must not be lost. Each is called with the file locked against other gateways. */
export interface Care {
  /** Before SQLite touches it. @throws Damage */
  readonly before?: (path: string) => void;
  /** Whether what it says can be read. @throws Damage */
  readonly verify?: (file: JournalFile) => void;
  /** It is damaged: puts a whole one in its place. */
  readonly mend?: (path: string, damage: Damage) => void;
  readonly openDatabase?: OpenDatabase | undefined;
}

export class JournalFile {
  readonly #db: Database;
  readonly #lock: DatabaseSync;
  readonly #prepared = new Map<string, Statement>();

  private constructor(db: Database, lock: DatabaseSync) {
    this.#db = db;
    this.#lock = lock;
  }

  /**
   * @param layout its tables, step by step
   * @throws Damage when the file is damaged and nobody mends it
   * @throws Fault `disk-failed` when it is unwritable, or in use by another gateway
   */
  static open(path: string, layout: readonly Step[], care: Care = {}): JournalFile {
    const lock = onDisk(() => takeLock(`${path}.lock`));
    const open = () => JournalFile.#open(path, layout, lock, care);
    try {
      return mended(open, care.mend && ((damage) => care.mend?.(path, damage)));
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  static #open(
    path: string,
    layout: readonly Step[],
    lock: DatabaseSync,
    { before, openDatabase = openWithNode, verify }: Care,
  ): JournalFile {
    return onDisk(() => {
      before?.(path);
      const db = openFile(path, layout, openDatabase);
      const file = new JournalFile(db, lock);
      try {
        verify?.(file);
        return file;
      } catch (error) {
        db.close();
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

  /** One commit for all that `work` writes; nothing of it when it throws. Within another, part of that one. */
  together(work: () => void): void {
    if (onDisk(() => this.#db.isTransaction)) return work();
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

  #statement(sql: string): Statement {
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

/** @returns what `open` does, tried once more after what it found damaged was mended */
function mended<T>(open: () => T, mend: ((damage: Damage) => void) | undefined): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof Damage) || !mend) throw error;
    onDisk(() => mend(error));
    return open();
  }
}

function openFile(path: string, layout: readonly Step[], openDatabase: OpenDatabase): Database {
  const db = openDatabase(path, PATIENCE_MS);
  try {
    prepareFile(db, layout);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Left of the WAL once it has been written back. Bytes. */
const WAL_KEPT = 1_048_576;

/** As SQLite's own default, and as a damaged file is read by (O32). */
export const PAGE_BYTES = 4_096;

function prepareFile(db: Database, layout: readonly Step[]): void {
  // Both are taken only as long as there is no page yet; after that the second writes to the file at each start.
  if (pragma(db, 'page_count') === 0) {
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL;`);
  }
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(`PRAGMA journal_size_limit = ${WAL_KEPT};`);
  // A card number that was dropped shall not stay readable in a free page (design decision 15).
  db.exec('PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;');
  mustBeLaidOut(db, layout);
  // Not `quick_check`: a row that its index does not lead to is never found again.
  const check = pragma(db, 'integrity_check');
  if (check !== 'ok') throw new Damage(`The file is damaged: ${String(check)}`);
  const isOlder = migrate(db, layout);
  if (isOlder || pragma(db, 'auto_vacuum') !== INCREMENTAL) writeAnew(db);
}

/** Damage to the text that defines a table makes of it another one, and of our statements nonsense. @throws Damage */
function mustBeLaidOut(db: Database, layout: readonly Step[]): void {
  if (versionOf(db) !== layout.length) return;
  const fresh = new DatabaseSync(':memory:');
  try {
    migrate(fresh, layout);
    if (tablesOf(db) !== tablesOf(fresh)) throw new Damage('The tables are not as they were made');
  } finally {
    fresh.close();
  }
}

/** Without SQLite's own: whoever looks into the file may leave statistics there. */
const tablesOf = (db: Database): string => {
  const ours = `SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name`;
  return JSON.stringify(db.prepare(ours).all());
};

const INCREMENTAL = 2;

/**
 * An older gateway's file could not shrink; and what its values were before they were sealed shall stay in no page of it.
 * A power cut before this is made good at the next start.
 */
function writeAnew(db: Database): void {
  db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
}

const pragma = (db: Database, name: string) => db.prepare(`PRAGMA ${name}`).get()?.[name];

const bound = (parameters: Parameters): Record<string, SQLInputValue> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value ?? null]));

/** A misuse (the same id twice) is a bug of ours; all else that SQLite reports is the disk's. */
function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault || isAgainstLayout(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (hasCode(error, [SQLITE_CORRUPT, SQLITE_NOTADB])) {
      throw new Damage(`The file is damaged: ${message}`, { cause: error });
    }
    throw new Fault('disk-failed', `The file cannot be used: ${message}`, { cause: error });
  }
}

const SQLITE_CORRUPT = 11;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;

/** Extended codes say in their low byte what they extend. */
const hasCode = (error: unknown, codes: readonly number[]): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  codes.includes(error.errcode & 0xff);

/** What was to be written does not fit the tables: known already, or of another kind than they take. */
export const isAgainstLayout = (error: unknown): boolean => hasCode(error, [SQLITE_CONSTRAINT]);
