import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, NOW, patron } from '#tests/fixtures/small-network.ts';
import { staffAt } from '#tests/fixtures/small-staff.ts';
import { registry } from '../db/registry.ts';
import { BatchSettings } from '../import/rules/settings.ts';
import type { AppDatabase } from '../db/registry.ts';
import { WHOLE_NETWORK } from './tables.ts';

eachDatabase((engine) => {
  let db: AppDatabase;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'school-a');
    await staffAt(db, 'network', 'librarian');
    await staffAt(db, WHOLE_NETWORK, 'administrator', 'all');
  });

  const reach = (id: string, now = NOW) => ({ actor: { kind: 'staff' as const, id }, now });

  test('J5 a pupil is the school’s from the first day of the membership to the last', async () => {
    const membership = { libraryId: 'school-a', role: 'pupil' as const };
    const days = { from: '2026-11-24', to: '2026-11-25' };
    const pupil = patron('pupil', 'pupil', { memberships: [{ ...membership, ...days }] });
    await db.write('patrons-put', { patrons: [pupil], now: NOW });
    const seen = async (day: number) => {
      const asked = { reach: reach('school-a', NOW + day * DAY), patronId: 'pupil' };
      return (await db.read('staff-patron', asked)) !== undefined;
    };
    expect(await Promise.all([0, 1, 2, 3].map(seen))).toEqual([false, true, true, false]);
  });

  test('J6 what was done to the whole network is read by whoever has a role in all of it, and by whoever did it', async () => {
    const batch = {
      ...{ id: randomUUID(), name: 'lop-4a.csv', format: 'csv' as const, digest: '', bytes: 1 },
      ...{
        settings: BatchSettings.parse({}),
        accountId: 'school-a',
        by: 'staff:school-a',
        now: NOW,
        afresh: true,
      },
    };
    await db.write('import-begin', batch);
    const entering = { id: batch.id, state: 'checking' as const, auditId: randomUUID() };
    await db.write('import-enter', { ...entering, by: batch.by, now: NOW });
    const actions = async (id: string) => {
      const { changes } = await db.read('audit-page', { reach: reach(id), subject: 'import' });
      return changes.map(({ action }) => action);
    };
    expect(await actions('school-a')).toEqual(['import-checking']);
    expect(await actions('all')).toEqual(['import-checking']);
    expect(await actions('network')).toEqual([]);
  });
});
