/** One kind of row that says more of a patron than is needed after a time (docs/rules/circulation.md, Z). */
import type { Reader, Writer } from '../db/database.ts';

export interface Due {
  /** What ended before this has no patron any more; epoch milliseconds. */
  readonly before: number;
}

export interface Cut {
  /** Rows that are due, in the order of their keys, beyond `after`; may look through a whole table, so it runs among the slow queries. */
  readonly find: (db: Reader, due: Due & Page) => Promise<readonly string[]>;
  /** Takes the patron from those of the rows that are still due. Few at a time: lending goes on between. */
  readonly take: (tx: Writer, due: Due & { readonly keys: readonly string[] }) => Promise<void>;
}

export interface Page {
  readonly after: string;
  readonly limit: number;
}
