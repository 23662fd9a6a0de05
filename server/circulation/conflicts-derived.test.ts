/** Conflicts of promised loans: opened and closed by what is told before and after (docs/rules/conflicts.md, Q1–Q8). */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { TitleInput } from '#server/catalogue/input.ts';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, item, MINUTE, NOW, TITLE } from '#tests/fixtures/small-network.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { TransactInput } from './store.ts';

const PROMISE = { mode: 'promise', now: NOW + 9 * DAY } as const;

eachDatabase((engine) => {
  let db: AppDatabase;
  const { ask, borrow, giveBack, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
  });

  const kindsOf = async ({ id }: Pick<TransactInput, 'id'>) => {
    const open = await db.read('open-conflicts', { libraries: ['central'] });
    return open.flatMap(({ transactionId, kind }) => (transactionId === id ? [kind] : [])).sort();
  };
  const promised = async (card: string, book: string, more: Partial<TransactInput> = {}) => {
    const loan = borrow(card, book, { ...PROMISE, ...more });
    await ask(loan);
    return loan;
  };
  const conditionOf = async (itemId: string) => {
    const reach = { actor: { kind: 'system', id: '' }, now: NOW } as const;
    return (await db.read('staff-item', { reach, itemId }))?.condition;
  };
  const newTitle = async (): Promise<string> => {
    const id = randomUUID();
    await db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id })], now: NOW });
    return id;
  };
  const hold = (titleId: string, patronId: string, placedAt: number) =>
    db.write('holds-put', {
      holds: [{ id: randomUUID(), titleId, patronId, pickupLibraryId: 'central', placedAt }],
    });

  test('Q1 each thing that speaks against a promise is a conflict of its own', async () => {
    const card = await newCard({ blocks: ['staff'], expiresOn: '2026-11-01' });
    const loan = await promised(card, await newItem({ itemClass: 'reference' }));
    expect(await kindsOf(loan)).toEqual(['card-expired', 'not-for-loan', 'patron-blocked']);
  });

  describe('Q3 the limit counts the loans of that time', () => {
    test('closes when a return from before is told', async () => {
      const card = await newCard();
      const books = [await newItem(), await newItem(), await newItem()];
      for (const book of books) await ask(borrow(card, book));
      const loan = await promised(card, await newItem(), { occurredAt: NOW + DAY });
      expect(await kindsOf(loan)).toEqual(['limit-reached']);
      const [first = '', second = ''] = books;
      await ask(giveBack(second, { ...PROMISE, occurredAt: NOW + DAY + MINUTE }));
      expect(await kindsOf(loan)).toEqual(['limit-reached']);
      await ask(giveBack(first, { ...PROMISE, occurredAt: NOW + DAY - MINUTE }));
      expect(await kindsOf(loan)).toEqual([]);
    });

    test('opens when a loan from before is told', async () => {
      const card = await newCard();
      for (const book of [await newItem(), await newItem()]) await ask(borrow(card, book));
      const loan = await promised(card, await newItem(), { occurredAt: NOW + DAY });
      expect(await kindsOf(loan)).toEqual([]);
      const late = await promised(card, await newItem(), { terminalId: 'kiosk-2' });
      expect([await kindsOf(late), await kindsOf(loan)]).toEqual([[], ['limit-reached']]);
    });
  });

  test('Q3 a block that was put on since says nothing of the loan', async () => {
    const card = await newCard();
    const actor = { kind: 'system', id: '', libraryId: 'central' } as const;
    const block = { id: randomUUID(), actor, patronId: card, reason: 'staff' } as const;
    await db.write('block-put', { ...block, now: NOW + MINUTE });
    expect(await kindsOf(await promised(card, await newItem()))).toEqual([]);
    const after = await promised(card, await newItem(), { occurredAt: NOW + 2 * MINUTE });
    expect(await kindsOf(after)).toEqual(['patron-blocked']);
    await db.write('block-end', {
      id: randomUUID(),
      actor,
      patronId: card,
      blockId: block.id,
      now: NOW + DAY,
    });
    const before = await promised(card, await newItem(), { occurredAt: NOW + 3 * MINUTE });
    expect(await kindsOf(before)).toEqual(['patron-blocked']);
  });

  test('Q3 a fee is owed from the end of its loan, however late that is told', async () => {
    const [card, book] = [await newCard(), await newItem()];
    await ask(borrow(card, book));
    const later = { now: NOW + 60 * DAY, mode: 'promise' as const };
    const loan = borrow(card, await newItem(), { ...later, occurredAt: NOW + 40 * DAY });
    await ask(loan);
    // It was still out, and overdue: one such is allowed.
    expect(await kindsOf(loan)).toEqual([]);
    await ask(giveBack(book, { ...later, occurredAt: NOW + 39 * DAY }));
    expect(await kindsOf(loan)).toEqual(['fee-owed']);
  });

  test('Q4 what is renewed late was not overdue, told now or late', async () => {
    for (const mode of ['attempt', 'promise'] as const) {
      const [card, one, two] = [await newCard(), await newItem(), await newItem()];
      for (const book of [one, two]) await ask(borrow(card, book));
      const told = NOW + 30 * DAY;
      const loan = await promised(card, await newItem(), { occurredAt: told - 9 * DAY, now: told });
      expect(await kindsOf(loan)).toEqual(['too-many-overdue']);
      const occurredAt = mode === 'attempt' ? told : told - DAY;
      await ask(wish({ act: 'renew', card, book: one, mode, occurredAt, now: told }));
      expect(await kindsOf(loan)).toEqual([]);
    }
  });

  describe('Q4 others wait for the title', () => {
    test('that a second copy had come back by then is told late', async () => {
      const titleId = await newTitle();
      const [one, two] = [await newItem({ titleId }), await newItem({ titleId })];
      await ask(borrow(await newCard(), two));
      await hold(titleId, await newCard(), NOW + MINUTE);
      const loan = await promised(await newCard(), one, { occurredAt: NOW + DAY });
      expect(await kindsOf(loan)).toEqual(['item-on-hold']);
      await ask(giveBack(two, { ...PROMISE, occurredAt: NOW + DAY - MINUTE }));
      expect(await kindsOf(loan)).toEqual([]);
    });

    test('Q5 what lay aside was theirs, though another copy stood there', async () => {
      const titleId = await newTitle();
      const [one] = [await newItem({ titleId }), await newItem({ titleId })];
      await hold(titleId, await newCard(), NOW);
      await ask(giveBack(one, { occurredAt: NOW + MINUTE }));
      const loan = await promised(await newCard(), one, { occurredAt: NOW + DAY });
      expect(await kindsOf(loan)).toEqual(['item-on-hold']);
      // Told late, but from before: the loan after it took nothing from the shelf any more.
      const earlier = await promised(await newCard(), one, {
        ...{ occurredAt: NOW + DAY - MINUTE, terminalId: 'kiosk-2' },
      });
      await ask(giveBack(one, { ...PROMISE, occurredAt: NOW + DAY - 1 }));
      expect([await kindsOf(earlier), await kindsOf(loan)]).toEqual([['item-on-hold'], []]);
    });
  });

  describe('Q7 a promised loan that was taken back', () => {
    test('needs nobody, before or after', async () => {
      const card = await newCard({ blocks: ['staff'], expiresOn: '2026-11-01' });
      for (const order of [1, -1]) {
        const book = await newItem();
        const loan = borrow(card, book, PROMISE);
        const undo = giveBack(book, { ...PROMISE, undoOf: loan.id, occurredAt: NOW + 1 });
        for (const one of [loan, undo].toSorted(() => order)) await ask(one);
        expect(await kindsOf(loan)).toEqual([]);
      }
    });

    test('does, when it turns out that it was not: another had it by then', async () => {
      const [card, book] = [await newCard({ expiresOn: '2026-11-01' }), await newItem()];
      const loan = await promised(card, book);
      await ask(giveBack(book, { ...PROMISE, undoOf: loan.id, occurredAt: NOW + 9 * MINUTE }));
      expect(await kindsOf(loan)).toEqual([]);
      await promised(await newCard(), book, {
        occurredAt: NOW + 4 * MINUTE,
        terminalId: 'kiosk-2',
      });
      expect(await kindsOf(loan)).toEqual(['card-expired']);
    });
  });

  test('H25 T11 a hold that was given back ends after all, when another had the book before it was taken back', async () => {
    // Later than any promised loan that is known.
    const start = NOW + 50 * DAY;
    const titleId = await newTitle();
    const [card, book] = [await newCard(), await newItem({ titleId })];
    await hold(titleId, card, start - MINUTE);
    const holds = async () => {
      const found = await db.read('patron-by-card', { libraryId: 'central', card, now: NOW });
      return found.kind === 'one' && found.standing.holds;
    };
    const loan = borrow(card, book, { occurredAt: start });
    await ask(loan);
    await ask(giveBack(book, { undoOf: loan.id, occurredAt: start + 9 * MINUTE }));
    expect(await holds()).toBe(1);
    const late = { ...PROMISE, now: start + DAY, terminalId: 'kiosk-2' };
    await ask(borrow(await newCard(), book, { ...late, occurredAt: start + 4 * MINUTE }));
    expect(await holds()).toBe(0);
  });

  test('X11 a promised loan finds what was missing, and says so; not one whose book is back since', async () => {
    const [lost, back] = [await newItem({ condition: 'missing' }), await newItem()];
    const loan = await promised(await newCard(), lost);
    expect(await kindsOf(loan)).toEqual(['item-lost']);
    expect(await conditionOf(lost)).toBe('ok');

    const late = borrow(await newCard(), back, PROMISE);
    await ask(giveBack(back, { occurredAt: NOW + MINUTE }));
    await db.write('items-put', { items: [item(back, back, { condition: 'missing' })] });
    await ask(late);
    expect([await kindsOf(late), await conditionOf(back)]).toEqual([[], 'missing']);
  });

  test('Q3 what its attempt was refused for, and what has gone since, is said', async () => {
    const [card, book] = [await newCard(), await newItem()];
    await ask(borrow(await newCard(), book));
    const refused = borrow(card, book, { occurredAt: NOW + MINUTE });
    await ask(refused);
    await ask(giveBack(book, { occurredAt: NOW + 2 * MINUTE }));
    const promise = { ...refused, ...PROMISE, occurredAt: NOW + 3 * MINUTE };
    await ask(promise);
    expect(await kindsOf(promise)).toEqual(['promised-after-refusal']);
  });
});
