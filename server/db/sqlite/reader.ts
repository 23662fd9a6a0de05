/** A thread that reads; it is given one query at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSync } from 'node:sqlite';
import { openForReading } from './connection.ts';
import { loadRegistry, run } from '../run.ts';
import { failure } from './thread-messages.ts';
import type { Answer, Call, FromThread, ThreadData, ToThread } from './thread-messages.ts';

if (!parentPort) throw new Error('a reader runs as a thread only');
const port = parentPort;
const { file, registry: module } = workerData as ThreadData;
const { queries } = await loadRegistry(module);
const { database, kysely } = openForReading(file);

port.on('message', (message: ToThread) => {
  if (message.kind === 'close') close(database);
  else void answer(message.call).then((one) => say({ kind: 'answers', answers: [one] }));
});
say({ kind: 'ready' });

async function answer({ id, name, input }: Call): Promise<Answer> {
  // All statements of a query see the same moment.
  database.exec('begin');
  try {
    return { id, outcome: 'done', value: structuredClone(await run(queries, name, kysely, input)) };
  } catch (error) {
    return failure(id, error);
  } finally {
    if (database.isTransaction) database.exec('rollback');
  }
}

function close(open: DatabaseSync): void {
  open.close();
  port.close();
}

function say(message: FromThread): void {
  port.postMessage(message);
}
