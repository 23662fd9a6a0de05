/** The way round the query builder for statements whose text is fixed: on SQLite it takes longer than they do. */
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';

/** Runs a prepared statement at once; gives its rows, if it has any. */
type Run = (text: string, parameters: readonly unknown[]) => readonly unknown[];

const ways = new WeakMap<object, Run>();

/** For connections that answer at once, as SQLite's do. */
export function openDirectly(kysely: object, run: Run): void {
  ways.set(kysely, run);
}

/** @param text always the same, with parameters for what differs */
export async function direct<R>(
  db: Pick<Kysely<never>, 'executeQuery'>,
  text: string,
  parameters: readonly unknown[],
): Promise<readonly R[]> {
  const run = ways.get(db);
  // The statement says what its rows are, as it does to the query builder.
  if (run) return run(text, parameters) as readonly R[];
  return (await db.executeQuery<R>(CompiledQuery.raw(text, [...parameters]))).rows;
}
