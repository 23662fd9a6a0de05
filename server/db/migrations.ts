import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** One numbered SQL file. Once it has run anywhere it is never changed again: the next change is a new file. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly checksum: string;
}

/** What the table `migration` remembers. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** Kept by both engines before anything else. */
export const MIGRATION_TABLE = `create table if not exists migration (
  name text primary key,
  checksum text not null,
  applied_at bigint not null
)`;
/** SQLite calls its 64-bit integers INTEGER; `bigint` is not a type of a STRICT table. */
export const SQLITE_MIGRATION_TABLE = `${MIGRATION_TABLE.replace('bigint', 'integer')} strict`;

/** @param folder URL of `…/sqlite/` or `…/postgres/` */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(new URL(folder))
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name) => {
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name))
      throw new Error(`the migration “${name}” must be named NNNN-words.sql`);
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Which migrations are still to be run, in order.
 * @throws Error when the database was made by a newer program, or by other files of the same names
 */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = byName.get(name);
    if (!migration)
      throw new Error(`the database has been used by a newer version of the server (${name})`);
    if (migration.checksum !== checksum)
      throw new Error(`the migration ${name} was changed after it had been run on this database`);
  }
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}
