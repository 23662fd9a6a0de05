/** All rows of a database, to see whether anything has changed. */
import { openDatabase } from '#server/db/open.ts';
import type { DatabasePlace } from '#server/db/open.ts';
import { registry } from '#tests/fixtures/whole-database.ts';

export type Rows = Readonly<Record<string, readonly string[]>>;

/** @param mentioning only those in which one of these words stands */
export interface Books {
  rows(mentioning?: readonly string[]): Promise<Rows>;
  close(): Promise<void>;
}

export async function openBooks(place: DatabasePlace): Promise<Books> {
  const db = await openDatabase(place, registry, { small: true });
  return {
    rows: async (mentioning) => {
      const tables = await db.read('every-row', {});
      const kept = Object.entries(tables).map(([table, text]): [string, string[]] => [
        table,
        (JSON.parse(text) as object[]).map((row) => JSON.stringify(row)),
      ]);
      const isMeant = (row: string) => mentioning?.some((word) => row.includes(word)) ?? true;
      return Object.fromEntries(
        kept.map(([table, rows]) => [table, rows.filter(isMeant).toSorted()]),
      );
    },
    close: () => db.close(),
  };
}
