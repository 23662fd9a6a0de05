import { beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, NOW } from '#tests/fixtures/small-network.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { createLog } from '../logging.ts';
import { NightShift } from './night-shift.ts';

eachDatabase((engine) => {
  let db: AppDatabase;

  // What the night did is noted once for the whole database.
  beforeEach(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
  });

  const shiftAt = (now: number) =>
    new NightShift({ db, now: () => now, log: createLog('silent'), keepLoanHistoryDays: 30 }, 0);
  const lastDone = () => db.read('task-run', { task: 'tidy' });

  test('Z6 what is due is done soon after the start, and made up for', async () => {
    const first = shiftAt(NOW);
    await expect.poll(lastDone).toBe(NOW);
    await first.stop();

    const later = shiftAt(NOW + 3 * DAY);
    await expect.poll(lastDone).toBe(NOW + 3 * DAY);
    await later.stop();
  });

  test('a shift that is stopped at once leaves the database in peace', async () => {
    const shift = shiftAt(NOW + 30 * DAY);
    await shift.stop();
    expect(await lastDone()).toBeUndefined();
  });
});
