/** The database as it stands at one moment, as a file, while others go on writing. */
import { DatabaseSync } from 'node:sqlite';
import { access, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { AppliedMigration } from '../db/migrations.ts';
import type { DatabasePlace } from '../db/open.ts';
import { flush } from './disk.ts';
import { DATABASE_FILE } from './rules/manifest.ts';
import type { Manifest } from './rules/manifest.ts';
import { run } from './tool.ts';

/** What is counted, on both engines. */
const COUNTED = [
  'library',
  'patron',
  'item',
  'loan',
  'circulation_event',
  'terminal',
  'staff_account',
];
const COUNTS = `select ${COUNTED.map((name) => `(select count(*) from ${name}) as ${name}`).join(', ')}`;
const MIGRATIONS = 'select name, checksum from migration order by name';

type Contents = Pick<Manifest, 'counts' | 'migrations'>;

/** Writes `server.db` or `database.dump` into `folder`. @returns what is in it */
export async function takeSnapshot(place: DatabasePlace, folder: string): Promise<Contents> {
  const file = join(folder, DATABASE_FILE[place.engine]);
  const contents =
    place.engine === 'sqlite'
      ? await takeSqlite(place.file, file)
      : await takePostgres(place.url, file);
  await chmod(file, 0o600);
  await flush(file);
  return contents;
}

/**
 * `VACUUM INTO` (sqlite.org/lang_vacuum.html): one read transaction, so no writer waits and none makes it begin again; and
 * pages that were freed are not copied, so what has been forgotten is not in the backup either.
 */
async function takeSqlite(from: string, file: string): Promise<Contents> {
  await access(from);
  const database = new DatabaseSync(from, { readOnly: true, timeout: 60_000 });
  try {
    database.prepare('vacuum into ?').run(file);
  } finally {
    database.close();
  }
  return sqliteContents(file);
}

/** @throws Error when SQLite finds it damaged */
export function sqliteContents(file: string): Contents {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const faults = [
      ...database
        .prepare('pragma integrity_check')
        .all()
        .map((row) => String(row['integrity_check'])),
      ...database
        .prepare('pragma foreign_key_check')
        .all()
        .map((row) => `${String(row['table'])} refers to a row that is not there`),
    ].filter((text) => text !== 'ok');
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join('; '));
    const migrations = database.prepare(MIGRATIONS).all() as unknown as AppliedMigration[];
    const counts = { ...database.prepare(COUNTS).get() } as Manifest['counts'];
    return { counts, migrations: migrations.map((one) => ({ ...one })) };
  } finally {
    database.close();
  }
}

/** Counts and dump are of one moment: pg_dump is handed the snapshot of the transaction that counts. */
async function takePostgres(url: string, file: string): Promise<Contents> {
  return within(url, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ id: string }>('select pg_export_snapshot() as id');
    const contents = await postgresContents(client);
    const snapshot = `--snapshot=${rows[0]?.id ?? ''}`;
    const args = ['--format=custom', '--no-owner', '--no-privileges', snapshot, `--file=${file}`];
    const { address, environment } = addressed(url);
    await run('pg_dump', [...args, `--dbname=${address}`], environment);
    return contents;
  });
}

export async function postgresContents(client: pg.ClientBase): Promise<Contents> {
  const migrations = await client.query<AppliedMigration>(MIGRATIONS);
  const counted = await client.query<Record<string, string>>(COUNTS);
  const counts = Object.entries(counted.rows[0] ?? {}).map(([name, rows]) => [name, Number(rows)]);
  return { migrations: migrations.rows, counts: Object.fromEntries(counts) };
}

export async function within<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'nhip-cau backup' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The password is no argument: whoever lists the processes would read it. */
export function addressed(url: string): { address: string; environment: Record<string, string> } {
  const parsed = new URL(url);
  const { password } = parsed;
  parsed.password = '';
  const environment: Record<string, string> =
    password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) };
  return { address: parsed.href, environment };
}
