import type { Kysely } from 'kysely';
import type { Database, Registry } from '../database.ts';
import { DatabaseFault } from '../fault.ts';
import { run } from '../run.ts';
import { isWorthAnotherTry, toFault } from './faults.ts';
import { limiting, POSTGRES_LIMITS, SLOW_FACTOR } from './limits.ts';
import type { PostgresLimits } from './limits.ts';
import { migrate } from './migrate.ts';
import { BY_KEY, kyselyOver, openPool } from './pool.ts';

/** Transactions and quick queries at once; slow queries have a few connections to themselves. */
const CONNECTIONS = 16;
const SLOW_CONNECTIONS = 2;
/** Loans come in batches, of which few are under way at once. */
const BY_KEY_CONNECTIONS = 4;
/** Calls that may wait for a connection; beyond it the server is overloaded and says so at once. */
const LONGEST_LINE = 5000;
/** A lost race is run again this often; each time some other transaction has got through. */
const MOST_TRIES = 6;

/**
 * Opens, and makes or brings up to date, the database that `url` names.
 * @throws Error when it cannot be reached or its migrations do not fit
 */
export async function openPostgres<R extends Registry>(
  url: string,
  registry: R,
  limits: PostgresLimits = POSTGRES_LIMITS,
): Promise<Database<R>> {
  // Tables that are made anew may take their time, and wait for a server beside us that makes them.
  const maker = openPool(url, 1);
  try {
    await migrate(maker, registry);
  } finally {
    await maker.end();
  }
  const slowLimits = { ...limits, statementMs: limits.statementMs * SLOW_FACTOR };
  const pool = openPool(url, CONNECTIONS, limiting(limits));
  const slowPool = openPool(url, SLOW_CONNECTIONS, limiting(slowLimits));
  const byKeyPool = openPool(url, BY_KEY_CONNECTIONS, `${BY_KEY}; ${limiting(limits)}`);
  const quick = kyselyOver(pool);
  const slow = kyselyOver(slowPool);
  const byKey = kyselyOver(byKeyPool);
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const call = (start: () => Promise<unknown>): Promise<never> => {
    if (closed) return Promise.reject(new DatabaseFault('closed', 'the database has been closed'));
    if (underWay.size >= LONGEST_LINE)
      return Promise.reject(new DatabaseFault('busy', 'too many calls wait for the database'));
    const running = start();
    underWay.add(running);
    const done = () => underWay.delete(running);
    running.then(done, done);
    // The registry has said what comes back; `start` runs that very function.
    return running as Promise<never>;
  };
  const close = async () => {
    await Promise.allSettled(underWay);
    await Promise.all([pool.end(), slowPool.end(), byKeyPool.end()]);
  };

  return {
    engine: 'postgres',
    write: (command, input) =>
      call(() =>
        commit(registry.byKey?.includes(command) ? byKey : quick, registry, command, input),
      ),
    read: (query, input) =>
      call(() => look(registry.slow.includes(query) ? slow : quick, registry, query, input)),
    // Connections come back by themselves: this engine never fails for good.
    failed: new Promise(() => undefined),
    close: () => (closed ??= close()),
  };
}

async function commit(
  kysely: Kysely<never>,
  { commands }: Registry,
  name: string,
  input: unknown,
): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    let committing = false;
    try {
      return await kysely.transaction().execute(async (tx) => {
        const value = await run(commands, name, tx, input);
        committing = true;
        return value;
      });
    } catch (error) {
      if (tries === MOST_TRIES || !isWorthAnotherTry(error)) throw toFault(error, committing);
    }
  }
}

/** A query sees one moment, and PostgreSQL itself refuses to let it write. */
async function look(
  kysely: Kysely<never>,
  { queries }: Registry,
  name: string,
  input: unknown,
): Promise<unknown> {
  try {
    return await kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((tx) => run(queries, name, tx, input));
  } catch (error) {
    throw toFault(error, false);
  }
}
