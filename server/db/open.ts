import { openPostgres } from './postgres/open.ts';
import type { PostgresLimits } from './postgres/limits.ts';
import { openSqlite } from './sqlite/open.ts';
import type { Database, Registry } from './database.ts';

/** Where the rows are kept. */
export type DatabasePlace =
  | { readonly engine: 'sqlite'; /** Made when it is not there. */ readonly file: string }
  | {
      readonly engine: 'postgres';
      /** `postgresql://user@host:port/database` */ readonly url: string;
      readonly limits?: PostgresLimits;
    };

/**
 * Opens the database and brings its tables up to date.
 * @param options.small for a command that ends soon: fewer threads, which take a while to start
 */
export function openDatabase<R extends Registry>(
  place: DatabasePlace,
  registry: R,
  { small = false }: { readonly small?: boolean } = {},
): Promise<Database<R>> {
  return place.engine === 'sqlite'
    ? openSqlite(place.file, registry, small)
    : openPostgres(place.url, registry, place.limits);
}
