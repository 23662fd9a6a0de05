/** What is told after it has happened: promises, returns that come late, loans that are taken back. */
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import { libraryThatHas } from '#tests/fixtures/whereabouts.ts';
import { codeOf, wish } from '#tests/fixtures/wish.ts';
import type { DatabasePlace } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  const { ask, borrow, giveBack, loansOf, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    await foundNetwork(db);
  });

  describe('a promise', () => {
    test('of a book that another still has replaces that loan, until the return is heard of', async () => {
      const [first, second, book] = [await newCard(), await newCard(), await newItem()];
      await ask(borrow(first, book));
      const at = NOW + DAY;
      const promise = borrow(second, book, {
        mode: 'promise',
        occurredAt: at,
        terminalId: 'kiosk-2',
      });
      expect(codeOf(await ask(promise))).toBe('accepted');
      expect(await loansOf(first)).toEqual([]);
      expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
        expect.objectContaining({ transactionId: promise.id, kind: 'item-on-loan' }),
      );
      await ask(giveBack(book, { mode: 'promise', occurredAt: at - MINUTE, now: at + DAY }));
      expect(await loansOf(second)).toHaveLength(1);
      const open = await db.read('open-conflicts', { libraries: ['central'] });
      expect(open.filter(({ transactionId }) => transactionId === promise.id)).toEqual([]);
    });

    test('that comes after the return it precedes is closed by it', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const back = await ask(giveBack(book, { occurredAt: NOW + DAY }));
      expect(back).toMatchObject({ outcome: 'accepted', wasNotOnLoan: true });
      await ask(borrow(card, book, { mode: 'promise', now: NOW + 2 * DAY }));
      expect(await loansOf(card)).toEqual([]);
    });

    test('of a book that nobody knows is taken, and staff are told', async () => {
      const promise = borrow(await newCard(), 'no-such-book', { mode: 'promise' });
      expect(await ask(promise)).toMatchObject({
        outcome: 'accepted',
        item: { title: 'no-such-book' },
      });
      expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
        expect.objectContaining({ transactionId: promise.id, kind: 'item-unknown' }),
      );
    });

    test('with an unknown card lends the book to nobody yet, and staff are told the number', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const promise = borrow('no-such-card', book, { mode: 'promise' });
      expect(codeOf(await ask(promise))).toBe('accepted');
      expect(codeOf(await ask(borrow(card, book)))).toBe('item-on-loan');
      expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
        expect.objectContaining({
          transactionId: promise.id,
          kind: 'card-unknown',
          details: expect.objectContaining({ card: 'no-such-card' }),
        }),
      );
    });

    test('of a renewal with an unknown card too tells staff the number', async () => {
      const book = await newItem();
      await ask(borrow(await newCard(), book));
      const promise = wish({ act: 'renew', mode: 'promise', card: 'no-such-card-2', book });
      expect(codeOf(await ask(promise))).toBe('accepted');
      expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
        expect.objectContaining({
          transactionId: promise.id,
          details: expect.objectContaining({ card: 'no-such-card-2' }),
        }),
      );
    });

    test('from a clock that is days ahead is brought back to the present and flagged', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const ahead = borrow(card, book, { mode: 'promise', occurredAt: NOW + 9 * DAY, now: NOW });
      expect(await ask(ahead)).toMatchObject({ dueAt: Date.parse('2026-12-07T16:59:59.999Z') });
      expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
        expect.objectContaining({ transactionId: ahead.id, kind: 'clock' }),
      );
    });
  });

  test.each([
    [60_000, 1],
    [30_000, 0],
  ])(
    'T4 a return a minute after the checkout it came before: clocks may be %i ms apart',
    async (clockUncertaintyMs, open) => {
      const [first, second, book] = [await newCard(), await newCard(), await newItem()];
      const late = { mode: 'promise', now: NOW + DAY, clockUncertaintyMs } as const;
      await ask(borrow(first, book, late));
      const elsewhere = { ...late, terminalId: 'kiosk-2', occurredAt: NOW + 10 * MINUTE };
      await ask(borrow(second, book, elsewhere));
      await ask(giveBack(book, { ...late, occurredAt: NOW + 11 * MINUTE }));
      expect(await loansOf(second)).toHaveLength(open);
    },
  );

  test('T9 a return that is told late moves no book that has been elsewhere since', async () => {
    const book = await newItem();
    await ask(giveBack(book, { libraryId: 'school-a', occurredAt: NOW + DAY }));
    const late = { mode: 'promise', libraryId: 'school-b', now: NOW + 2 * DAY } as const;
    await ask(giveBack(book, late));
    expect(await libraryThatHas(place, book)).toBe('school-a');
  });

  describe('taking back', () => {
    test('X8 a loan of another book is an ordinary return of the book that is laid down', async () => {
      const [card, book, other] = [await newCard(), await newItem(), await newItem()];
      const loan = borrow(card, book);
      await ask(loan);
      await ask(borrow(card, other));
      await ask(giveBack(other, { undoOf: loan.id, occurredAt: NOW + MINUTE }));
      expect(await loansOf(card)).toMatchObject([{ identifier: book }]);
    });

    test('a loan just made leaves no trace on the patron, and twice is once', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = borrow(card, book);
      await ask(loan);
      const undo = () => giveBack(book, { undoOf: loan.id, occurredAt: NOW + MINUTE });
      expect(await ask(undo())).toMatchObject({ outcome: 'accepted' });
      expect(await ask(undo())).toMatchObject({ outcome: 'accepted' });
      expect(await loansOf(card)).toEqual([]);
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        ended: { how: 'undone' },
      });
    });

    test('that arrives before its checkout holds all the same', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = borrow(card, book);
      await ask(giveBack(book, { undoOf: loan.id, occurredAt: NOW + MINUTE }));
      await ask({ ...loan, now: NOW + 2 * MINUTE });
      expect(await loansOf(card)).toEqual([]);
    });

    test('at another terminal is an ordinary return', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = borrow(card, book);
      await ask(loan);
      await ask(giveBack(book, { undoOf: loan.id, occurredAt: NOW + DAY, terminalId: 'kiosk-2' }));
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        ended: { how: 'returned' },
      });
    });
  });
});
