import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, NOW } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { registry as wholeDatabase } from '#tests/fixtures/whole-database.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { tidy } from './tidy.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let promises: () => Promise<string>;
  const id = randomUUID();

  beforeEach(async () => {
    const place = await engine.place();
    db = await engine.open(registry, place);
    const whole = await engine.open(wholeDatabase, place);
    promises = async () => (await whole.read('every-row', {}))['promised_loan'] ?? '';
    await foundNetwork(db);
    await staffAt(db, 'central');
    await db.write('items-put', { items: [item('book', 'book')] });
    await tell({ act: 'checkout', card: 'nobodys', id, dueAt: NOW + 7 * DAY }, NOW);
    expect(await promises()).toContain(id);
  });

  const tell = (
    what: Partial<Parameters<typeof wish>[0]> & { act: 'checkout' | 'checkin' },
    at: number,
  ) => db.write('transact', wish({ book: 'book', mode: 'promise', occurredAt: at, ...what }));
  const bringBack = () => tell({ act: 'checkin' }, NOW + DAY);
  const settle = async () => {
    const conflict = { transactionId: id, kind: 'card-unknown', receiptCode: randomUUID() };
    const act = { id: randomUUID(), actor: LIBRARIAN, now: NOW + 2 * DAY };
    const decided = { ...act, ...conflict, choice: 'keep' as const, note: '' };
    expect(await db.write('conflict-decide', decided)).toMatchObject({ outcome: 'accepted' });
  };
  const tidyAfter = (days: number) => tidy({ db, now: NOW + days * DAY, keepLoanHistoryDays: 30 });

  test('Z1 a loan promised to an unknown card is forgotten when it has ended and is settled', async () => {
    await bringBack();
    await settle();
    expect((await tidyAfter(30)).promises).toBe(0);
    expect((await tidyAfter(32)).promises).toBe(1);
    expect(await promises()).not.toContain(id);
    expect((await tidyAfter(33)).promises).toBe(0);
  });

  test('Z1 as long as staff may find out whose card it was it is kept, though not for ever', async () => {
    await bringBack();
    await tidyAfter(400);
    expect(await promises()).toContain(id);
    await tidyAfter(432);
    expect(await promises()).not.toContain(id);
  });

  test('Z1 what has not come back is kept', async () => {
    await tidyAfter(5000);
    expect(await promises()).toContain(id);
  });
});
