/** A batch that is taken back. */
import { beforeAll, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { eachDatabase } from '#tests/databases.ts';
import { BY, DRAGON, item, NOW, patron, smallImport } from '#tests/fixtures/small-import.ts';
import type { SmallImport } from '#tests/fixtures/small-import.ts';
import { undoBatch } from './undo.ts';

eachDatabase((engine) => {
  let small: SmallImport;
  beforeAll(async () => {
    small = await smallImport(engine);
    await small.brought({ patrons: [patron('lender'), patron('a1')], titles: [DRAGON] });
  });

  test('U9: what was added goes, what was changed is as before', async () => {
    await small.brought({ patrons: [patron('old', { givenName: 'Trước' })] });
    const { job } = await small.brought({
      patrons: [
        patron('old', { givenName: 'Sau', cards: [{ value: 'CARD-second' }] }),
        patron('new'),
      ],
    });
    expect(await small.undone(job)).toMatchObject({ state: 'undone', putBack: 2, kept: 0 });
    expect(await small.known('CARD-new')).toBe('none');
    expect(await small.known('CARD-second')).toBe('none');
    expect(
      await small.db.read('patron-by-card', { libraryId: 'school', card: 'CARD-old', now: NOW }),
    ).toMatchObject({ givenName: 'Trước' });
  });

  test('U9: who refer to one another go together; where a ward stays, so does the guardian', async () => {
    const family = (name: string) => [
      patron(`${name}-parent`),
      patron(`${name}-child`, { guardianId: `${name}-parent` }),
    ];
    const { job } = await small.brought({
      libraries: [
        { id: 'branch', parentId: 'central', kind: 'ward', name: 'Phường' },
        { id: 'below', parentId: 'branch', kind: 'school', name: 'Trường' },
      ],
      patrons: [...family('going'), ...family('staying')],
      items: [item('of-child')],
    });
    await small.lend('CODE-of-child', 'CARD-staying-child');
    expect(await small.undone(job)).toMatchObject({ putBack: 4, kept: 3 });
    expect(await small.known('CARD-going-parent')).toBe('none');
    expect(await small.known('CARD-staying-parent')).toBe('one');
  });

  test('U9: a PIN that the batch did not bring stays as it is', async () => {
    await small.brought({ patrons: [patron('pinned', { pin: '2580' })] });
    const { job } = await small.brought({ patrons: [patron('pinned', { givenName: 'Sau' })] });
    const read = async () => {
      const found = await small.db.read('patron-by-card', {
        libraryId: 'school',
        card: 'CARD-pinned',
        now: NOW,
      });
      if (found.kind !== 'one') throw new Error(found.kind);
      return found;
    };
    const { pinSealed: sealed = '' } = await read();
    await small.db.write('pin-hashed', { patronId: 'pinned', sealed, pinHash: '$argon2id$new' });
    expect(await small.undone(job)).toMatchObject({ putBack: 1, kept: 0 });
    expect(await read()).toMatchObject({
      givenName: 'Đào',
      pinHash: '$argon2id$new',
      pinSealed: undefined,
    });
  });

  test('U9: what is in use or was changed since stays, and is told', async () => {
    const { job } = await small.brought({
      patrons: [patron('kept1'), patron('kept2'), patron('gone')],
      items: [item('kept')],
    });
    expect(await small.lend('CODE-kept', 'CARD-kept1')).toMatchObject({
      answer: { outcome: 'accepted' },
    });
    await small.brought({ patrons: [patron('kept2', { givenName: 'Mới' })] });
    expect(await small.undone(job)).toMatchObject({ putBack: 1, kept: 3 });
    expect(await small.refusals(job)).toHaveLength(3);
    expect([
      await small.known('CARD-kept1'),
      await small.known('CARD-kept2'),
      await small.known('CARD-gone'),
    ]).toEqual(['one', 'one', 'none']);
  });

  test('U9: a loan that came with it goes as well, and the book can be lent', async () => {
    const loan = {
      id: uuidv7(),
      itemId: 'back',
      patronId: 'lender',
      libraryId: 'school',
      occurredAt: NOW - 1000,
      dueAt: NOW + 9e8,
    };
    await small.brought({ items: [item('back')] });
    const { job, added } = await small.brought({ loans: [loan] });
    expect(added).toBe(1);
    expect(await small.lend('CODE-back', 'CARD-a1')).toMatchObject({
      answer: { outcome: 'refused' },
    });
    expect(await small.undone(job)).toMatchObject({ putBack: 1, kept: 0 });
    expect(await small.lend('CODE-back', 'CARD-a1')).toMatchObject({
      answer: { outcome: 'accepted' },
    });
  });

  test('U9: a loan that had ended where it comes from goes with its return', async () => {
    await small.brought({ items: [item('ended')] });
    const loan = { itemId: 'ended', patronId: 'lender', libraryId: 'school' };
    const times = { occurredAt: NOW - 3000, dueAt: NOW + 9e8, returnedAt: NOW - 1000 };
    const { job, added } = await small.brought({ loans: [{ id: uuidv7(), ...loan, ...times }] });
    expect(added).toBe(1);
    expect(await small.undone(job)).toMatchObject({ putBack: 1, kept: 0 });
    const events = `select id from circulation_event where item_id = 'ended'`;
    expect(await small.rows(events)).toEqual([]);
  });

  test('U12: what was known of people by it is forgotten after a time, and it can then not be taken back', async () => {
    const { job } = await small.brought({
      patrons: [patron('forgotten', { patronClass: 'child' })],
    });
    const later = NOW + 1;
    for (;;) {
      const worked = await small.db.write('import-forget', {
        before: later,
        now: later,
        most: 100,
      });
      if (worked.length === 0) break;
    }
    expect(await undoBatch(small.deps, { batchId: job.batchId, by: BY, rest: 0 })).toEqual({
      outcome: 'not-possible',
    });
  });
});
