/** The server's commands and queries; each folder's `store.ts` is added here. */
import type { Database } from './database.ts';

export const registry = {
  module: import.meta.url,
  migrations: new URL('./migrations/', import.meta.url).href,
  commands: {},
  queries: {},
  slow: [] as readonly string[],
};

/** The server's own database. */
export type AppDatabase = Database<typeof registry>;
