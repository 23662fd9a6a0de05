import { PostgresAdapter, sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';

/**
 * Lets only one transaction at a time go on with any of these keys, until it ends. On SQLite commands stand in a
 * line anyway, so nothing is done there. Take all keys in one call: they are locked in one order, and one round
 * trip. Two keys may share a lock by chance of the hash, which costs time and nothing else.
 */
export async function lock(tx: QueryExecutorProvider, ...keys: readonly string[]): Promise<void> {
  if (!(tx.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`
    select pg_advisory_xact_lock(hash)
    from (select distinct hashtextextended(key, 0) as hash from unnest(${keys}::text[]) as key order by 1) as ordered
  `.execute(tx);
}
