import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { foundNetwork, item, NOW, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { TitleInput } from '../../catalogue/input.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await staffAt(db, 'central');
    await staffAt(db, 'school-a');
  });

  const reach = { actor: LIBRARIAN, now: NOW };
  const act = (more: object = {}) => ({
    ...{ id: randomUUID() as string, now: NOW + (number += 1), actor: LIBRARIAN },
    ...more,
  });
  /** A title with copies at these libraries. */
  const newTitle = async (...homes: string[]): Promise<{ id: string; copies: string[] }> => {
    const id = `T-${(number += 1)}`;
    await db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id })], now: NOW });
    const copies = homes.map((homeLibraryId, at) =>
      item(`${id}-${at}`, `${id}-${at}`, { titleId: id, homeLibraryId }),
    );
    await db.write('items-put', { items: copies });
    return { id, copies: copies.map((copy) => copy.id) };
  };
  const newPatron = async (more: Parameters<typeof patron>[2] = {}): Promise<string> => {
    const id = `P-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(id, id, more)], now: NOW });
    return id;
  };
  const place = async (titleId: string, more: object = {}) => {
    const patronId = await newPatron();
    const asked = { ...act(), patronId, titleId, pickupLibraryId: 'central', ...more };
    return { ...asked, answer: await db.write('hold-place', asked) };
  };
  const giveBack = (book: string, libraryId = 'central') =>
    db.write('transact', {
      ...wish({ act: 'checkin', book }),
      libraryId,
      now: NOW + (number += 1),
    });
  const listed = async (list: 'shelf' | 'expired' | 'to-tell' | 'waiting', id: string) => {
    const holds = await db.read('hold-list', { reach, libraryId: 'central', list });
    return holds.filter((hold) => hold.id === id);
  };

  test('H1 who comes first is first in the line, and a copy on a shelf will be fetched', async () => {
    const { id } = await newTitle('central');
    expect((await place(id)).answer).toMatchObject({ hold: { position: 1, available: true } });
    expect((await place(id)).answer).toMatchObject({ hold: { position: 2, available: false } });
  });

  test('H2 the same wish sent again is one hold, answered alike', async () => {
    const { id } = await newTitle('central');
    const { answer, ...asked } = await place(id);
    await place(id);
    expect(await db.write('hold-place', asked)).toEqual(answer);
  });

  test('H4 a second hold on a title is refused; another copy by name is not', async () => {
    const { id, copies } = await newTitle('central', 'central');
    const [first = '', second = ''] = copies;
    const patronId = await newPatron();
    const byName = (itemId: string) => place(id, { patronId, titleId: undefined, itemId });
    expect((await byName(first)).answer.outcome).toBe('accepted');
    expect((await byName(second)).answer.outcome).toBe('accepted');
    expect((await byName(second)).answer).toMatchObject({ refusal: { code: 'hold-exists' } });
    expect((await place(id, { patronId })).answer).toMatchObject({
      refusal: { code: 'hold-exists' },
    });
  });

  test('H5 the nearest copy is fetched: from the pick-up library itself, before one that must travel', async () => {
    const { id, copies } = await newTitle('school-a', 'central');
    const { id: holdId } = await place(id);
    const pull = await db.read('pull-list', { reach, libraryId: 'central' });
    expect(pull.filter(({ hold }) => hold.id === holdId)).toMatchObject([
      { item: { id: copies[1], identifier: copies[1] }, pickup: { id: 'central' } },
    ]);
    const atSchool = await db.read('pull-list', { reach, libraryId: 'school-a' });
    expect(atSchool.filter(({ hold }) => hold.id === holdId)).toEqual([]);
  });

  test('H6 what is fetched is checked in, lies on the shelf, and is to be told once', async () => {
    const { id, copies } = await newTitle('central');
    const { id: holdId } = await place(id);
    await giveBack(copies[0] ?? '');
    // Monday the 23rd, and five open days.
    const lying = { state: 'on-shelf', shelfUntil: '2026-11-28', captured: { id: copies[0] } };
    expect(await listed('shelf', holdId)).toMatchObject([lying]);
    expect(await listed('to-tell', holdId)).toHaveLength(1);
    await db.write('hold-tell', { ...act(), holdId, told: true });
    expect(await listed('to-tell', holdId)).toEqual([]);
    await db.write('hold-tell', { ...act(), holdId, told: false });
    expect(await listed('to-tell', holdId)).toHaveLength(1);
  });

  test('H7 pick-up library and last day can change while it waits, not once a copy is aside', async () => {
    const { id, copies } = await newTitle('central');
    const { id: holdId } = await place(id);
    const change = { holdId, pickupLibraryId: 'school-a', expiresOn: '2026-12-24' };
    expect(await db.write('hold-change', { ...act(), ...change })).toEqual({ outcome: 'accepted' });
    await giveBack(copies[0] ?? '');
    expect(await db.write('hold-change', { ...act(), ...change })).toMatchObject({
      refusal: { code: 'hold-on-its-way' },
    });
    const { incoming } = await db.read('transits', { reach, libraryId: 'school-a' });
    expect(incoming).toContainEqual(expect.objectContaining({ forHold: true }));
  });

  test('H8 a copy on the shelf whose hold is cancelled is kept for the next, and he is told', async () => {
    const { id, copies } = await newTitle('central');
    const [first, second] = [await place(id), await place(id)];
    await giveBack(copies[0] ?? '');
    const cancelled = await db.write('hold-cancel', { ...act(), holdId: first.id });
    expect(cancelled).toMatchObject({ destination: { kind: 'hold', libraryId: 'central' } });
    expect(await listed('shelf', second.id)).toHaveLength(1);
    expect(await listed('to-tell', second.id)).toHaveLength(1);
    expect(await listed('expired', first.id)).toEqual([]);
  });

  test('H8 … goes to the shelf when nobody waits, and is listed until somebody has had it in hand', async () => {
    const { id, copies } = await newTitle('central');
    const { id: holdId } = await place(id);
    await giveBack(copies[0] ?? '');
    const cancelled = await db.write('hold-cancel', { ...act(), holdId });
    expect(cancelled).toMatchObject({ destination: { kind: 'shelf', libraryId: 'central' } });
    expect(await listed('expired', holdId)).toHaveLength(1);
    await giveBack(copies[0] ?? '');
    expect(await listed('expired', holdId)).toEqual([]);
  });

  test('H8 … goes home when it is of another library', async () => {
    const { id, copies } = await newTitle('school-a');
    const { id: holdId } = await place(id);
    await giveBack(copies[0] ?? '');
    expect(await db.write('hold-cancel', { ...act(), holdId })).toMatchObject({
      destination: { kind: 'other-library', libraryId: 'school-a' },
    });
    const { outgoing } = await db.read('transits', { reach, libraryId: 'central' });
    expect(outgoing.filter((sent) => sent.item.id === copies[0])).toMatchObject([
      { to: { id: 'school-a' }, forHold: false },
    ]);
  });

  test('H9 somebody else’s hold is not theirs to cancel', async () => {
    const { id } = await newTitle('central');
    const { id: holdId, patronId } = await place(id);
    const other = await newPatron();
    expect(await db.write('hold-cancel', { ...act(), holdId, patronId: other })).toMatchObject({
      refusal: { code: 'hold-unknown' },
    });
    const own = { ...act(), holdId, patronId };
    expect(await db.write('hold-cancel', own)).toEqual({ outcome: 'accepted' });
    expect(await db.write('hold-cancel', own)).toEqual({ outcome: 'accepted' });
    expect(await db.write('hold-cancel', act({ holdId }) as typeof own)).toMatchObject({
      refusal: { code: 'hold-unknown' },
    });
  });

  test('J5 staff of a school place holds for their own patrons, to be fetched at their own libraries', async () => {
    const { id } = await newTitle('central');
    const actor = { kind: 'staff', id: 'school-a', libraryId: 'school-a' } as const;
    const pupil = await newPatron({ libraryId: 'school-a' });
    const own = { actor, patronId: pupil, pickupLibraryId: 'school-a' };
    expect((await place(id, { ...own, pickupLibraryId: 'central' })).answer).toMatchObject({
      refusal: { code: 'library-unknown' },
    });
    expect((await place(id, { ...own, patronId: await newPatron() })).answer).toMatchObject({
      refusal: { code: 'patron-unknown' },
    });
    expect((await place(id, own)).answer).toMatchObject({ outcome: 'accepted' });
    const elsewhere = await place(id);
    expect(await db.write('hold-cancel', { ...act(), actor, holdId: elsewhere.id })).toMatchObject({
      refusal: { code: 'hold-unknown' },
    });
  });

  test('H10 twenty who ask at once stand in one line, and one copy is fetched for one of them', async () => {
    const { id } = await newTitle('central');
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(id)));
    expect(answers.every(({ answer }) => answer.outcome === 'accepted')).toBe(true);
    const waiting = await db.read('hold-list', { reach, libraryId: 'central', list: 'waiting' });
    const line = waiting.filter(({ title }) => title.id === id);
    expect(line.map(({ position }) => position)).toEqual(line.map((_, at) => at + 1));
    expect(line).toHaveLength(20);
    const pull = await db.read('pull-list', { reach, libraryId: 'central' });
    expect(pull.filter(({ item: { titleId } }) => titleId === id)).toHaveLength(1);
  });

  test('H11 whose last day has passed is passed over', async () => {
    const { id, copies } = await newTitle('central');
    const past = await place(id, { expiresOn: '2026-11-22' });
    const next = await place(id);
    await giveBack(copies[0] ?? '');
    expect(await listed('shelf', past.id)).toEqual([]);
    expect(await listed('shelf', next.id)).toHaveLength(1);
  });

  test('H10 copies come in while holds are cancelled: whoever is left has one each', async () => {
    const { id, copies } = await newTitle('central', 'central', 'central');
    const holds = [];
    for (let at = 0; at < 6; at += 1) holds.push(await place(id));
    const cancelled = holds.filter((_, at) => at % 2 === 0);
    await Promise.all([
      ...copies.map((copy) => giveBack(copy)),
      ...cancelled.map((hold) => db.write('hold-cancel', { ...act(), holdId: hold.id })),
    ]);
    const shelf = await db.read('hold-list', { reach, libraryId: 'central', list: 'shelf' });
    const kept = shelf.filter(({ title }) => title.id === id);
    const left = holds.filter((hold) => !cancelled.includes(hold));
    expect(kept.map((hold) => hold.id).toSorted()).toEqual(left.map((hold) => hold.id).toSorted());
    expect(new Set(kept.map(({ captured }) => captured?.id)).size).toBe(3);
  });
});
