import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { permitOffice } from '#tests/fixtures/permit-office.ts';
import { foundNetwork } from '#tests/fixtures/small-network.ts';
import type { DatabasePlace } from '../db/open.ts';
import { DEFAULT_RULES } from './rules/offline-rules.ts';
import { Workshop } from './workshop.ts';
import type { Order } from './workshop.ts';

const order = (id: string): Order => ({
  library: { id, kind: 'ward', timeZone: 'Asia/Ho_Chi_Minh', rules: DEFAULT_RULES },
  ...{ hours: 1, epoch: 'e', key: new Uint8Array(32), version: 1, now: 0 },
});

eachDatabase((engine) => {
  let place: DatabasePlace;
  beforeAll(async () => {
    place = await engine.place();
    const { db } = await permitOffice(engine, place);
    await foundNetwork(db);
  });

  test('what cannot be made is told, and the next is made all the same; then the thread ends by itself', async () => {
    const opened = once(process, 'worker') as Promise<[Worker]>;
    const workshop = new Workshop(place, 0);
    engine.after(() => workshop.close());
    const wrong = { ...order('central').library, timeZone: 'Moon/Crater' };
    const failed = workshop.make({ ...order('central'), library: wrong });
    // It may fail before it is looked at, below.
    failed.catch(() => undefined);
    const [thread] = await opened;
    const ended = once(thread, 'exit');
    await expect(failed).rejects.toThrow(/Moon/);
    expect(await ended).toEqual([0]);
    expect((await workshop.make(order('central'))).manifest.library).toBe('central');
  });
});

test('a thread that ends under the work is told, and the next one has another', async () => {
  const workshop = new Workshop({ engine: 'sqlite', file: '/nowhere/at/all.db' });
  await expect(workshop.make(order('central'))).rejects.toThrow(/open/);
  await expect(workshop.make(order('central'))).rejects.toThrow(/open/);
  await workshop.close();
  await expect(workshop.make(order('central'))).rejects.toThrow(/stops/);
});
