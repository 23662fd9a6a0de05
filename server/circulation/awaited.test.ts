/** Holds, transit and fees as checkout, return and renewal leave them. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TitleInput } from '#server/catalogue/input.ts';
import { eachDatabase } from '#tests/databases.ts';
import { peek } from '#tests/fixtures/peek.ts';
import {
  DAY,
  foundNetwork,
  item,
  MINUTE,
  NOW,
  patron,
  TITLE,
} from '#tests/fixtures/small-network.ts';
import { answerIn, codeOf, wish } from '#tests/fixtures/wish.ts';
import type { DatabasePlace } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { TransactInput } from './store.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  /** A title and patrons of its own for each test. */
  let titleId: string;
  let an: string;
  let binh: string;
  let chi: string;
  let number = 0;

  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    await foundNetwork(db);
  });
  beforeEach(async () => {
    const prefix = `${(number += 1)}`;
    [an, binh, chi] = [`an-${prefix}`, `binh-${prefix}`, `chi-${prefix}`];
    const patrons = [an, binh, chi].map((card) => patron(card, card));
    await db.write('patrons-put', { patrons, now: NOW });
    titleId = `title-${prefix}`;
    await db.write('titles-put', {
      titles: [TitleInput.parse({ ...TITLE, id: titleId })],
      now: NOW,
    });
  });

  const ask = async (input: TransactInput) => answerIn(await db.write('transact', input));
  const newBook = async (more: Parameters<typeof item>[2] = {}) => {
    const book = `B-${(number += 1)}`;
    await db.write('items-put', { items: [item(book, book, { titleId, ...more })] });
    return book;
  };
  const hold = async (
    patronId: string,
    more: { pickupLibraryId?: string; itemId?: string } = {},
  ) => {
    const id = `H-${(number += 1)}`;
    const one = {
      id,
      patronId,
      titleId,
      pickupLibraryId: 'central',
      placedAt: NOW + number,
      ...more,
    };
    await db.write('holds-put', { holds: [one] });
    return id;
  };
  const at = (minutes: number, more: Partial<TransactInput> = {}) => ({
    occurredAt: NOW + minutes * MINUTE,
    ...more,
  });
  const borrow = (card: string, book: string, more: Partial<TransactInput> = {}) =>
    ask(wish({ act: 'checkout', card, book, ...at(0, more) }));
  const giveBack = (book: string, more: Partial<TransactInput> = {}) =>
    ask(wish({ act: 'checkin', book, ...at(0, more) }));
  const renew = (card: string, book: string, more: Partial<TransactInput>) =>
    ask(wish({ act: 'renew', card, book, ...more }));
  const holdNow = async (id: string) => {
    const [row] = await peek(
      place,
      `select captured_item_id, shelf_until, ended_how from hold where id = '${id}'`,
    );
    return row && [row['captured_item_id'], row['shelf_until'], row['ended_how']];
  };
  const transits = async (book: string) => {
    const rows = await peek(
      place,
      `select to_library_id, hold_id, ended_how from transit where item_id = '${book}' order by sent_at`,
    );
    return rows.map((row) => [row['to_library_id'], row['hold_id'], row['ended_how']]);
  };
  const conflicts = async (kind: string, book: string) => {
    const open = await db.read('open-conflicts', { libraries: ['central', 'school-a'] });
    return open.filter((conflict) => conflict.kind === kind && conflict.itemId === book);
  };

  describe('who waits', () => {
    test('H21 the first in the line gets what comes back: laid aside until a day, refused to others', async () => {
      const book = await newBook();
      await borrow(an, book);
      const [first, second] = [await hold(binh), await hold(chi)];
      const back = await giveBack(book, at(10));
      expect(back).toMatchObject({
        destination: 'hold',
        destinationLibrary: { id: 'central' },
        hold: { id: first },
      });
      // Five open days after Monday, 23 November.
      expect(await holdNow(first)).toEqual([book, '2026-11-28', null]);
      expect(codeOf(await borrow(chi, book, at(20)))).toBe('item-on-hold');
      expect(codeOf(await borrow(binh, book, at(30)))).toBe('accepted');
      expect(await holdNow(first)).toEqual([book, '2026-11-28', 'picked-up']);
      expect(await holdNow(second)).toEqual([null, null, null]);
    });

    test('H22 a hold on another copy is passed over', async () => {
      const [book, other] = [await newBook(), await newBook()];
      const [forOther, forAny] = [await hold(an, { itemId: other }), await hold(binh)];
      expect(await giveBack(book)).toMatchObject({ hold: { id: forAny } });
      expect(await holdNow(forOther)).toEqual([null, null, null]);
    });

    test('H23 who takes another copy leaves the one laid aside to the next', async () => {
      const [aside, other] = [await newBook(), await newBook()];
      const [first, second] = [await hold(an), await hold(binh)];
      await giveBack(aside);
      expect(codeOf(await borrow(an, other, at(10)))).toBe('accepted');
      expect(await holdNow(first)).toEqual([null, null, 'picked-up']);
      expect(await holdNow(second)).toEqual([aside, '2026-11-28', null]);
    });

    test('H24 a promise of what was laid aside for another is kept; that one waits again, and staff are told', async () => {
      const book = await newBook();
      const waiting = await hold(an);
      await giveBack(book);
      expect(codeOf(await borrow(binh, book, at(10, { mode: 'promise' })))).toBe('accepted');
      expect(await holdNow(waiting)).toEqual([null, null, null]);
      expect(await conflicts('item-on-hold', book)).toHaveLength(1);
    });

    test('H25 a loan taken back gives the hold back as well', async () => {
      const book = await newBook();
      const waiting = await hold(an);
      await giveBack(book);
      const loan = wish({ act: 'checkout', card: an, book, ...at(10) });
      expect(codeOf(await ask(loan))).toBe('accepted');
      const back = await giveBack(book, at(11, { undoOf: loan.id }));
      expect(back).toMatchObject({ destination: 'hold', hold: { id: waiting } });
      expect(await holdNow(waiting)).toEqual([book, '2026-11-28', null]);
    });

    test('H26 a copy is lent to anybody while others are left for those who wait', async () => {
      const [book, spare] = [await newBook(), await newBook()];
      await hold(an);
      expect(codeOf(await borrow(binh, book))).toBe('accepted');
      expect(codeOf(await borrow(chi, spare))).toBe('item-on-hold');
      expect(codeOf(await borrow(an, spare))).toBe('accepted');
    });

    test('T9 a return that is told late is for nobody', async () => {
      const book = await newBook();
      await borrow(binh, book, at(60));
      const waiting = await hold(an);
      const late = await giveBack(book, at(30, { mode: 'promise', now: NOW + DAY }));
      expect(late).not.toHaveProperty('hold');
      expect(await holdNow(waiting)).toEqual([null, null, null]);
    });
  });

  describe('the way of a book', () => {
    const school = { terminalId: 'kiosk-a', libraryId: 'school-a' };

    test('V1 what belongs elsewhere goes home, and has arrived when it is taken in there', async () => {
      const book = await newBook({ homeLibraryId: 'school-a' });
      expect(await giveBack(book)).toMatchObject({
        destination: 'other-library',
        destinationLibrary: { id: 'school-a' },
      });
      await giveBack(book, at(1));
      expect(await transits(book)).toEqual([['school-a', null, null]]);
      expect(await giveBack(book, at(60, school))).toMatchObject({ destination: 'shelf' });
      expect(await transits(book)).toEqual([['school-a', null, 'arrived']]);
    });

    test('V2 it goes to who waits elsewhere, and is laid aside when it has arrived', async () => {
      const book = await newBook();
      const waiting = await hold(an, { pickupLibraryId: 'school-a' });
      expect(await giveBack(book)).toMatchObject({
        destination: 'other-library',
        destinationLibrary: { id: 'school-a' },
        hold: { id: waiting },
      });
      expect(await holdNow(waiting)).toEqual([book, null, null]);
      expect(codeOf(await borrow(binh, book, at(5)))).toBe('item-on-hold');
      expect(await giveBack(book, at(60, school))).toMatchObject({ destination: 'hold' });
      expect(await holdNow(waiting)).toEqual([book, '2026-11-28', null]);
      expect(await transits(book)).toEqual([['school-a', waiting, 'arrived']]);
    });

    test('V3 taken in elsewhere, the way is overtaken and begins anew', async () => {
      const book = await newBook({ homeLibraryId: 'school-a' });
      await giveBack(book);
      await giveBack(book, at(60, { terminalId: 'kiosk-b', libraryId: 'school-b' }));
      expect(await transits(book)).toEqual([
        ['school-a', null, 'overtaken'],
        ['school-a', null, null],
      ]);
    });

    test('V4 lent on its way home, it is on its way no more', async () => {
      const book = await newBook({ homeLibraryId: 'school-a' });
      await giveBack(book);
      expect(codeOf(await borrow(an, book, at(5)))).toBe('accepted');
      expect(await transits(book)).toEqual([['school-a', null, 'overtaken']]);
      await giveBack(book, at(6, school));
    });
  });

  describe('what it costs', () => {
    /** Đồng: charged and settled of each fee of these loans. */
    const fees = async (book: string) => {
      const rows = await peek(
        place,
        `select kind, amount, settled from fee where item_id = '${book}' order by created_at, kind`,
      );
      return rows.map((row) => [row['kind'], Number(row['amount']), Number(row['settled'])]);
    };
    /** Days after the due date, 7 December. */
    const late = (days: number, more: Partial<TransactInput> = {}) => at((14 + days) * 1440, more);

    test('F21 each open day late is charged when the book is back, and nothing in time', async () => {
      const [book, other] = [await newBook(), await newBook()];
      await borrow(an, book);
      await borrow(an, other);
      await giveBack(other, late(0));
      await giveBack(book, late(3));
      expect(await fees(other)).toEqual([]);
      expect(await fees(book)).toEqual([['overdue', 3000, 0]]);
      // The day counts on which it came back, not that on which the terminal could tell of it.
      const offline = await newBook();
      await borrow(binh, offline);
      await giveBack(offline, late(0, { mode: 'promise', now: NOW + 20 * DAY }));
      expect(await fees(offline)).toEqual([]);
    });

    test('F22 a return that arrives late lowers what was charged, and gives back what was paid', async () => {
      const [book, paid, waived] = [await newBook(), await newBook(), await newBook()];
      for (const one of [book, paid, waived]) await borrow(chi, one);
      for (const one of [book, paid, waived]) await giveBack(one, late(5));
      await payFor(paid);
      await payFor(waived, 'waived');
      for (const one of [book, paid, waived])
        await giveBack(one, late(2, { mode: 'promise', now: NOW + 30 * DAY }));
      expect(await fees(book)).toEqual([['overdue', 2000, 0]]);
      expect(await fees(paid)).toEqual([['overdue', 4000, 4000]]);
      expect(await conflicts('fee-overpaid', book)).toEqual([]);
      expect(await conflicts('fee-overpaid', paid)).toHaveLength(1);
      expect(await fees(waived)).toEqual([['overdue', 4000, 4000]]);
      expect(await conflicts('fee-overpaid', waived)).toEqual([]);
    });

    test('F23 a renewal that comes late costs the days so far, and the return those after', async () => {
      const book = await newBook();
      await borrow(an, book);
      await renew(an, book, late(2));
      expect(await fees(book)).toEqual([['overdue', 2000, 0]]);
      await giveBack(book, at((14 + 2 + 14 + 1) * 1440));
      expect(await fees(book)).toEqual([['overdue', 3000, 0]]);
    });

    test('F24 a loan taken back costs nothing, however late', async () => {
      const book = await newBook();
      const loan = wish({ act: 'checkout', card: binh, book, ...at(0) });
      await ask(loan);
      await giveBack(book, late(9, { undoOf: loan.id }));
      expect(await fees(book)).toEqual([]);
    });

    const desk = { kind: 'sip2' as const, id: 'desk', libraryId: 'central' };
    const mark = (book: string, how: 'claim-returned' | 'lost', days: number) =>
      db.write('item-mark', {
        ...{ id: randomUUID(), actor: desk, itemId: book, mark: how },
        now: NOW + (14 + days) * DAY,
      });

    test('F25 days are counted to the day on which the patron says to have returned it', async () => {
      const book = await newBook();
      await borrow(an, book);
      expect(await mark(book, 'claim-returned', 2)).toMatchObject({ outcome: 'accepted' });
      expect(codeOf(await renew(an, book, late(3)))).toBe('claimed-returned');
      await giveBack(book, late(9));
      expect(await fees(book)).toEqual([['overdue', 2000, 0]]);
    });

    test('T10 a book that its borrower says was returned, in the hand of another, was', async () => {
      const book = await newBook();
      const loan = wish({ act: 'checkout', card: an, book, ...at(0) });
      await ask(loan);
      await mark(book, 'claim-returned', -3);
      expect(codeOf(await borrow(binh, book, late(1)))).toBe('accepted');
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        ended: { how: 'returned', at: NOW + 11 * DAY },
      });
      expect(await fees(book)).toEqual([]);
    });

    test('I5 a lost book that comes back costs no more than was paid, which staff give back', async () => {
      const [book, paid] = [await newBook({ price: 50_000 }), await newBook({ price: 50_000 })];
      for (const one of [book, paid]) await borrow(chi, one);
      for (const one of [book, paid])
        expect(await mark(one, 'lost', -1)).toMatchObject({ outcome: 'accepted' });
      await payFor(paid);
      for (const one of [book, paid]) await giveBack(one, late(30));
      expect(await fees(book)).toEqual([['lost', 50_000, 50_000]]);
      const how = await peek(
        place,
        `select how from fee_payment where fee_id in (select id from fee where item_id = '${book}')`,
      );
      expect(how.map((row) => row['how'])).toEqual(['cancelled']);
      expect(await conflicts('lost-fee-paid', book)).toEqual([]);
      expect(await conflicts('lost-fee-paid', paid)).toMatchObject([{ details: { paid: 4000 } }]);
    });

    /** Settles 4,000 đồng of what is owed for a book. */
    const payFor = async (book: string, how: 'paid' | 'waived' = 'paid') => {
      const [fee] = await peek(place, `select id from fee where item_id = '${book}'`);
      const answer = await db.write('fee-settle', {
        ...{ id: randomUUID(), actor: desk, now: NOW, patronId: chi, feeId: String(fee?.['id']) },
        ...{ how, amount: 4000, year: 2026 },
      });
      expect(answer).toMatchObject({ outcome: 'accepted', receiptNumber: expect.any(String) });
    };
  });
});
