import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { foundNetwork, item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { answerIn, codeOf, wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'central');
    await staffAt(db, 'school-a');
    await db.write('items-put', { items: [item('book', 'book')] });
  });

  const newPatron = async (more: Parameters<typeof patron>[2] = {}) => {
    const id = `P-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(id, id, more)], now: NOW });
    return id;
  };
  const act = (more: object = {}) => ({
    ...{ id: randomUUID() as string, actor: LIBRARIAN, now: NOW },
    ...more,
  });
  const block = (patronId: string, reason: 'misuse' | 'card-retained' = 'misuse', more = {}) =>
    db.write('block-put', { ...act(), patronId, reason, ...more });
  const blocksOf = async (patronId: string) => {
    const reach = { actor: LIBRARIAN, now: NOW };
    return (await db.read('staff-patron', { reach, patronId }))?.blocks;
  };
  const borrows = async (card: string) =>
    codeOf(answerIn(await db.write('transact', wish({ act: 'checkout', card, book: 'book' }))));

  test('B2 who is blocked does not borrow, and does when it is ended', async () => {
    const id = await newPatron();
    const put = await block(id);
    expect(await borrows(id)).toBe('patron-blocked');
    const blockId = put.outcome === 'accepted' ? put.blockId : '';
    expect(await db.write('block-end', { ...act(), patronId: id, blockId })).toMatchObject({
      ended: 1,
    });
    expect(await borrows(id)).toBe('accepted');
    await db.write('transact', wish({ act: 'checkin', book: 'book' }));
  });

  test('B3 the same reason twice is one block, with what is known of it now; two reasons are two', async () => {
    const id = await newPatron();
    const first = await block(id, 'misuse', { note: 'Cắt trang' });
    expect(await block(id, 'misuse', { note: 'Xé bìa' })).toEqual(first);
    await block(id, 'card-retained');
    expect(await blocksOf(id)).toMatchObject([
      { reason: 'misuse', note: 'Cắt trang\nXé bìa', by: { kind: 'staff', name: 'central' } },
      { reason: 'card-retained' },
    ]);
  });

  test('B4 without a name, only what a kiosk may lift is ended', async () => {
    const id = await newPatron();
    await block(id);
    await block(id, 'card-retained');
    expect(await db.write('block-end', { ...act(), patronId: id })).toMatchObject({ ended: 1 });
    expect(await blocksOf(id)).toMatchObject([{ reason: 'misuse' }]);
    expect(await db.write('block-end', { ...act(), patronId: id })).toMatchObject({ ended: 0 });
  });

  test('B5 a block that is not there, or another’s, is not ended', async () => {
    const [id, other] = [await newPatron(), await newPatron()];
    const put = await block(other);
    const blockId = put.outcome === 'accepted' ? put.blockId : '';
    for (const which of [blockId, 'none'])
      expect(await db.write('block-end', { ...act(), patronId: id, blockId: which })).toMatchObject(
        {
          refusal: { code: 'block-unknown' },
        },
      );
    expect(await blocksOf(other)).toHaveLength(1);
  });

  test('J5 a school blocks its own pupils and those who are members there today, nobody else', async () => {
    const actor = { kind: 'staff', id: 'school-a', libraryId: 'school-a' } as const;
    const membership = { libraryId: 'school-a', role: 'pupil' as const };
    const there = await newPatron({ memberships: [membership] });
    const left = await newPatron({ memberships: [{ ...membership, to: '2026-05-31' }] });
    expect(await block(there, 'misuse', { actor })).toMatchObject({ outcome: 'accepted' });
    for (const id of [left, await newPatron()])
      expect(await block(id, 'misuse', { actor })).toMatchObject({
        refusal: { code: 'patron-unknown' },
      });
  });

  test('J1 J4 each is in the journal with who, when and where, and without what could name anybody', async () => {
    const id = await newPatron();
    await block(id, 'misuse', { note: 'Trần Thị Ánh' });
    const reach = { actor: LIBRARIAN, now: NOW };
    const { changes } = await db.read('audit-page', { reach, subject: `patron:${id}` });
    expect(changes).toMatchObject([
      {
        ...{ action: 'block-put', at: NOW, library: { id: 'central' } },
        ...{ by: { kind: 'staff', id: 'central', name: 'central' } },
        details: { reason: 'misuse' },
      },
    ]);
    expect(JSON.stringify(changes)).not.toContain('Ánh');
    const school = { actor: { kind: 'staff', id: 'school-a' } as const, now: NOW };
    expect(
      (await db.read('audit-page', { reach: school, subject: `patron:${id}` })).changes,
    ).toEqual([]);
  });

  test('J6 the journal is read page by page, the latest first, each line once', async () => {
    const id = await newPatron();
    for (let at = 0; at < 130; at += 1)
      await db.write('block-end', { ...act(), patronId: id, now: NOW + (at >> 1) });
    const asked = { reach: { actor: LIBRARIAN, now: NOW }, subject: `patron:${id}` };
    const first = await db.read('audit-page', asked);
    const second = await db.read('audit-page', { ...asked, before: first.next });
    expect([first.changes.length, second.changes.length]).toEqual([100, 30]);
    const all = [...first.changes, ...second.changes];
    expect(new Set(all.map((change) => change.id)).size).toBe(130);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
    expect(second).not.toHaveProperty('next');
  });
});
