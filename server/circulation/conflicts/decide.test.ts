import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import {
  DAY,
  foundNetwork,
  item,
  MINUTE,
  NOW,
  patron,
  TITLE,
} from '#tests/fixtures/small-network.ts';
import { LIBRARIAN, staffAt } from '#tests/fixtures/small-staff.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { TitleInput } from '../../catalogue/input.ts';
import { registry } from '../../db/registry.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { Choice } from './rules/choices.ts';
import type { Conflict } from './view-store.ts';

/** Long after everything that was promised: the network was away for a day. */
const LATER = NOW + DAY;

eachDatabase((engine) => {
  let db: AppDatabase;
  let number = 0;
  const next = (letter: string) => `${letter}-${(number += 1)}`;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    for (const library of ['network', 'central', 'school-a']) await staffAt(db, library);
  });

  const newItem = async (): Promise<string> => {
    const id = next('B');
    await db.write('items-put', { items: [item(id, id, { titleId: await newTitle() })] });
    return id;
  };
  const newTitle = async (): Promise<string> => {
    const id = next('T');
    await db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id })], now: NOW });
    return id;
  };
  const newPatron = async (more: Parameters<typeof patron>[2] = {}): Promise<string> => {
    const id = next('P');
    await db.write('patrons-put', { patrons: [patron(id, id, more)], now: NOW });
    return id;
  };
  /** Told by a terminal that nobody answered; when, in minutes. */
  const promise = (what: Partial<Parameters<typeof wish>[0]> & { book: string }, minute = 0) =>
    db.write('transact', {
      ...wish({
        ...{ act: 'checkout', mode: 'promise', id: randomUUID() },
        ...{ occurredAt: NOW + minute * MINUTE, ...what },
      }),
      now: LATER,
    });
  const place = async (book: string, patronId: string, now = NOW) =>
    db.write('hold-place', {
      ...{ id: randomUUID(), actor: LIBRARIAN, now, patronId, itemId: book },
      pickupLibraryId: 'central',
    });

  const reach = (id = 'central', now = LATER) => ({ actor: { kind: 'staff' as const, id }, now });
  const listed = async (
    more: Partial<Parameters<typeof ask>[0]> = {},
  ): Promise<readonly Conflict[]> => (await ask(more)).conflicts;
  const ask = (
    more: Partial<{ state: 'open' | 'decided'; terminalId: string; kind: string; who: string }>,
  ) => {
    const { who, ...filters } = more;
    return db.read('staff-conflicts', { state: 'open', reach: reach(who), ...filters });
  };
  const about = async (book: string, state: 'open' | 'decided' = 'open') => {
    const all = await listed({ state });
    return all.filter(({ item: one, identifier }) => one?.id === book || identifier === book);
  };
  const only = async (book: string, state: 'open' | 'decided' = 'open'): Promise<Conflict> => {
    const [one] = await about(book, state);
    if (!one) throw new Error(`nothing about ${book}`);
    return one;
  };
  const decide = (
    { transactionId, kind }: Pick<Conflict, 'transactionId' | 'kind'>,
    choice: Choice,
    more: { id?: string; now?: number; note?: string; who?: string; itemId?: string } = {},
  ) =>
    db.write('conflict-decide', {
      ...{ id: more.id ?? randomUUID(), transactionId, kind, choice },
      ...{ note: more.note, itemId: more.itemId },
      actor: { ...LIBRARIAN, id: more.who ?? 'central' },
      ...{ now: more.now ?? LATER, receiptCode: randomUUID() },
    });
  const undo = ({ transactionId, kind }: Conflict, now = LATER + MINUTE) =>
    db.write('conflict-undo', { id: randomUUID(), actor: LIBRARIAN, now, transactionId, kind });
  const account = async (patronId: string) => {
    const found = await db.read('staff-patron', { reach: reach('network'), patronId });
    if (!found) throw new Error('no such patron');
    return found;
  };
  const stateOf = async (itemId: string) =>
    (await db.read('staff-item', { reach: reach('network'), itemId }))?.state;

  /** Lent offline to one while another waited for it. */
  const heldForAnother = async () => {
    const [book, borrower, waiting] = [await newItem(), await newPatron(), await newPatron()];
    await place(book, waiting, NOW - DAY);
    await promise({ book, card: borrower });
    return { book, borrower, waiting };
  };
  const expired = { expiresOn: '2026-09-30' };

  test('Q20 a conflict names the book, who has it, who wants it, when and where', async () => {
    const { book, borrower, waiting } = await heldForAnother();
    expect(await only(book)).toMatchObject({
      ...{ kind: 'item-on-hold', act: 'checkout', mode: 'promise' },
      ...{ happenedAt: NOW, recordedAt: LATER, library: { id: 'central' } },
      terminal: { kind: 'terminal', id: 'kiosk-1' },
      item: { id: book },
      patron: { id: borrower },
      other: { kind: 'hold', patron: { id: waiting }, since: NOW - DAY },
      choices: ['recall', 'keep', 'reverse', 'write-off', 'contact'],
      steps: [],
    });
  });

  test('Q20 the order of events is told: who waited, who had it, and when the server learned of it', async () => {
    const { book, borrower, waiting } = await heldForAnother();
    const { transactionId, kind } = await only(book);
    const ask = (who: string) =>
      db.read('staff-conflict-story', { reach: reach(who), transactionId, kind });
    expect(await ask('central')).toMatchObject([
      { what: 'hold', at: NOW - DAY, patron: { id: waiting } },
      { what: 'checkout', at: NOW, recordedAt: LATER, patron: { id: borrower } },
    ]);
    expect(await ask('school-a')).toBeUndefined();
  });

  test('Q21 kept: nothing else changes, and it is told who decided', async () => {
    const { book, borrower } = await heldForAnother();
    const conflict = await only(book);
    const answer = await decide(conflict, 'keep', { note: 'Bạn ấy cần sách để thi' });
    expect(answer).toEqual({ outcome: 'accepted', settled: 1 });
    expect(await about(book)).toEqual([]);
    expect(await only(book, 'decided')).toMatchObject({
      ...{ choices: [], undo: { possible: true } },
      decision: { choice: 'keep', by: { name: 'central' }, note: 'Bạn ấy cần sách để thi' },
    });
    expect((await account(borrower)).loans).toMatchObject([{ dueAt: conflict.loan?.dueAt }]);
  });

  test('Q22 called in: it falls due as was shown; undone, as before', async () => {
    const { book, borrower } = await heldForAnother();
    const conflict = await only(book);
    expect(conflict.recallDueAt).toBeLessThan(conflict.loan?.dueAt ?? 0);
    await decide(conflict, 'recall');
    expect((await account(borrower)).loans).toMatchObject([{ dueAt: conflict.recallDueAt }]);
    await undo(await only(book, 'decided'));
    expect((await account(borrower)).loans).toMatchObject([{ dueAt: conflict.loan?.dueAt }]);
    expect(await only(book)).toMatchObject({
      steps: [{ choice: 'recall' }, { choice: 'undo' }],
    });
  });

  test('Q23 taken back: the loan has never been, the book is for who waits, and undone it is lent again', async () => {
    const { book, borrower, waiting } = await heldForAnother();
    expect(await decide(await only(book), 'reverse')).toMatchObject({
      goesTo: { kind: 'hold', library: { id: 'central' } },
    });
    expect(await account(borrower)).toMatchObject({ loans: [], owed: 0 });
    expect(await stateOf(book)).toMatchObject({ state: 'on-hold-shelf' });
    await undo(await only(book, 'decided'));
    expect((await account(borrower)).loans).toHaveLength(1);
    expect((await account(waiting)).holds).toMatchObject([{ state: 'waiting' }]);
    expect(await stateOf(book)).toMatchObject({ state: 'on-loan' });
  });

  test('Q23 what being late cost falls away with the loan', async () => {
    const [book, borrower] = [await newItem(), await newPatron(expired)];
    await promise({ book, card: borrower, dueAt: NOW - 3 * DAY }, -20 * 24 * 60);
    await decide(await only(book), 'reverse');
    expect(await account(borrower)).toMatchObject({ loans: [], owed: 0 });
  });

  test('Q24 written off: the book is lost, nobody owes anything; undone it is as before', async () => {
    const [book, borrower] = [await newItem(), await newPatron(expired)];
    await promise({ book, card: borrower, dueAt: NOW - 3 * DAY }, -20 * 24 * 60);
    await decide(await only(book), 'write-off');
    expect(await account(borrower)).toMatchObject({ loans: [], owed: 0 });
    expect(await stateOf(book)).toEqual({ state: 'lost' });
    await undo(await only(book, 'decided'));
    expect((await account(borrower)).loans).toHaveLength(1);
    expect(await stateOf(book)).toMatchObject({ state: 'on-loan' });
  });

  test('Q28 a loan that is no more settles all that was open of it', async () => {
    const [book, first, second] = [await newItem(), await newPatron(), await newPatron(expired)];
    await promise({ book, card: first });
    await promise({ book, card: second }, 10);
    const conflicts = await about(book);
    expect(conflicts.map(({ kind }) => kind).toSorted()).toEqual(['card-expired', 'item-on-loan']);
    const [one] = conflicts;
    expect(one && (await decide(one, 'reverse'))).toMatchObject({ settled: 2 });
    expect(await about(book)).toEqual([]);
    const [decided] = await about(book, 'decided');
    expect(decided && (await undo(decided))).toMatchObject({ opened: 2 });
    expect(await about(book)).toHaveLength(2);
  });

  test('Q28 a clock that was wrong is wrong all the same', async () => {
    const [book, borrower] = [await newItem(), await newPatron(expired)];
    await promise({ book, card: borrower }, 10 * 24 * 60);
    const [one] = (await about(book)).filter(({ kind }) => kind === 'card-expired');
    expect(one && (await decide(one, 'write-off'))).toMatchObject({ settled: 1 });
    expect(await about(book)).toMatchObject([{ kind: 'clock', choices: ['seen', 'contact'] }]);
  });

  test('Q25 who was asked still has the book: it stays open, and says who asked', async () => {
    const { book } = await heldForAnother();
    await decide(await only(book), 'contact', { note: 'Mang đến thứ Bảy' });
    expect(await only(book)).toMatchObject({
      steps: [{ choice: 'contact', note: 'Mang đến thứ Bảy', by: { name: 'central' } }],
    });
  });

  test('Q26 a card that was unknown is registered: the loan is theirs', async () => {
    const [book, card] = [await newItem(), next('P')];
    await promise({ book, card });
    const conflict = await only(book);
    expect(conflict).toMatchObject({ kind: 'card-unknown', card });
    expect(await decide(conflict, 'retry')).toMatchObject({ refusal: { code: 'card-unknown' } });
    await db.write('patrons-put', { patrons: [patron(card, card)], now: LATER });
    expect(await decide(conflict, 'retry')).toMatchObject({ outcome: 'accepted' });
    expect(await account(card)).toMatchObject({ loans: [{ id: conflict.transactionId }] });
    expect(await about(book)).toEqual([]);
    expect(await undo(await only(book, 'decided'))).toMatchObject({
      refusal: { code: 'undo-not-possible' },
    });
  });

  test('Q26 what the rules have against the patron who was found is a conflict of its own', async () => {
    const [book, card] = [await newItem(), next('P')];
    await promise({ book, card });
    await db.write('patrons-put', { patrons: [patron(card, card, expired)], now: LATER });
    await decide(await only(book), 'retry');
    expect(await only(book)).toMatchObject({ kind: 'card-expired', patron: { id: card } });
  });

  test('Q26 a book that was unknown is catalogued: it was lent then, to whom it was', async () => {
    const [book, borrower] = [next('B'), await newPatron()];
    await promise({ book, card: borrower, dueAt: NOW + 5 * DAY });
    const conflict = await only(book);
    expect(conflict).toMatchObject({ kind: 'item-unknown', patron: { id: borrower } });
    expect(conflict.choices).toEqual(['retry', 'seen', 'contact']);
    expect(await decide(conflict, 'retry')).toMatchObject({ refusal: { code: 'item-unknown' } });
    await db.write('items-put', { items: [item(book, book)] });
    await decide(conflict, 'retry');
    expect(await account(borrower)).toMatchObject({
      loans: [{ id: conflict.transactionId, checkedOutAt: NOW, dueAt: NOW + 5 * DAY }],
    });
  });

  test('Q26 a return of a book that was unknown is one, once it is catalogued', async () => {
    const book = next('B');
    await promise({ act: 'checkin', book }, 5);
    const conflict = await only(book);
    expect(conflict).toMatchObject({ act: 'checkin', choices: ['retry', 'seen'] });
    await db.write('items-put', { items: [item(book, book)] });
    const borrower = await newPatron();
    await promise({ book, card: borrower });
    await decide(conflict, 'retry');
    expect((await account(borrower)).loans).toEqual([]);
  });

  test('Q26 of several with one number staff say which it was', async () => {
    const [number, borrower] = [next('B'), await newPatron()];
    const copies = ['central', 'school-a', 'school-b'].map((homeLibraryId) =>
      item(`${number} ${homeLibraryId}`, number, { homeLibraryId }),
    );
    await db.write('items-put', { items: copies.slice(1) });
    await promise({ book: number, card: borrower });
    const conflict = await only(number);
    expect(conflict).toMatchObject({ kind: 'several-matches', facts: { what: 'item' } });
    expect(await decide(conflict, 'retry')).toMatchObject({ refusal: { code: 'several-matches' } });
    const itemId = `${number} school-a`;
    expect(await decide(conflict, 'retry', { itemId: 'no such' })).toMatchObject({
      refusal: { code: 'item-unknown' },
    });
    await decide(conflict, 'retry', { itemId });
    expect(await account(borrower)).toMatchObject({ loans: [{ item: { id: itemId } }] });
  });

  test('Q29 all of one terminal are kept at once, as many as were shown', async () => {
    const terminalId = next('kiosk');
    const books = [await newItem(), await newItem()];
    for (const book of books)
      await promise({ book, card: await newPatron(expired), terminalId, libraryId: 'school-a' });
    await promise({ book: next('B'), card: await newPatron(), terminalId });
    const shown = await ask({ terminalId });
    expect(shown).toMatchObject({ total: 3, keepable: 2 });
    const keepAll = (count: number) =>
      db.write('conflicts-keep-all', {
        ...{ id: randomUUID(), actor: LIBRARIAN, now: LATER, terminalId, count },
      });
    expect(await keepAll(3)).toMatchObject({
      refusal: { code: 'conflicts-changed', params: { count: 2 } },
    });
    expect(await keepAll(2)).toEqual({ outcome: 'accepted', settled: 2 });
    expect(await ask({ terminalId })).toMatchObject({ total: 1, keepable: 0 });
    const kept = await only(books[0] ?? '', 'decided');
    expect(await undo(kept)).toMatchObject({ opened: 1 });
  });

  test('Q30 not after something was told of the book, nor after a month', async () => {
    const { book } = await heldForAnother();
    await decide(await only(book), 'recall');
    const decided = await only(book, 'decided');
    expect(await undo(decided, LATER + 31 * DAY)).toMatchObject({
      refusal: { code: 'undo-too-late' },
    });
    const back = wish({ act: 'checkin', book, occurredAt: LATER + MINUTE });
    await db.write('transact', { ...back, now: LATER + MINUTE });
    expect(await undo(decided, LATER + 2 * MINUTE)).toMatchObject({
      refusal: { code: 'undo-overtaken' },
    });
    expect((await only(book, 'decided')).undo).toMatchObject({ possible: false });
  });

  test('Q31 the second of two is told who was first', async () => {
    const { book, borrower } = await heldForAnother();
    const conflict = await only(book);
    const answers = await Promise.all([
      decide(conflict, 'recall', { who: 'network' }),
      decide(conflict, 'reverse'),
    ]);
    const [won, lost] = answers.toSorted((a) => (a.outcome === 'accepted' ? -1 : 1));
    expect(won?.outcome).toBe('accepted');
    const first = (await only(book, 'decided')).decision;
    expect(lost).toMatchObject({
      refusal: {
        code: 'conflict-decided',
        params: { name: first?.by.name, choice: first?.choice, at: LATER },
      },
    });
    expect((await account(borrower)).loans).toHaveLength(first?.choice === 'reverse' ? 0 : 1);
  });

  test('Q32 the same act twice is done once, and the journal has it without the note', async () => {
    const { book } = await heldForAnother();
    const [conflict, id] = [await only(book), randomUUID()];
    const once = await decide(conflict, 'recall', { id, note: 'gọi lại' });
    expect(await decide(conflict, 'recall', { id, note: 'gọi lại' })).toEqual(once);
    const { changes } = await db.read('audit-page', {
      reach: reach(),
      subject: `conflict:${conflict.transactionId}`,
    });
    expect(changes).toMatchObject([{ id, action: 'conflict-recall' }]);
    expect(JSON.stringify(changes)).not.toContain('gọi lại');
  });

  test('Q33 what happened at another library is not told of', async () => {
    const { book } = await heldForAnother();
    const conflict = await only(book);
    const seen = await listed({ who: 'school-a' });
    expect(seen.filter(({ library }) => library.id !== 'school-a')).toEqual([]);
    expect(await decide(conflict, 'keep', { who: 'school-a' })).toMatchObject({
      refusal: { code: 'library-unknown' },
    });
  });
});
