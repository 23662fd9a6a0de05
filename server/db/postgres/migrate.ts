import type pg from 'pg';
import type { Registry } from '../database.ts';
import { MIGRATION_TABLE, pendingMigrations, readMigrations } from '../migrations.ts';
import type { AppliedMigration, Migration } from '../migrations.ts';

/** Any number that nothing else on this database takes: servers that start together migrate one after the other. */
const MIGRATION_LOCK = 4_700_000_001;

/** Runs what is still to be run, each file in a transaction of its own. */
export async function migrate(pool: pg.Pool, { migrations }: Registry): Promise<void> {
  const known = readMigrations(new URL('postgres/', migrations).href);
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(MIGRATION_TABLE);
    const applied = await client.query<AppliedMigration>('select name, checksum from migration');
    for (const migration of pendingMigrations(known, applied.rows)) await apply(client, migration);
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    client.release();
  } catch (error) {
    // Closing the connection gives up its lock and its transaction.
    client.release(true);
    throw error;
  }
}

async function apply(client: pg.ClientBase, { name, checksum, sql }: Migration): Promise<void> {
  await client.query('begin');
  await client.query(sql);
  await client.query(
    `insert into migration (name, checksum, applied_at)
     values ($1, $2, (extract(epoch from now()) * 1000)::bigint)`,
    [name, checksum],
  );
  await client.query('commit');
}
