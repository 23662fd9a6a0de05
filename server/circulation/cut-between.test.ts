/** What is told late of a time from which the patrons have been cut already (docs/rules/circulation.md, Z). */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { TitleInput } from '#server/catalogue/input.ts';
import { tidy } from '#server/retention/tidy.ts';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, MINUTE, NOW, TITLE } from '#tests/fixtures/small-network.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  const { ask, borrow, giveBack, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
  });

  const cut = (now: number) => tidy({ db, now, keepLoanHistoryDays: 30 });
  const kindsOf = async (id: string) => {
    const open = await db.read('open-conflicts', { libraries: ['central'] });
    return open.flatMap(({ transactionId, kind }) => (transactionId === id ? [kind] : []));
  };

  test('H21 Z2 a hold that has ended and is nobody’s any more waits for nothing, whatever is told late', async () => {
    const titleId = randomUUID();
    await db.write('titles-put', {
      titles: [TitleInput.parse({ ...TITLE, id: titleId })],
      now: NOW,
    });
    const [card, book] = [await newCard(), await newItem({ titleId })];
    await db.write('holds-put', {
      holds: [
        { id: randomUUID(), titleId, patronId: card, pickupLibraryId: 'central', placedAt: NOW },
      ],
    });
    await ask(borrow(card, book, { occurredAt: NOW + MINUTE }));
    await ask(giveBack(book, { occurredAt: NOW + DAY }));
    const now = NOW + 50 * DAY;
    await cut(now);
    const late = { mode: 'promise', now } as const;
    await ask(borrow('of nobody', book, { ...late, occurredAt: now - 2 * DAY }));
    await ask(borrow('nor here', book, { ...late, occurredAt: now - 3 * DAY }));
    const answer = await ask(giveBack(book, { occurredAt: now + MINUTE }));
    expect(answer).toMatchObject({ outcome: 'accepted', destination: 'shelf' });
  });

  test('Q2 Z1 one’s own earlier loan speaks against nothing after it has been cut, either', async () => {
    const [card, book] = [await newCard(), await newItem()];
    await ask(borrow(card, book, { occurredAt: NOW }));
    const loan = borrow(card, book, { mode: 'promise', occurredAt: NOW + DAY, now: NOW + DAY });
    await ask(loan);
    expect(await kindsOf(loan.id)).toEqual([]);
    await cut(NOW + 50 * DAY);
    // Something else of the same patron, told late.
    const late = { mode: 'promise', now: NOW + 50 * DAY } as const;
    await ask(borrow(card, await newItem(), { ...late, occurredAt: NOW + MINUTE }));
    expect(await kindsOf(loan.id)).toEqual([]);
  });

  test('Q30 Z1 a loan that is nobody’s any more cannot be opened again, where loans are forgotten sooner than decisions', async () => {
    const [card, book] = [await newCard({ blocks: ['staff'] }), await newItem()];
    const loan = borrow(card, book, { mode: 'promise' });
    await ask(loan);
    const which = { transactionId: loan.id, kind: 'patron-blocked', receiptCode: randomUUID() };
    const actor = { kind: 'system', id: '', libraryId: 'central' } as const;
    const decided = { ...which, id: randomUUID(), actor, choice: 'write-off', now: NOW } as const;
    expect(await db.write('conflict-decide', decided)).toMatchObject({ settled: 1 });
    const undo = (days: number) =>
      db.write('conflict-undo', { ...which, id: randomUUID(), actor, now: NOW + days * DAY });
    await tidy({ db, now: NOW + 9 * DAY, keepLoanHistoryDays: 7 });
    const refusal = { code: 'undo-too-late', params: { days: 9 } };
    expect(await undo(9)).toEqual({ outcome: 'refused', refusal });
    expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
      ended: { how: 'written-off' },
    });
  });
});
