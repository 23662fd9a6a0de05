/**
 * One interface over the two databases, SQLite in the same process and PostgreSQL elsewhere.
 *
 * **How a store is written.** A folder of the server exports two plain objects from its `store.ts`. A *command*
 * loads, decides and saves; a *query* only reads. Both are named, take one structured-clonable input and return
 * one structured-clonable output, because on SQLite they run in other threads than their caller:
 *
 * ```ts
 * import { lock } from '#server/db/lock.ts';
 * import type { Reader, Writer } from '#server/db/database.ts';
 *
 * export const queries = {
 *   'library-by-id': async (db: Reader, input: { id: string }) =>
 *     db.selectFrom('library').selectAll().where('id', '=', input.id).executeTakeFirst(),
 * };
 *
 * export const commands = {
 *   'lend': async (tx: Writer, input: { id: string; itemId: string; now: number }) => {
 *     await lock(tx, `item ${input.itemId}`);
 *     const item = await tx.selectFrom('item').selectAll().where('id', '=', input.itemId).executeTakeFirst();
 *     if (!item) return { outcome: 'refused', code: 'item-unknown' } as const;
 *     await tx.insertInto('loan').values({ id: input.id, item_id: item.id, lent_at: input.now }).execute();
 *     return { outcome: 'accepted' } as const;
 *   },
 * };
 * ```
 *
 * and is added to `registry.ts` (the functions) and `schema.ts` (the types of its tables, from its `tables.ts`).
 * Routes call `await db.write('lend', { … })` and `await db.read('library-by-id', { … })`.
 *
 * What a store may rely on, and must keep to:
 * - a command is one transaction, and its answer is given only after the commit is on disk;
 * - a refusal that is expected is *returned*. A thrown error undoes this command alone, and only its caller sees it;
 * - a query sees one moment of the database, and cannot write;
 * - `now` and new ids come in with the input, so that a command that is run again (PostgreSQL: after a deadlock,
 *   a serialisation failure or a lost race on a unique key) does the same again. For that reason a command does
 *   nothing else than talk to its transaction: no hashing, no network, no clock;
 * - on SQLite commands run one after the other. On PostgreSQL two run at once under READ COMMITTED: a command
 *   that decides on what it has read takes `lock(tx, …keys)` first, or rests on a unique key;
 * - columns are portable: text ids (UUIDv7), integer epoch milliseconds (`bigint` in PostgreSQL), flags as 0/1
 *   integers, words with a CHECK, JSON as text. SQLite tables are STRICT;
 * - statements are prepared once per connection and kept by their text: lists of varying length
 *   (`where id in (…)`) make many texts, so keep them off the hot path or bounded;
 * - what every loan passes through has statements of fixed text, run by `direct` (direct.ts), and is named in `byKey` of the registry, so
 *   that PostgreSQL plans it by keys; on SQLite name the index (`indexed by`) where statistics could talk it out of using one;
 * - a query that may take long is named in `slow` of the registry; it then never takes the turn of a quick one.
 */
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** Builds and runs SELECTs. A write that the types do not see (raw SQL) is refused by the database itself. */
export type Reader<T = Tables> = Pick<
  Kysely<T>,
  | 'selectFrom'
  | 'selectNoFrom'
  | 'with'
  | 'withRecursive'
  | 'fn'
  | 'case'
  | 'dynamic'
  | 'executeQuery'
  | 'getExecutor'
>;

/** Builds and runs any statement inside the one transaction its command has been given. */
export type Writer<T = Tables> = Omit<
  Kysely<T>,
  'connection' | 'transaction' | 'startTransaction' | 'destroy'
>;

/** The commands and queries of a program, the module that exports them as `registry`, and their migrations. */
export interface Registry {
  /** URL of the module whose export `registry` this is: the threads of SQLite load it for themselves. */
  readonly module: string;
  /** URL of the folder that holds `sqlite/` and `postgres/` with the numbered SQL files; ends with a slash. */
  readonly migrations: string;
  readonly commands: Readonly<Record<string, (tx: never, input: never) => Promise<unknown>>>;
  readonly queries: Readonly<Record<string, (db: never, input: never) => Promise<unknown>>>;
  /** Names of the queries that may take long. */
  readonly slow: readonly string[];
  /** Names of the commands of every loan, whose statements find each row by a key whatever the tables hold. */
  readonly byKey?: readonly string[];
}

type Input<F> = F extends (db: never, input: infer I) => unknown ? I : never;
type Output<F> = F extends (db: never, input: never) => Promise<infer O> ? O : never;

export interface Database<R extends Registry> {
  readonly engine: 'sqlite' | 'postgres';

  /**
   * Runs a command; resolves after its commit is on disk.
   * @throws DatabaseFault
   */
  write<K extends keyof R['commands'] & string>(
    command: K,
    input: Input<R['commands'][K]>,
  ): Promise<Output<R['commands'][K]>>;

  /**
   * Runs a query beside whatever else is going on.
   * @throws DatabaseFault
   */
  read<K extends keyof R['queries'] & string>(
    query: K,
    input: Input<R['queries'][K]>,
  ): Promise<Output<R['queries'][K]>>;

  /** Resolves with the reason when the database has failed for good; the program should then end. */
  readonly failed: Promise<Error>;

  /** Takes no more calls, waits for those under way, and lets go of the files or connections. */
  close(): Promise<void>;
}
