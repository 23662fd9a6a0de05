/** The thread in which permits are made: seconds of work, and megabytes of rows that are nobody else's business. */
import { parentPort, workerData } from 'node:worker_threads';
import { openReading } from '../db/open-reading.ts';
import type { DatabasePlace } from '../db/open.ts';
import { readFacts } from './facts.ts';
import type { NetworkFacts } from './facts.ts';
import { makePermit } from './permit-maker.ts';
import type { MadePermit } from './permit-maker.ts';
import { SHARED_MS } from './workshop.ts';
import type { Order, Report, ToWorkshop } from './workshop.ts';
import { readChunk } from './store.ts';

if (!parentPort) throw new Error('permits are made in a thread only');
const port = parentPort;
const reading = openReading(workerData as DatabasePlace);
let facts: { readonly at: number; readonly of: NetworkFacts } | undefined;

/** One order comes after the answer to the one before. */
port.on('message', (message: ToWorkshop) => {
  if (message.kind === 'make') void answer(message.order);
  else void reading.close().then(() => port.close());
});

async function answer(order: Order): Promise<void> {
  try {
    say({ outcome: 'made', made: await made(order) });
  } catch (error) {
    say({ outcome: 'failed', error });
  }
}

const say = (report: Report): void => port.postMessage(report);

const made = ({ before, ...order }: Order): Promise<MadePermit> =>
  reading.look(async (db) => {
    const { now } = order;
    if (!facts || Math.abs(now - facts.at) >= SHARED_MS)
      facts = { at: now, of: await readFacts(db, now) };
    const bytesOf = (sha256: string) => readChunk(db, order.library.id, sha256);
    const named = before?.manifest.chunks ?? [];
    return makePermit({
      ...{ ...order, facts: facts.of },
      before: before && { ...before, named, bytesOf },
    });
  });
