/**
 * Many rows of one table in one statement, whose text does not depend on how many: they go in as one JSON parameter. PostgreSQL takes the
 * columns' types from the table itself, SQLite from the JSON.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import { isPostgres } from '../db/together.ts';
import type { Row } from './rules/entry.ts';
import type { Part } from './rules/parts.ts';

type Table = Pick<Part, 'table' | 'key' | 'columns'>;

const columnsOf = (columns: readonly string[]) => sql.join(columns.map((name) => sql.ref(name)));

/** For `… in (…)`. */
export const among = (db: Reader, ids: readonly string[]): RawBuilder<string> =>
  isPostgres(db)
    ? sql<string>`(select json_array_elements_text(${JSON.stringify(ids)}::json))`
    : sql<string>`(select value from json_each(${JSON.stringify(ids)}))`;

/** For `from …`: objects, whose members are read as `value ->> 'name'`. */
const listed = (db: Reader, rows: readonly unknown[]): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`json_array_elements(${JSON.stringify(rows)}::json) as listed (value)`
    : sql`json_each(${JSON.stringify(rows)}) as listed`;

function source(tx: Writer, { table, columns }: Table, rows: readonly Row[]): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  if (isPostgres(tx))
    return sql`select ${columnsOf(columns)} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)`;
  const members = columns.map((name) => sql`value ->> ${sql.lit(name)}`);
  return sql`select ${sql.join(members)} from json_each(${json}) where true`;
}

/** Adds rows; one whose key is there takes the new columns, or stays as it is. */
export async function putRows(
  tx: Writer,
  table: Table,
  rows: readonly Row[],
  onConflict: 'update' | 'keep',
): Promise<void> {
  if (rows.length === 0) return;
  const others = table.columns.filter((name) => !table.key.includes(name));
  const changes = others.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  const act =
    onConflict === 'keep' || others.length === 0
      ? sql`do nothing`
      : sql`do update set ${sql.join(changes)}`;
  await sql`
    insert into ${sql.table(table.table)} (${columnsOf(table.columns)}) ${source(tx, table, rows)}
    on conflict (${columnsOf(table.key)}) ${act}
  `.execute(tx);
}

export async function rowsAmong(
  db: Reader,
  { table, columns }: Pick<Part, 'table' | 'columns'>,
  column: string,
  ids: readonly string[],
): Promise<Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    select ${columnsOf(columns)} from ${sql.table(table)} where ${sql.ref(column)} in ${among(db, ids)}
  `.execute(db);
  return rows;
}

export async function dropRows(
  tx: Writer,
  table: string,
  column: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in ${among(tx, ids)}`.execute(
    tx,
  );
}

/** Rows that agree with one of `wanted` in all the columns that it names. */
export async function rowsLike(
  db: Reader,
  { table, columns }: Pick<Part, 'table' | 'columns'>,
  by: readonly string[],
  wanted: readonly Row[],
): Promise<Row[]> {
  if (wanted.length === 0) return [];
  const same = by.map((name) => sql`found.${sql.ref(name)} = listed.value ->> ${sql.lit(name)}`);
  const { rows } = await sql<Row>`
    select ${sql.join(columns.map((name) => sql.ref(`found.${name}`)))}
    from ${listed(db, wanted)} join ${sql.table(table)} as found on ${sql.join(same, sql` and `)}
  `.execute(db);
  return rows;
}
