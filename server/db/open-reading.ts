/** One connection that only reads, in the thread that opens it: for a thread that has long work of its own with what it reads. */
import type { Kysely } from 'kysely';
import type { Reader } from './database.ts';
import type { DatabasePlace } from './open.ts';
import { kyselyOver, openPool } from './postgres/pool.ts';
import { openForReading } from './sqlite/connection.ts';

export interface Reading {
  /** All that `look` reads is of one moment. It holds up no writer. */
  look<T>(look: (db: Reader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openReading(place: DatabasePlace): Reading {
  return place.engine === 'sqlite' ? sqliteReading(place.file) : postgresReading(place.url);
}

function sqliteReading(file: string): Reading {
  const { database, kysely } = openForReading(file);
  return {
    look: async (look) => {
      database.exec('begin');
      try {
        return await look(asReader(kysely));
      } finally {
        database.exec('rollback');
      }
    },
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

function postgresReading(url: string): Reading {
  const pool = openPool(url, 1);
  const kysely = kyselyOver(pool);
  return {
    look: (look) =>
      kysely
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((tx) => look(asReader(tx))),
    close: () => pool.end(),
  };
}

/** The connection does not know the tables; who reads does. */
const asReader = (kysely: Kysely<never>): Reader => kysely as unknown as Reader;
