import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, MINUTE, NOW, patron } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { ItemMark } from '../desk-acts.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;
  /** Each act a little later than the one before. */
  const later = () => NOW + (number += 1);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    const policy = { libraryId: 'network', renewals: 1, requiresPin: false };
    const costs = { overduePerDay: 1000, overdueCap: 20_000, graceDays: 0, holdDays: 5 };
    const lost = { lostProcessingFee: 10_000, lostPrice: 50_000 };
    await db.write('lending-rules-put', {
      ...{ patronClasses: [], itemClasses: [] },
      policies: [{ ...policy, id: 'any', loanDays: 14, ...costs, ...lost }],
    });
    await staffAt(db, 'central');
    await staffAt(db, 'school-a');
  });

  const reach = { actor: LIBRARIAN, now: NOW };
  const mark = (itemId: string, mark: ItemMark['mark'], more: Partial<ItemMark> = {}) =>
    db.write('item-mark', {
      ...{ id: randomUUID(), actor: LIBRARIAN, now: later(), itemId, mark },
      ...more,
    });
  const newItem = async (more: Parameters<typeof item>[2] = {}): Promise<string> => {
    const id = `B-${(number += 1)}`;
    await db.write('items-put', { items: [item(id, id, more)] });
    return id;
  };
  const lent = async (book: string): Promise<string> => {
    const id = `P-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(id, id)], now: NOW });
    const at = later();
    await db.write('transact', {
      ...wish({ act: 'checkout', card: id, book, occurredAt: at, libraryId: 'central' }),
      now: at,
    });
    return id;
  };
  const giveBack = (book: string) => {
    const at = later();
    return db.write('transact', {
      ...wish({ act: 'checkin', book, occurredAt: at, libraryId: 'central' }),
      now: at,
    });
  };
  const look = async (itemId: string) => {
    const found = await db.read('staff-item', { reach, itemId });
    if (!found) throw new Error('no such item');
    return found;
  };
  const account = async (patronId: string) => {
    const found = await db.read('staff-patron', { reach, patronId });
    if (!found) throw new Error('no such patron');
    return found;
  };

  test('M1 lost while on loan: the loan ends, price and handling are owed, as said before', async () => {
    const book = await newItem({ price: 80_000 });
    const id = await lent(book);
    expect((await look(book)).ifLost).toMatchObject({ price: 80_000, handling: 10_000 });
    expect(await mark(book, 'lost')).toMatchObject({
      condition: 'lost',
      charged: [
        { kind: 'lost', amount: 80_000 },
        { kind: 'processing', amount: 10_000 },
      ],
    });
    expect(await account(id)).toMatchObject({ loans: [], owed: 90_000 });
    expect((await look(book)).state).toEqual({ state: 'lost' });
  });

  test('M1 without a price of its own it costs what the rule says', async () => {
    const book = await newItem();
    const id = await lent(book);
    await mark(book, 'lost');
    expect(await account(id)).toMatchObject({ owed: 60_000 });
  });

  test('M1 lost while overdue: the days until then are owed besides', async () => {
    const book = await newItem({ price: 80_000 });
    const id = await lent(book);
    // Due at the end of the 7th of December; the 10th is three open days later.
    await mark(book, 'lost', { now: Date.parse('2026-12-10T03:00:00Z') });
    const { fees } = await account(id);
    expect(fees.map(({ kind, amount }) => [kind, amount]).toSorted()).toEqual([
      ['lost', 80_000],
      ['overdue', 3000],
      ['processing', 10_000],
    ]);
  });

  test('M2 lost from the shelf costs nobody anything', async () => {
    const book = await newItem();
    expect(await mark(book, 'lost')).toMatchObject({ condition: 'lost', charged: [] });
  });

  test('M3 found: what is not yet paid of the price is owed no more; the handling is', async () => {
    const book = await newItem({ price: 80_000 });
    const id = await lent(book);
    await mark(book, 'lost');
    expect(await mark(book, 'found')).toMatchObject({ condition: 'ok', cancelled: 80_000 });
    expect(await account(id)).toMatchObject({ owed: 10_000 });
  });

  test('M3 found after it was paid: the money is a task for staff', async () => {
    const book = await newItem({ price: 80_000 });
    const patronId = await lent(book);
    await mark(book, 'lost');
    const pay = { how: 'paid' as const, amount: 90_000, year: 2026, patronId };
    const act = { id: randomUUID() as string, actor: LIBRARIAN, now: later() };
    expect(await db.write('fee-settle', { ...act, ...pay })).toMatchObject({ left: 0 });
    expect(await mark(book, 'found')).toMatchObject({ cancelled: 0 });
    const tasks = await db.read('open-conflicts', { libraries: ['central'] });
    expect(tasks.filter(({ itemId }) => itemId === book)).toMatchObject([
      { kind: 'lost-fee-paid', details: { paid: 80_000 } },
    ]);
  });

  test('M3 what was paid is given back once, however often the book is lost and found after that', async () => {
    const book = await newItem({ price: 80_000 });
    const patronId = await lent(book);
    await mark(book, 'lost');
    const pay = { how: 'paid' as const, amount: 90_000, year: 2026, patronId };
    await db.write('fee-settle', { id: randomUUID(), actor: LIBRARIAN, now: later(), ...pay });
    await mark(book, 'found');
    await mark(book, 'lost');
    await giveBack(book);
    await mark(book, 'lost');
    await mark(book, 'found');
    const tasks = await db.read('open-conflicts', { libraries: ['central'] });
    expect(tasks.filter(({ itemId }) => itemId === book)).toHaveLength(1);
  });

  test('I5 a price that is paid while its book comes back is paid or cancelled, never both', async () => {
    for (let round = 0; round < 15; round += 1) {
      const book = await newItem({ price: 80_000 });
      const patronId = await lent(book);
      await mark(book, 'lost');
      const fee = (await account(patronId)).fees.find(({ kind }) => kind === 'lost');
      const pay = { how: 'paid' as const, amount: 80_000, year: 2026, patronId, feeId: fee?.id };
      await Promise.all([
        db.write('fee-settle', { id: randomUUID(), actor: LIBRARIAN, now: later(), ...pay }),
        giveBack(book),
      ]);
      const after = (await account(patronId)).fees.find(({ kind }) => kind === 'lost');
      expect(after?.payments.map(({ amount }) => amount)).toEqual([80_000]);
      const tasks = await db.read('open-conflicts', { libraries: ['central'] });
      expect(tasks.filter(({ itemId }) => itemId === book)).toHaveLength(
        after?.payments[0]?.how === 'paid' ? 1 : 0,
      );
    }
  });

  test('M4 claimed returned: it can no more be renewed, and its days count no further', async () => {
    const book = await newItem();
    const id = await lent(book);
    expect(await mark(book, 'claim-returned')).toMatchObject({ outcome: 'accepted' });
    const [loan] = (await account(id)).loans;
    expect(loan).toMatchObject({ renewable: false, refusal: { code: 'claimed-returned' } });
    expect(loan?.claimedReturnedAt).toBeGreaterThan(NOW);
    expect(await mark(book, 'claim-returned')).toMatchObject({
      refusal: { code: 'mark-not-possible', params: { onLoan: 1 } },
    });
  });

  test('M5 damage is charged to whoever has it, else to whoever had it last', async () => {
    const book = await newItem();
    const id = await lent(book);
    await giveBack(book);
    expect(await mark(book, 'damaged', { charge: 15_000 })).toMatchObject({
      charged: [{ kind: 'damaged', amount: 15_000 }],
    });
    expect(await account(id)).toMatchObject({ owed: 15_000 });
    expect(await mark(book, 'mended')).toMatchObject({ condition: 'ok' });
  });

  test('M5 nobody is known who could be charged: refused, and nothing is marked', async () => {
    const book = await newItem();
    expect(await mark(book, 'damaged', { charge: 15_000 })).toMatchObject({
      refusal: { code: 'patron-unknown' },
    });
    expect((await look(book)).condition).toBe('ok');
    expect(await mark(book, 'damaged')).toMatchObject({ condition: 'damaged', charged: [] });
  });

  test('M6 what is gone is kept for nobody: who waited waits on', async () => {
    const titleItem = await newItem();
    await lent(titleItem);
    const id = `P-${(number += 1)}`;
    await db.write('patrons-put', { patrons: [patron(id, id)], now: NOW });
    const hold = { id: randomUUID() as string, actor: LIBRARIAN, now: later(), patronId: id };
    const wished = { ...hold, itemId: titleItem, pickupLibraryId: 'central' };
    expect(await db.write('hold-place', wished)).toMatchObject({ outcome: 'accepted' });
    await giveBack(titleItem);
    expect((await look(titleItem)).state).toMatchObject({ state: 'on-hold-shelf' });
    await mark(titleItem, 'missing');
    expect((await account(id)).holds).toMatchObject([{ state: 'waiting', position: 1 }]);
    await mark(titleItem, 'withdrawn');
    expect((await account(id)).holds).toEqual([]);
  });

  test('M10 marks work the past out by the same uncertainty of clocks as loans do', async () => {
    const book = await newItem();
    const ids = ['first', 'second'].map((name) => `${name}-${book}`);
    await db.write('patrons-put', { patrons: ids.map((id) => patron(id, id)), now: NOW });
    const start = later();
    const clocks = { clockUncertaintyMs: 10 * MINUTE, mode: 'promise', now: NOW + DAY } as const;
    const tell = (what: object) =>
      db.write('transact', { ...wish({ act: 'checkout', book, ...clocks, ...what }) });
    await tell({ card: ids[0], occurredAt: start });
    await tell({ card: ids[1], occurredAt: start + 5 * MINUTE });
    // Five minutes after the second loan by another terminal's clock: it came before that.
    await tell({ act: 'checkin', occurredAt: start + 10 * MINUTE, terminalId: 'kiosk-2' });
    const having = async () => Promise.all(ids.map(async (id) => (await account(id)).loans.length));
    expect(await having()).toEqual([0, 1]);
    const marked = { now: NOW + DAY, clockUncertaintyMs: clocks.clockUncertaintyMs };
    expect(await mark(book, 'claim-returned', marked)).toMatchObject({ outcome: 'accepted' });
    expect(await having()).toEqual([0, 1]);
  });

  test('M7 what was read on the spot is an event, and no loan', async () => {
    const book = await newItem();
    expect(await mark(book, 'in-library-use')).toMatchObject({ outcome: 'accepted' });
    expect(await look(book)).toMatchObject({ state: { state: 'available' }, pastLoans: 0 });
  });

  test.each([
    ['missing', 'is out with somebody'],
    ['withdrawn', 'is out with somebody'],
    ['in-library-use', 'is out with somebody'],
    ['found', 'was not lost'],
    ['mended', 'is not damaged'],
  ] as const)('M8 %s is refused for a book that %s', async (which, _why) => {
    const book = await newItem();
    await lent(book);
    expect(await mark(book, which)).toMatchObject({ refusal: { code: 'mark-not-possible' } });
  });

  test('M9 the same mark sent again is done once', async () => {
    const book = await newItem({ price: 80_000 });
    const patronId = await lent(book);
    const act = { id: randomUUID(), now: later() };
    const first = await mark(book, 'lost', act);
    expect(await mark(book, 'lost', { ...act, now: act.now + DAY })).toEqual(first);
    expect(await account(patronId)).toMatchObject({ owed: 90_000 });
  });

  test('J5 a school marks its own books and those that lie there, no others', async () => {
    const actor = { kind: 'staff', id: 'school-a', libraryId: 'school-a' } as const;
    const school = { actor };
    const [own, visiting, other] = [
      await newItem({ homeLibraryId: 'school-a' }),
      await newItem({ currentLibraryId: 'school-a' }),
      await newItem(),
    ];
    expect(await mark(own, 'damaged', school)).toMatchObject({ outcome: 'accepted' });
    expect(await mark(visiting, 'damaged', school)).toMatchObject({ outcome: 'accepted' });
    expect(await mark(other, 'damaged', school)).toMatchObject({
      refusal: { code: 'item-unknown' },
    });
    const seen = await db.read('staff-item', { reach: { actor, now: NOW }, itemId: other });
    expect(seen).toBeUndefined();
  });
});
