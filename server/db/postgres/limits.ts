/** How long PostgreSQL lets one statement go on: a fault, or somebody's forgotten transaction, holds up no loan for good. */

export interface PostgresLimits {
  /** A statement; a query that may take long has `SLOW_FACTOR` times as long. */
  readonly statementMs: number;
  /** What waits for a row or a name that another holds. */
  readonly lockMs: number;
}

export const POSTGRES_LIMITS: PostgresLimits = { statementMs: 60_000, lockMs: 20_000 };
export const SLOW_FACTOR = 5;

/**
 * Statements that a connection begins with (PostgreSQL, “Client Connection Defaults”). The last ends a transaction whose program has
 * forgotten it; none of ours does nothing for so long.
 */
export const limiting = ({ lockMs, statementMs }: PostgresLimits): string =>
  [
    `set statement_timeout = ${statementMs}`,
    `set lock_timeout = ${lockMs}`,
    `set idle_in_transaction_session_timeout = ${statementMs}`,
  ].join('; ');
