/**
 * The one thread that writes. All commands that have arrived while the last commit went to the disk share the next
 * one: each in a savepoint of its own, one fsync for all, and the answers after it (group commit).
 */
import { parentPort, workerData } from 'node:worker_threads';
import { setImmediate } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Registry } from '../database.ts';
import { DatabaseFault } from '../fault.ts';
import { pendingMigrations, readMigrations, SQLITE_MIGRATION_TABLE } from '../migrations.ts';
import type { AppliedMigration } from '../migrations.ts';
import type { Connection } from './connection.ts';
import { openForWriting } from './connection.ts';
import { loadRegistry, run } from '../run.ts';
import { failure } from './thread-messages.ts';
import type { Answer, Call, FromThread, ThreadData, ToThread } from './thread-messages.ts';

/** So that the first of a long line is not kept waiting for the last. */
const MOST_IN_ONE_COMMIT = 64;

if (!parentPort) throw new Error('the writer runs as a thread only');
const port = parentPort;
const { file, registry: module, migrations } = workerData as ThreadData;
const registry = await loadRegistry(module);
const connection = openForWriting(file);
migrate(connection.database, migrations);
const begin = connection.database.prepare('begin immediate');
const commit = connection.database.prepare('commit');
const mark = connection.database.prepare('savepoint command');
const unmark = connection.database.prepare('release command');

const waiting: Call[] = [];
let working = false;
let closing = false;

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') closing = true;
  else waiting.push(message.call);
  if (!working) void work();
});
say({ kind: 'ready' });

async function work(): Promise<void> {
  working = true;
  for (;;) {
    // One turn of the event loop: the port hands over all that has arrived meanwhile.
    await setImmediate();
    const batch = waiting.splice(0, MOST_IN_ONE_COMMIT);
    if (batch.length === 0) break;
    say({ kind: 'answers', answers: await commitTogether(connection, registry, batch) });
  }
  working = false;
  if (closing) close();
}

async function commitTogether(
  { database, kysely }: Connection,
  { commands }: Registry,
  batch: readonly Call[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  try {
    begin.run();
    for (const { id, name, input } of batch) {
      answers.push(await inSavepoint(database, id, () => run(commands, name, kysely, input)));
    }
    commit.run();
    return answers;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    return batch.map(({ id }) => failure(id, error));
  }
}

/** @throws what ended the whole transaction; an error of the command alone becomes its answer */
async function inSavepoint(
  database: DatabaseSync,
  id: number,
  command: () => Promise<unknown>,
): Promise<Answer> {
  mark.run();
  try {
    const value = cloneable(await command());
    unmark.run();
    return { id, outcome: 'done', value };
  } catch (error) {
    // A full or broken disk makes SQLite roll back everything at once; then nothing of this batch has been done.
    if (!database.isTransaction) throw error;
    database.exec('rollback to command; release command');
    return failure(id, error);
  }
}

/** An answer that cannot cross to the main thread must fail its own command, before the commit. */
function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    throw new DatabaseFault('failed', 'the answer of a command must be plain data', {
      cause: error,
    });
  }
}

function migrate(database: DatabaseSync, folder: string): void {
  // Before it is asked what has been run: programs that start together migrate one after the other.
  database.exec('begin immediate');
  database.exec(SQLITE_MIGRATION_TABLE);
  const read = database.prepare('select name, checksum from migration');
  const applied = read.all() as unknown as AppliedMigration[];
  const remember = database.prepare(
    'insert into migration (name, checksum, applied_at) values (?, ?, ?)',
  );
  const known = readMigrations(new URL('sqlite/', folder).href);
  for (const { name, checksum, sql } of pendingMigrations(known, applied)) {
    database.exec(sql);
    remember.run(name, checksum, Date.now());
  }
  database.exec('commit');
}

function close(): void {
  connection.database.exec('pragma optimize; pragma wal_checkpoint(truncate)');
  connection.database.close();
  port.close();
}

function say(message: FromThread): void {
  port.postMessage(message);
}
