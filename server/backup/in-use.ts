/** Whether a server is at work upon a database, and whether there is anything in it. */
import { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';
import type { DatabasePlace } from '../db/open.ts';
import { within } from './snapshot.ts';

/** Of the running server, see `openPool`. */
const APPLICATION = 'nhip-cau';

export function isInUse(place: DatabasePlace): boolean | Promise<boolean> {
  return place.engine === 'sqlite' ? isSqliteInUse(place.file) : isPostgresInUse(place.url);
}

/** Whoever asks for a WAL file for itself alone is refused as long as anybody else has it open (sqlite.org/wal.html, 6). */
function isSqliteInUse(file: string): boolean {
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit');
    return false;
  } catch {
    // Busy, or so broken that nobody can be working with it.
    return isBusy(database);
  } finally {
    database.close();
  }
}

function isBusy(database: DatabaseSync): boolean {
  try {
    database.prepare('select count(*) from sqlite_schema').get();
    return true;
  } catch (error) {
    return /locked|busy/i.test(String(error));
  }
}

const isPostgresInUse = (url: string): Promise<boolean> =>
  within(url, async (client) => {
    const { rows } = await client.query(
      'select 1 from pg_stat_activity where application_name = $1 and datname = current_database()',
      [APPLICATION],
    );
    return rows.length > 0;
  });

export function isFilled(place: DatabasePlace): boolean | Promise<boolean> {
  return place.engine === 'sqlite'
    ? existsSync(place.file)
    : within(place.url, async (client) => {
        const { rows } = await client.query(
          "select 1 from pg_tables where schemaname = 'public' limit 1",
        );
        return rows.length > 0;
      });
}
