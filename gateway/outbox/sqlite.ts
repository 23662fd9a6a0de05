/** What the journals ask of SQLite: Node's own, unless another build of it is handed in. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';

export interface Statement {
  run(named: Readonly<Record<string, SQLInputValue>>): { readonly changes: number | bigint };
  run(...values: SQLInputValue[]): { readonly changes: number | bigint };
  all(named?: Readonly<Record<string, SQLInputValue>>): Record<string, SQLOutputValue>[];
  get(): Record<string, SQLOutputValue> | undefined;
  iterate(): Iterable<Record<string, SQLOutputValue>>;
}

export interface Database {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** @param timeoutMs how long to wait for whoever else has the file open */
export type OpenDatabase = (path: string, timeoutMs: number) => Database;

export const openWithNode: OpenDatabase = (path, timeout) => new DatabaseSync(path, { timeout });
