/**
 * Statements over many rows at once, whose text never changes: the rows come as one JSON parameter and stand in the statement as a table.
 * Their plan is made once per connection, and nothing is built per call: every loan passes here.
 */
import type { Reader, Writer } from '../db/database.ts';
import { direct } from '../db/direct.ts';
import { isPostgres } from '../db/together.ts';

/** Columns of the rows, with their types. */
export type Columns = Readonly<Record<string, 'text' | 'bigint'>>;

export type Row<C extends Columns> = {
  readonly [K in keyof C]: (C[K] extends 'text' ? string : number) | null | undefined;
};

/**
 * One statement in the words of both engines; `rows` is the table, `join` joins to it so that it is the outer of the two, `by` names the
 * index that a table is to be looked into by.
 */
export interface Words {
  readonly rows: string;
  readonly join: string;
  readonly by: (index: string) => string;
}

export interface RowsStatement<C extends Columns> {
  readonly columns: C;
  readonly sqlite: string;
  readonly postgres: (parameter: number) => string;
}

export function overRows<const C extends Columns>(
  columns: C,
  text: (words: Words) => string,
): RowsStatement<C> {
  const names = Object.keys(columns);
  const extracted = names.map((name) => `value ->> '$.${name}' as ${name}`).join(', ');
  const typed = names.map((name) => `${name} ${columns[name]}`).join(', ');
  return {
    columns,
    // SQLite keeps to the order of a cross join; otherwise it may scan the large table and look into the small one.
    // And to the index that it is told: where no book has a tag, its statistics say that all chip numbers are alike, and it reads every row.
    sqlite: text({
      rows: `(select ${extracted} from json_each(?1))`,
      join: 'cross join',
      by: (index) => `indexed by ${index}`,
    }),
    postgres: (parameter) =>
      text({
        rows: `(select * from jsonb_to_recordset($${parameter}::jsonb) as given (${typed}))`,
        join: 'join',
        by: () => '',
      }),
  };
}

export async function readOver<R, C extends Columns>(
  db: Reader,
  statement: RowsStatement<C>,
  rows: readonly Row<C>[],
): Promise<readonly R[]> {
  if (rows.length === 0) return [];
  const text = isPostgres(db) ? onlyOne(statement) : statement.sqlite;
  return direct<R>(db, text, [JSON.stringify(rows)]);
}

const texts = new WeakMap<object, string>();

function onlyOne<C extends Columns>(statement: RowsStatement<C>): string {
  const known = texts.get(statement) ?? statement.postgres(1);
  texts.set(statement, known);
  return known;
}

/** A statement with its rows, not yet run. */
export interface Part {
  readonly statement: { readonly sqlite: string; readonly postgres: (parameter: number) => string };
  readonly rows: readonly object[];
}

export const part = <C extends Columns>(
  statement: RowsStatement<C>,
  rows: readonly Row<C>[],
): Part => ({ statement, rows });

/**
 * Runs writes that do not depend on one another, and no two of which touch the same row: PostgreSQL takes them in one round trip, as the
 * parts of one statement. Without rows there is nothing to do.
 */
export async function writeAll(tx: Writer, parts: readonly Part[]): Promise<void> {
  const full = parts.filter(({ rows }) => rows.length > 0);
  const values = full.map(({ rows }) => JSON.stringify(rows));
  if (!isPostgres(tx)) {
    for (const [at, { statement }] of full.entries())
      await direct(tx, statement.sqlite, [values[at]]);
    return;
  }
  if (full.length === 0) return;
  const texts = full.map(({ statement }, at) => `part${at} as (${statement.postgres(at + 1)})`);
  await direct(tx, `with ${texts.join(', ')} select 1`, values);
}
