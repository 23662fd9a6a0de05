import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database, Registry } from '../database.ts';
import { DatabaseFault } from '../fault.ts';
import { DatabaseThread } from './thread.ts';

/** Calls that may wait for the writer; beyond it the server is overloaded and says so at once. */
const LONGEST_LINE = 5000;
/** Quick queries share these; slow ones have one more thread to themselves. */
const QUICK_READERS = 2;

const script = (name: string) => new URL(`./${name}.ts`, import.meta.url);

/**
 * Opens, and makes or brings up to date, the database in `file`.
 * @param small one reader for everything
 * @throws Error when the file cannot be opened or its migrations do not fit
 */
export async function openSqlite<R extends Registry>(
  file: string,
  registry: R,
  small: boolean,
): Promise<Database<R>> {
  mkdirSync(dirname(file), { recursive: true });
  const data = { file, registry: registry.module, migrations: registry.migrations };
  const writer = new DatabaseThread(script('writer'), data);
  // The readers need the file, and its tables.
  await writer.ready;
  const readers = Array.from(
    { length: small ? 1 : QUICK_READERS + 1 },
    () => new DatabaseThread(script('reader'), data),
  );
  const threads = [writer, ...readers];
  try {
    await Promise.all(readers.map((reader) => reader.ready));
  } catch (error) {
    await Promise.all(threads.map((thread) => thread.close()));
    throw error;
  }
  const quick = small ? readers : readers.slice(1);
  const slow = readers.slice(0, 1);

  const leastBusy = (of: readonly DatabaseThread[]) =>
    of.reduce((best, one) => (one.load < best.load ? one : best));
  let closed: Promise<void> | undefined;
  const call = (thread: DatabaseThread, name: string, input: unknown): Promise<never> => {
    if (closed) return Promise.reject(new DatabaseFault('closed', 'the database has been closed'));
    if (thread.load >= LONGEST_LINE)
      return Promise.reject(new DatabaseFault('busy', 'too many calls wait for the database'));
    // The registry has said what comes back; the thread runs that very function.
    return thread.call(name, input) as Promise<never>;
  };
  const close = async () => {
    await Promise.all(readers.map((reader) => reader.close()));
    await writer.close();
  };

  return {
    engine: 'sqlite',
    write: (command, input) => call(writer, command, input),
    read: (query, input) =>
      call(leastBusy(registry.slow.includes(query) ? slow : quick), query, input),
    failed: Promise.race(threads.map((thread) => thread.failed)),
    close: () => (closed ??= close()),
  };
}
