/** One SQLite connection for one thread, with the settings the server relies on, and Kysely over it. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { SqliteStatement } from 'kysely';
import { openDirectly } from '../direct.ts';

/** Statements kept prepared per connection; the longest unused goes when there are more. */
const KEPT_STATEMENTS = 500;

export interface Connection {
  readonly database: DatabaseSync;
  readonly kysely: Kysely<never>;
}

/** Opens the file for writing: WAL, and every commit on disk before it is answered (synchronous=FULL). */
export function openForWriting(file: string): Connection {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  // The default cache (2 MB) is less than the indexes of a provincial catalogue.
  database.exec('pragma cache_size = -65536; pragma temp_store = memory');
  // 16 MB of log. After the default of 4 MB, each second commit of a busy hour would write again what the next one changes.
  database.exec('pragma wal_autocheckpoint = 4000');
  return { database, kysely: kyselyOver(database) };
}

export function openForReading(file: string): Connection {
  const database = new DatabaseSync(file, { timeout: 5000, readOnly: true });
  database.exec('pragma query_only = on; pragma cache_size = -32768; pragma temp_store = memory');
  return { database, kysely: kyselyOver(database) };
}

function kyselyOver(database: DatabaseSync): Kysely<never> {
  const kept = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = kept.get(sql) ?? adapt(database.prepare(sql));
    // Put back at the end: a Map keeps the order of insertion, so its first key is the longest unused.
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
  const dialect = new SqliteDialect({ database: { prepare, close: () => database.close() } });
  const kysely = new Kysely<never>({ dialect });
  openDirectly(kysely, (sql, parameters) => prepare(sql).all(parameters));
  return kysely;
}

/** `node:sqlite` takes parameters one by one and says by its columns whether a statement returns rows. */
function adapt(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
