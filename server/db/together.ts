import { PostgresAdapter, sql } from 'kysely';
import type { Compilable, QueryExecutorProvider, RawBuilder } from 'kysely';
import type { OperationNodeSource } from 'kysely';

/** An INSERT or UPDATE that has been built and not yet run. */
export type Statement = Compilable & OperationNodeSource & { execute(): Promise<unknown> };

/** For the few places where a network between costs enough to ask. */
export const isPostgres = (tx: QueryExecutorProvider): boolean =>
  tx.getExecutor().adapter instanceof PostgresAdapter;

/**
 * Runs several writes that do not depend on one another. PostgreSQL takes them in one round trip, as the parts of one statement: none sees
 * what another has written, and two of them must not touch the same row. SQLite, without a network between, runs them in turn.
 */
export async function together(
  tx: QueryExecutorProvider,
  statements: readonly Statement[],
): Promise<void> {
  if (!isPostgres(tx) || statements.length < 2) {
    for (const statement of statements) await statement.execute();
    return;
  }
  const parts = statements.map(
    (statement, at) => sql`${sql.raw(`part${at}`)} as (${asPart(statement)})`,
  );
  await sql`with ${sql.join(parts)} select 1`.execute(tx);
}

const asPart = (statement: Statement): RawBuilder<unknown> => sql`${statement}`;
