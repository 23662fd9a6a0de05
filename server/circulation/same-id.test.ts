/** One id, one answer, however often and in whichever mode it comes. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, NOW } from '#tests/fixtures/small-network.ts';
import { codeOf } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  const { ask, borrow, loansOf, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
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
});
