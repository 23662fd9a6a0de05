/** A pool of `pg` connections for Kysely, whose statements are prepared once per connection. */
import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool } from 'kysely';
import pg from 'pg';

/** Texts that get a name and stay prepared; later ones are sent whole each time. */
const MOST_PREPARED = 1000;
const INT8 = 20;
/** A line over which nothing has come for so long is asked whether anybody is there (TCP keep-alive, RFC 9293 §3.8.4). */
const QUIET_MS = 15_000;

/** Epoch milliseconds and counts fit a JavaScript number; `pg` would give strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/**
 * Plans by keys, made once. Left to itself PostgreSQL reads small tables whole, keeps to that plan when they have grown, and makes it anew
 * for each call as long as it thinks that worth while, which takes longer than all else (PostgreSQL, “Query Planning”, plan_cache_mode).
 */
export const BY_KEY =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off; set plan_cache_mode = force_generic_plan; set jit = off';

/**
 * @param url `postgresql://user@host:port/database`
 * @param connections at most
 * @param settings statements that each connection begins with
 */
export function openPool(url: string, connections: number, settings?: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    // A server at rest is still seen to be at work: nobody puts a backup back under it (BK6).
    min: 1,
    connectionTimeoutMillis: 5000,
    // A machine that lost its power ends no line: what had been asked over one would be waited for, and all behind it, for good.
    keepAlive: true,
    keepAliveInitialDelayMillis: QUIET_MS,
    application_name: 'nhip-cau',
    types,
  });
  // An idle connection that breaks is dropped by the pool; without a listener it would end the program.
  pool.on('error', () => undefined);
  // The same for one in use: its query is told of the loss anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // It goes before the first query of the connection, which meets what keeps this one from being answered.
  if (settings !== undefined)
    pool.on('connect', (client) => void client.query(settings).catch(() => undefined));
  return pool;
}

export function kyselyOver(pool: pg.Pool): Kysely<never> {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST_PREPARED) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return new Kysely<never>({ dialect: new PostgresDialect({ pool: preparing(pool, nameOf) }) });
}

/** Gives each statement with parameters its name; `begin` and `commit` have none and are sent as they are. */
function preparing(pool: pg.Pool, nameOf: (text: string) => string | undefined): PostgresPool {
  const connect = async () => {
    const client = await pool.connect();
    const query = (text: string, values: readonly unknown[]) => {
      const name = values.length > 0 ? nameOf(text) : undefined;
      return client.query({ text, values: [...values], ...(name !== undefined && { name }) });
    };
    return { query, release: (destroy?: boolean) => client.release(destroy) };
  };
  return { connect, end: () => pool.end(), options: {} } as unknown as PostgresPool;
}
