import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, MINUTE, NOW, patron } from '#tests/fixtures/small-network.ts';
import type { DatabasePlace } from '../db/open.ts';
import { answerIn, codeOf, wish } from '#tests/fixtures/wish.ts';
import { libraryThatHas } from '#tests/fixtures/whereabouts.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { Answer } from './answer.ts';
import type { TransactInput } from './store.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  let number = 0;

  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    await foundNetwork(db);
  });

  const ask = async (input: TransactInput): Promise<Answer> =>
    answerIn(await db.write('transact', input));
  const newItem = async (more: Parameters<typeof item>[2] = {}): Promise<string> => {
    const value = `B-${(number += 1)}`;
    await db.write('items-put', { items: [item(value, value, more)] });
    return value;
  };
  const newCard = async (more: Parameters<typeof patron>[2] = {}): Promise<string> => {
    const value = `C-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(value, value, more)], now: NOW });
    return value;
  };
  const loansOf = async (card: string) => {
    const found = await db.read('patron-by-card', { libraryId: 'central', card, now: NOW });
    if (found.kind !== 'one') throw new Error('no such card');
    return db.read('patron-loans', { patron: found.standing, now: NOW });
  };
  const borrow = (card: string, book: string, more: Partial<TransactInput> = {}) =>
    wish({ act: 'checkout', card, book, ...more });
  const giveBack = (book: string, more: Partial<TransactInput> = {}) =>
    wish({ act: 'checkin', book, ...more });

  test('a book is lent, renewed and returned', async () => {
    const [card, book] = [await newCard(), await newItem({ callNumber: '895.922 T' })];
    const lent = await ask(borrow(card, book));
    expect(lent).toMatchObject({
      outcome: 'accepted',
      item: { title: 'Dế mèn phiêu lưu ký', author: 'Tô Hoài', callNumber: '895.922 T' },
      // 14 days later, the last millisecond of the day in Việt Nam.
      dueAt: Date.parse('2026-12-07T16:59:59.999Z'),
    });
    expect(await loansOf(card)).toMatchObject([{ identifier: book, renewable: true }]);
    const renewed = await ask(wish({ act: 'renew', card, book, occurredAt: NOW + DAY }));
    expect(renewed).toMatchObject({ dueAt: Date.parse('2026-12-08T16:59:59.999Z') });
    expect(codeOf(await ask(wish({ act: 'renew', card, book, occurredAt: NOW + 2 * DAY })))).toBe(
      'renewal-limit',
    );
    const back = await ask(giveBack(book, { occurredAt: NOW + 3 * DAY }));
    expect(back).toMatchObject({ outcome: 'accepted', destination: 'shelf' });
    expect(back).not.toHaveProperty('wasNotOnLoan');
    expect(await loansOf(card)).toEqual([]);
  });

  test('R9 a renewal without a card is for whoever has the item', async () => {
    const [card, book] = [await newCard(), await newItem()];
    await ask(borrow(card, book));
    const { card: _, ...request } = wish({ act: 'renew', book, occurredAt: NOW + DAY });
    expect(await ask(request)).toMatchObject({ outcome: 'accepted' });
  });

  describe('the same id', () => {
    test('X1 asked twice is answered alike and done once', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book);
      const first = await ask(request);
      expect(await ask({ ...request, receiptCode: randomUUID(), now: NOW + DAY })).toEqual(first);
      expect(await loansOf(card)).toHaveLength(1);
    });

    test('X1 asked twenty times at once is answered alike and done once', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ask({ ...request, receiptCode: randomUUID() })),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await loansOf(card)).toHaveLength(1);
    });

    test('X2 with another request is told so', async () => {
      const [card, book, other] = [await newCard(), await newItem(), await newItem()];
      const request = borrow(card, book);
      await ask(request);
      const changed = borrow(card, other, { id: request.id });
      expect(await db.write('transact', changed)).toEqual({ kind: 'another-request' });
    });

    test('X2 from another terminal is told so', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book);
      await ask(request);
      const foreign = { ...request, terminalId: 'kiosk-2' };
      expect(await db.write('transact', foreign)).toEqual({ kind: 'another-request' });
    });

    test('X3 promised after it was accepted is that same loan', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book);
      const lent = await ask(request);
      const promise = { ...request, mode: 'promise' as const, receiptCode: randomUUID() };
      expect(await ask(promise)).toEqual(lent);
      expect(await loansOf(card)).toHaveLength(1);
    });

    test('X4 promised after it was refused makes the loan', async () => {
      const [card, book] = [await newCard({ blocks: ['Mất thẻ'] }), await newItem()];
      const request = borrow(card, book);
      expect(codeOf(await ask(request))).toBe('patron-blocked');
      expect(codeOf(await ask({ ...request, mode: 'promise' }))).toBe('accepted');
      expect(await loansOf(card)).toHaveLength(1);
      expect(await ask(request)).toMatchObject({ outcome: 'refused' });
    });

    test('X5 attempted after its promise changes nothing', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book, { mode: 'promise' });
      const promised = await ask(request);
      const late = { ...request, mode: 'attempt' as const, receiptCode: randomUUID() };
      expect(await ask(late)).toEqual(promised);
      expect(await loansOf(card)).toHaveLength(1);
    });

    test('X6 can be looked up by its terminal, and by no other', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const request = borrow(card, book);
      const lookUp = { id: request.id, act: 'checkout' as const, terminalId: 'kiosk-1' };
      expect(await db.write('transaction-look-up', lookUp)).toBeUndefined();
      const lent = await ask(request);
      expect(await db.write('transaction-look-up', lookUp)).toEqual(lent);
      expect(
        await db.write('transaction-look-up', { ...lookUp, terminalId: 'kiosk-2' }),
      ).toBeUndefined();
      expect(await db.write('transaction-look-up', { ...lookUp, act: 'checkin' })).toBeUndefined();
    });
  });

  describe('at once', () => {
    test('of two patrons who take the last copy exactly one gets it', async () => {
      const book = await newItem();
      const cards = [await newCard(), await newCard()];
      const answers = await Promise.all(cards.map((card) => ask(borrow(card, book))));
      expect(answers.map(codeOf).sort()).toEqual(['accepted', 'item-on-loan']);
    });

    test('a patron at the limit gets no more than the limit', async () => {
      const card = await newCard();
      const books = await Promise.all(Array.from({ length: 8 }, () => newItem()));
      const answers = await Promise.all(books.map((book) => ask(borrow(card, book))));
      expect(answers.filter((answer) => codeOf(answer) === 'accepted')).toHaveLength(3);
      expect(await loansOf(card)).toHaveLength(3);
    });
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

  test('N4 a number with signs that no number has is nobody’s, and what was promised of it is kept', async () => {
    const odd = 'B-\u0000\u0007';
    expect(codeOf(await ask(giveBack(odd)))).toBe('item-unknown');
    expect(codeOf(await ask(borrow('C-\u0000', await newItem())))).toBe('card-unknown');
    const promise = giveBack(odd, { mode: 'promise' });
    expect(codeOf(await ask(promise))).toBe('accepted');
    expect(await db.read('open-conflicts', { libraries: ['central'] })).toContainEqual(
      expect.objectContaining({ transactionId: promise.id, kind: 'item-unknown' }),
    );
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

  describe('numbers', () => {
    test('N1 an accession number means the terminal’s own library’s item', async () => {
      const identifiers = [{ kind: 'accession' as const, value: 'TK.00003' }];
      const ownedBy = (homeLibraryId: string) =>
        item(`${homeLibraryId}-3`, '', { homeLibraryId, identifiers });
      await db.write('items-put', { items: [ownedBy('school-a'), ownedBy('school-b')] });
      const card = await newCard();
      const there = { terminalId: 'kiosk-a', libraryId: 'school-a' };
      expect(codeOf(await ask(borrow(card, 'TK.00003', there)))).toBe('accepted');
      expect(codeOf(await ask(borrow(card, 'TK.00003', { ...there, libraryId: 'school-b' })))).toBe(
        'accepted',
      );
      expect(await ask(borrow(card, 'TK.00003'))).toMatchObject({
        refusal: { code: 'several-matches', params: { what: 'item' } },
      });
    });

    test('N2 the owner on the tag tells two apart', async () => {
      const card = await newCard();
      const byTag = { item: { identifier: 'TK.00003', owner: 'VN-SB' } };
      expect(codeOf(await ask(giveBack('TK.00003', byTag)))).toBe('accepted');
      expect(codeOf(await ask(borrow(card, 'TK.00003', byTag)))).toBe('accepted');
    });
  });

  test('a lost book that is laid down is found, and may be lent again', async () => {
    const [card, book] = [await newCard(), await newItem({ condition: 'lost' })];
    expect(codeOf(await ask(borrow(card, book)))).toBe('item-lost');
    expect(codeOf(await ask(giveBack(book)))).toBe('accepted');
    expect(codeOf(await ask(borrow(card, book, { occurredAt: NOW + DAY })))).toBe('accepted');
  });

  test('who waits for a book gets it, and then waits no longer', async () => {
    const [waiting, other, book] = [await newCard(), await newCard(), await newItem()];
    const hold = { titleId: 'de-men', itemId: book, pickupLibraryId: 'central', placedAt: NOW };
    await db.write('holds-put', { holds: [{ ...hold, id: `hold ${book}`, patronId: waiting }] });
    expect(codeOf(await ask(borrow(other, book)))).toBe('item-on-hold');
    expect(await ask(giveBack(book))).toMatchObject({ destination: 'hold' });
    expect(codeOf(await ask(borrow(waiting, book, { occurredAt: NOW + MINUTE })))).toBe('accepted');
    await ask(giveBack(book, { occurredAt: NOW + DAY }));
    expect(codeOf(await ask(borrow(other, book, { occurredAt: NOW + 2 * DAY })))).toBe('accepted');
  });
});
