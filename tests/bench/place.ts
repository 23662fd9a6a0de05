/** Where a run of the bench keeps its rows: a new SQLite file or a new PostgreSQL database, both durable. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createDatabase, startPostgres } from '#tests/postgres-server.ts';

export const DatabasePlace = z.discriminatedUnion('engine', [
  z.object({ engine: z.literal('sqlite'), file: z.string() }),
  z.object({ engine: z.literal('postgres'), url: z.string() }),
]);
export type DatabasePlace = z.infer<typeof DatabasePlace>;

export interface Places {
  /** Makes an empty one. */
  make(): Promise<DatabasePlace>;
  remove(): Promise<void>;
}

export async function sqlitePlaces(): Promise<Places> {
  const folder = await mkdtemp(join(tmpdir(), 'nhipcau-bench-'));
  return {
    make: () => Promise.resolve({ engine: 'sqlite', file: join(folder, `${randomUUID()}.db`) }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function postgresPlaces(): Promise<Places> {
  const server = await startPostgres({ durable: true });
  return {
    make: async () => {
      const { url } = await createDatabase(server.url, `bench_${randomUUID().replaceAll('-', '')}`);
      return { engine: 'postgres', url };
    },
    remove: () => server.stop(),
  };
}
