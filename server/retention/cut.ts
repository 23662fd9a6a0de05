/** One kind of row that says more of a patron than is needed after a time (docs/rules/circulation.md, Z). */
import { sql } from 'kysely';
import type { Expression, SqlBool } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import type { Tables } from '../db/schema.ts';

export interface Due {
  /** What ended before this has no patron any more; epoch milliseconds. */
  readonly before: number;
}

export interface Page {
  readonly after: string;
  readonly limit: number;
}

export interface Cut {
  /** Rows that are due, in the order of their keys, beyond `after`; may look through a whole table, so it runs among the slow queries. */
  readonly find: (db: Reader, due: Due & Page) => Promise<readonly string[]>;
  /** Takes the patron from those of the rows that are still due. Few at a time: lending goes on between. */
  readonly take: (tx: Writer, due: Due & { readonly keys: readonly string[] }) => Promise<void>;
}

export interface Place<T extends keyof Tables> {
  readonly table: T;
  /** What its rows are found by; several may share one. */
  readonly key: keyof Tables[T] & string;
  readonly isDue: (due: Due) => Expression<SqlBool>;
  /** @param rows the condition of a statement about the table: those asked for that are still due */
  readonly take: (
    tx: Writer,
    rows: Expression<SqlBool>,
    keys: readonly string[],
  ) => Promise<unknown>;
}

export function cutOf<T extends keyof Tables>({ table, key, isDue, take }: Place<T>): Cut {
  const id = sql.ref<string>(`${table}.${key}`);
  return {
    find: async (db, { before, after, limit }) => {
      const due = sql<{ key: string }>`
        select distinct ${id} as ${sql.ref('key')} from ${sql.table(table)}
        where ${id} > ${after} and ${isDue({ before })} order by ${id} limit ${limit}`;
      return (await due.execute(db)).rows.map((row) => row.key);
    },
    take: async (tx, { before, keys }) => {
      const rows = sql<SqlBool>`${id} in (${sql.join(keys)}) and ${isDue({ before })}`;
      await take(tx, rows, keys);
    },
  };
}
