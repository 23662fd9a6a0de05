/** Looks into the server's SQLite file from outside, as an assertion should: past all of the server's own code. */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** @returns the rows as they are committed now */
export function readRows(file: string, sql: string, parameters: SQLInputValue[] = []): Row[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all(...parameters);
  } finally {
    database.close();
  }
}
