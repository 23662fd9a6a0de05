import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, NOW, patron } from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { registry as wholeDatabase } from '#tests/fixtures/whole-database.ts';
import { answerIn, wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { tidy } from './tidy.ts';

eachDatabase((engine) => {
  let db: AppDatabase;
  let all: () => Promise<Record<string, string>>;
  let number = 0;
  let clock = NOW;
  const later = () => (clock += 1000);

  beforeAll(async () => {
    const place = await engine.place();
    db = await engine.open(registry, place);
    const whole = await engine.open(wholeDatabase, place);
    all = () => whole.read('every-row', {});
    await foundNetwork(db);
    await staffAt(db, 'central');
  });
  // All on one day, but no two nights at the same millisecond: each is known by its time.
  beforeEach(() => {
    clock = NOW + (number += 1);
  });

  const act = () => ({ id: randomUUID() as string, actor: LIBRARIAN, now: later() });
  const newPatron = async () => {
    const id = `patron-${randomUUID()}`;
    const card = `card-${randomUUID()}`;
    await db.write('patrons-put', { patrons: [patron(id, card)], now: NOW });
    return { id, card };
  };
  const newItem = async () => {
    const id = `B-${(number += 1)}`;
    await db.write('items-put', { items: [item(id, id)] });
    return id;
  };
  const transact = async (
    what: 'checkout' | 'checkin' | 'renew',
    book: string,
    card?: string,
    mode: 'attempt' | 'promise' = 'attempt',
  ) => {
    const at = later();
    const input = {
      ...wish({ act: what, book, mode, ...(card !== undefined && { card }) }),
      ...{ occurredAt: at, now: at, libraryId: 'central' },
    };
    return { input, answer: answerIn(await db.write('transact', input)) };
  };
  /** Names of tables in which any of these words stands. */
  const tablesThatKnow = async (...words: string[]): Promise<string[]> =>
    Object.entries(await all())
      .filter(([, text]) => words.some((word) => text.includes(word)))
      .map(([table]) => table)
      .toSorted();
  const tidyAfter = (days: number) =>
    tidy({ db, now: clock + days * DAY, keepLoanHistoryDays: 30 });

  test('Z1–Z5 Q34 after the time is over nothing but the patron’s own rows knows the patron', async () => {
    const { id, card } = await newPatron();
    const [book, lost, contested] = [await newItem(), await newItem(), await newItem()];
    await transact('checkout', book, card);
    await transact('renew', book, card);
    await transact('checkin', book);
    await transact('checkout', lost, card);
    await db.write('item-mark', { ...act(), itemId: lost, mark: 'lost' });
    const fee = { kind: 'other' as const, amount: 5000, note: `của ${card}` };
    await db.write('fee-charge', { ...act(), ...fee, patronId: id });
    const money = { patronId: id, how: 'paid' as const, amount: 5000, year: 2026 };
    await db.write('fee-settle', { ...act(), ...money, note: card, reference: card });
    const block = { ...act(), patronId: id, reason: 'misuse' as const, note: card };
    await db.write('block-put', block);
    // Refused, then promised all the same: a conflict, with a card that leads to somebody.
    await transact('checkout', contested, card);
    const { input: promised } = await transact('checkout', contested, card, 'promise');
    const conflict = { transactionId: promised.id, kind: 'patron-blocked', receiptCode: '' };
    const decided = { ...act(), ...conflict, choice: 'keep' as const, note: `gọi ${card}` };
    expect(await db.write('conflict-decide', decided)).toMatchObject({ settled: 1 });
    await transact('checkin', contested);
    await db.write('block-end', { ...act(), patronId: id, blockId: block.id });
    const hold = { ...act(), patronId: id, titleId: 'de-men', pickupLibraryId: 'central' };
    expect(await db.write('hold-place', hold)).toMatchObject({ outcome: 'accepted' });
    await db.write('hold-cancel', { ...act(), holdId: hold.id });
    await db.write('pin-try', { cardDigest: `digest of ${card}`, now: later() });

    const before = await tablesThatKnow(id, card);
    expect(before).toEqual(
      expect.arrayContaining(['audit', 'circulation_event', 'fee', 'hold', 'loan', 'patron_block']),
    );
    await tidyAfter(29);
    expect(await tablesThatKnow(id, card)).toEqual(before);
    await tidyAfter(500);
    expect(await tablesThatKnow(id, card)).toEqual(['patron', 'patron_card']);
  });

  test('Z1 what is not over is kept: loan, hold, fee and its loan, block', async () => {
    const { id, card } = await newPatron();
    const [out, lost] = [await newItem(), await newItem()];
    await transact('checkout', lost, card);
    const { answer } = await transact('checkout', out, card);
    expect(answer.outcome).toBe('accepted');
    await db.write('item-mark', { ...act(), itemId: lost, mark: 'damaged', charge: 9000 });
    await db.write('block-put', { ...act(), patronId: id, reason: 'misuse' });
    await tidyAfter(500);
    const found = await db.read('staff-patron', {
      reach: { actor: LIBRARIAN, now: clock },
      patronId: id,
    });
    expect(found).toMatchObject({ owed: 9000, blocks: [{ reason: 'misuse' }] });
    expect(found?.loans.map(({ item: { id: copy } }) => copy).toSorted()).toEqual(
      [lost, out].toSorted(),
    );
  });

  test('Z3 loans are counted by class and month as they become nobody’s, once', async () => {
    const counted = async () => {
      const rows = await db.read('lending-counts', { libraryId: 'central' });
      return rows.find(({ month, itemClass }) => month === '2026-11' && itemClass === 'book');
    };
    await tidyAfter(31);
    const before = await counted();
    const { card } = await newPatron();
    const book = await newItem();
    await transact('checkout', book, card);
    await transact('renew', book, card);
    await transact('checkin', book);
    const undone = await newItem();
    const { input } = await transact('checkout', undone, card);
    const at = later();
    await db.write('transact', {
      ...wish({ act: 'checkin', book: undone, undoOf: input.id }),
      ...{ occurredAt: at, now: at, terminalId: input.terminalId, libraryId: 'central' },
    });
    await tidyAfter(31);
    await tidyAfter(32);
    const after = await counted();
    expect(after?.loans).toBe((before?.loans ?? 0) + 1);
    expect(after?.renewals).toBe((before?.renewals ?? 0) + 1);
  });

  test('Z4 a transaction asked for again after the cut is still answered alike', async () => {
    const { card } = await newPatron();
    const book = await newItem();
    const { input, answer } = await transact('checkout', book, card);
    await transact('checkin', book);
    await tidyAfter(31);
    expect(answerIn(await db.write('transact', { ...input, now: clock + 40 * DAY }))).toEqual(
      answer,
    );
  });

  test('Z5 a late event after the cut finds the loans as they were, but nobody’s', async () => {
    const { card } = await newPatron();
    const book = await newItem();
    const first = await transact('checkout', book, card);
    await transact('checkin', book);
    await tidyAfter(31);
    const late = { ...wish({ act: 'checkin', book, mode: 'promise' }), now: clock + 40 * DAY };
    await db.write('transact', {
      ...late,
      occurredAt: first.input.occurredAt + 500,
      libraryId: 'central',
    });
    const loan = await db.read('loan-by-id', { id: first.input.id });
    expect(loan).toMatchObject({ ended: { how: 'returned' } });
    expect(loan?.patronId).toBeUndefined();
  });

  test('H12 what is not collected by its last day goes to the next, and from the shelf at last', async () => {
    const [first, second] = [await newPatron(), await newPatron()];
    const book = await newItem();
    const place = async (patronId: string) => {
      const hold = { ...act(), patronId, itemId: book, pickupLibraryId: 'central' };
      await db.write('hold-place', hold);
      return hold.id;
    };
    const holds = [await place(first.id), await place(second.id)];
    await transact('checkin', book);
    const state = async (patronId: string) => {
      const reach = { actor: LIBRARIAN, now: clock };
      const found = await db.read('staff-patron', { reach, patronId });
      return found?.holds.map((hold) => hold.state);
    };
    expect([await state(first.id), await state(second.id)]).toEqual([['on-shelf'], ['waiting']]);
    // Monday the 23rd and five open days: the 28th is good, on the 29th it is over.
    expect((await tidyAfter(5)).expiredHolds).toBe(0);
    expect((await tidyAfter(6)).expiredHolds).toBe(1);
    expect([await state(first.id), await state(second.id)]).toEqual([[], ['on-shelf']]);
    expect((await tidyAfter(20)).expiredHolds).toBe(1);
    const reach = { actor: LIBRARIAN, now: clock };
    const expired = await db.read('hold-list', { reach, libraryId: 'central', list: 'expired' });
    expect(expired.map(({ id }) => id)).toEqual(expect.arrayContaining([holds[1]]));
    expect(expired.find(({ id }) => id === holds[1])).toMatchObject({ endedHow: 'not-collected' });
  });

  test('H11 a hold past its last day ends', async () => {
    const { id: patronId } = await newPatron();
    const book = await newItem();
    const until = { expiresOn: '2026-11-24' };
    const hold = { ...act(), patronId, itemId: book, pickupLibraryId: 'central', ...until };
    await db.write('hold-place', hold);
    expect((await tidyAfter(1)).expiredHolds).toBe(0);
    expect((await tidyAfter(2)).expiredHolds).toBe(1);
  });

  test('Z2 what is paid of a loan that still stands stays the patron’s, with what it costs after that', async () => {
    const { id, card } = await newPatron();
    const book = await newItem();
    const start = clock;
    await transact('checkout', book, card);
    clock = start + 20 * DAY;
    await transact('renew', book, card);
    const owed = async () => {
      const reach = { actor: LIBRARIAN, now: clock };
      return (await db.read('staff-patron', { reach, patronId: id }))?.owed ?? 0;
    };
    const first = await owed();
    const money = { patronId: id, how: 'paid' as const, amount: first, year: 2026 };
    expect(await db.write('fee-settle', { ...act(), ...money })).toMatchObject({ left: 0 });
    await tidyAfter(31);
    clock = start + 60 * DAY;
    await transact('checkin', book);
    expect(await owed()).toBeGreaterThan(0);
  });

  test('Z6 what fails one night keeps nothing else from being done, and is tried again', async () => {
    const { id, card } = await newPatron();
    const book = await newItem();
    await transact('checkout', book, card);
    await transact('checkin', book);
    const failing: AppDatabase = {
      ...{ engine: db.engine, failed: db.failed, close: () => db.close() },
      write: (command, input) => db.write(command, input),
      read: (query, input) =>
        query === 'holds-to-expire' ? Promise.reject(new Error('no disk')) : db.read(query, input),
    };
    const now = clock + 31 * DAY;
    await expect(tidy({ db: failing, now, keepLoanHistoryDays: 30 })).rejects.toThrow('no disk');
    expect(await tablesThatKnow(id)).not.toContain('loan');
    expect(await db.read('task-run', { task: 'tidy' })).not.toBe(now);
  });

  test('J1 the journal tells of the night: what was done, in numbers', async () => {
    await staffAt(db, '*', 'librarian', 'all');
    const done = await tidyAfter(600);
    const reach = { actor: { kind: 'staff', id: 'all' } as const, now: clock };
    const { changes } = await db.read('audit-page', { reach, action: 'tidy' });
    expect(changes[0]).toMatchObject({ by: { kind: 'system', id: 'tidy' }, details: done });
  });
});
