/** Checkout, renewal and checkin as the rules decide them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, item, MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import { codeOf, wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;
  const { ask, borrow, giveBack, loansOf, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
  });

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

  describe('numbers', () => {
    /** The accession number of two items: one is `school-a`’s, one `school-b`’s. */
    const newNumberOfTwo = async () => {
      const value = `TK.${(number += 1)}`;
      const identifiers = [{ kind: 'accession' as const, value }];
      const ownedBy = (homeLibraryId: string) =>
        item(`${homeLibraryId} ${value}`, '', { homeLibraryId, identifiers });
      await db.write('items-put', { items: [ownedBy('school-a'), ownedBy('school-b')] });
      return value;
    };

    test('N1 an accession number means the terminal’s own library’s item', async () => {
      const [book, card] = [await newNumberOfTwo(), await newCard()];
      const there = { terminalId: 'kiosk-a', libraryId: 'school-a' };
      expect(codeOf(await ask(borrow(card, book, there)))).toBe('accepted');
      expect(codeOf(await ask(borrow(card, book, { ...there, libraryId: 'school-b' })))).toBe(
        'accepted',
      );
      expect(await ask(borrow(card, book))).toMatchObject({
        refusal: { code: 'several-matches', params: { what: 'item' } },
      });
    });

    test('N2 the owner on the tag tells two apart', async () => {
      const [book, card] = [await newNumberOfTwo(), await newCard()];
      for (const libraryId of ['school-a', 'school-b'])
        expect(codeOf(await ask(borrow(card, book, { libraryId })))).toBe('accepted');
      const byTag = { item: { identifier: book, owner: 'VN-SB' } };
      expect(codeOf(await ask(giveBack(book, byTag)))).toBe('accepted');
      expect(codeOf(await ask(borrow(card, book, byTag)))).toBe('accepted');
    });
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
