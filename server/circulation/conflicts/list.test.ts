import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { staffAt } from '#tests/fixtures/small-staff.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { ConflictsAsked } from './list-store.ts';

/** More than a page, and all told at one instant: their order rests on their ids. */
const MANY = 65;

eachDatabase((engine) => {
  let db: AppDatabase;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    for (const library of ['network', 'school-a']) await staffAt(db, library);
    const books = Array.from({ length: MANY }, (_, n) => `B-${n}`);
    await db.write('items-put', { items: books.map((id) => item(id, id)) });
    const expired = { expiresOn: '2026-09-30' };
    await db.write('patrons-put', { patrons: [patron('P', 'C-1', expired)], now: NOW });
    const inputs = books.map((book, n) => ({
      ...wish({ act: 'checkout', mode: 'promise', book, id: randomUUID() }),
      ...{ libraryId: n % 2 === 0 ? 'central' : 'school-a', terminalId: `kiosk-${n % 2}` },
      ...{ occurredAt: NOW + n, now: NOW + DAY },
    }));
    await db.write('transact-all', { inputs });
  });

  const ask = (more: Partial<ConflictsAsked> = {}, id = 'network') =>
    db.read('staff-conflicts', {
      ...{ state: 'open', kind: 'card-expired' },
      ...{ reach: { actor: { kind: 'staff', id }, now: NOW + DAY }, ...more },
    });
  const idsIn = (page: Awaited<ReturnType<typeof ask>>) =>
    page.conflicts.map(({ transactionId }) => transactionId);

  test('Q33 page by page each is told once, though all came at one instant', async () => {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await ask({ before });
      expect(page.total).toBe(MANY);
      seen.push(...idsIn(page));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toHaveLength(MANY);
    expect(new Set(seen).size).toBe(MANY);
  });

  test('Q33 those of a library below are told to its own staff, and no others', async () => {
    const own = await ask({}, 'school-a');
    expect(own.total).toBe(Math.floor(MANY / 2));
    expect(new Set(own.conflicts.map(({ library }) => library.id))).toEqual(new Set(['school-a']));
    expect(await ask({ libraryId: 'central' }, 'school-a')).toMatchObject({ total: 0 });
    // Whose patron is another library's is told of as somebody (J5).
    expect(own.conflicts.every(({ patron: who }) => who === undefined)).toBe(true);
  });

  test('Q29 of one terminal, with how many can be kept', async () => {
    expect(await ask({ terminalId: 'kiosk-0' })).toMatchObject({ total: 33, keepable: 33 });
    expect(await ask({ terminalId: 'kiosk-7' })).toMatchObject({ total: 0, keepable: 0 });
    expect(await ask()).not.toHaveProperty('keepable');
  });

  test('Q33 nor is it theirs to settle, to undo or to follow, from where they stand', async () => {
    await db.write('items-put', { items: [item('theirs', 'theirs')] });
    const blocked = patron('blocked', 'C-blocked', { blocks: ['staff'] });
    await db.write('patrons-put', { patrons: [blocked], now: NOW });
    const loan = wish({ act: 'checkout', mode: 'promise', card: 'C-blocked', book: 'theirs' });
    await db.write('transact', { ...loan, now: NOW + DAY });
    const [one] = (await ask({ libraryId: 'central', kind: 'patron-blocked' })).conflicts;
    if (!one) throw new Error('something is open there');
    const which = { transactionId: one.transactionId, kind: one.kind };
    const act = (id: string) => ({
      ...{ id: randomUUID(), actor: { kind: 'staff' as const, id, libraryId: id }, now: NOW + DAY },
      ...which,
    });
    const keep = (id: string) =>
      db.write('conflict-decide', { ...act(id), choice: 'keep', receiptCode: '' });
    const story = (id: string) =>
      db.read('staff-conflict-story', {
        ...{ ...which, reach: { actor: { kind: 'staff', id }, now: NOW + DAY } },
      });
    const unknown = { refusal: { code: 'conflict-unknown' } };
    expect(await keep('school-a')).toMatchObject(unknown);
    expect(await keep('network')).toMatchObject({ outcome: 'accepted' });
    expect(await db.write('conflict-undo', act('school-a'))).toMatchObject(unknown);
    expect([await story('school-a'), (await story('network'))?.length]).toEqual([undefined, 1]);
  });
});
