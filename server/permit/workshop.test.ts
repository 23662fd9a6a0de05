import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { eachDatabase, onSqlite } from '#tests/databases.ts';
import { permitOffice } from '#tests/fixtures/permit-office.ts';
import { foundNetwork } from '#tests/fixtures/small-network.ts';
import { DEFAULT_RULES } from './rules/offline-rules.ts';
import { Workshop } from './workshop.ts';
import type { Order } from './workshop.ts';

const engine = onSqlite();
const order = (id: string): Order => ({
  library: { id, kind: 'ward', timeZone: 'Asia/Ho_Chi_Minh', rules: DEFAULT_RULES },
  ...{ hours: 1, epoch: 'e', key: new Uint8Array(32), version: 1, now: 0 },
});

test('what cannot be made is told, and the next is made all the same', async () => {
  const place = await engine.place();
  const { db } = await permitOffice(engine, place);
  await foundNetwork(db);
  const workshop = new Workshop(place);
  engine.after(() => workshop.close());
  const wrong = {
    ...order('central'),
    library: { ...order('x').library, timeZone: 'Moon/Crater' },
  };
  await expect(workshop.make(wrong)).rejects.toThrow(/Moon/);
  expect((await workshop.make(order('central'))).manifest.library).toBe('central');
});

eachDatabase((own) => {
  test('a thread that nobody needs ends by itself, and the next permit has another', async () => {
    const place = await own.place();
    const { db } = await permitOffice(own, place);
    await foundNetwork(db);
    const threads: Worker[] = [];
    const onWorker = (thread: Worker) => threads.push(thread);
    process.on('worker', onWorker);
    const workshop = new Workshop(place, 0);
    own.after(() => workshop.close());
    await workshop.make(order('central'));
    process.off('worker', onWorker);
    const [thread] = threads;
    if (!thread) throw new Error('no thread was made');
    expect(await once(thread, 'exit')).toEqual([0]);
    expect((await workshop.make(order('school-a'))).manifest.library).toBe('school-a');
  });
});

test('a thread that ends under the work is told, and the next one has another', async () => {
  const workshop = new Workshop({ engine: 'sqlite', file: '/nowhere/at/all.db' });
  await expect(workshop.make(order('central'))).rejects.toThrow();
  await expect(workshop.make(order('central'))).rejects.toThrow(/open/);
  await workshop.close();
  await expect(workshop.make(order('central'))).rejects.toThrow(/stops/);
});
