/** The states of a row, and what is durable of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuid } from 'uuid';
import {
  ACCEPTED,
  CARD,
  LABEL,
  NOW,
  OutboxOnDisk,
  promised,
  transaction,
  UID,
} from '#tests/fixtures/outbox-on-disk.ts';
import type { Transaction } from '../ils/ils.ts';
import { receiptCodeOf } from './rules/receipt-code.ts';

const REFUSED = { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } } as const;

const IN_STOCK = { afi: 0x07, eas: undefined };

let desk: OutboxOnDisk;

beforeEach(() => {
  desk = new OutboxOnDisk();
});

afterEach(() => desk.close());

test('O1 what was recorded is there after a restart, whole', () => {
  const whole = transaction({
    item: { identifier: 'VV.000123', owner: 'VN-HG' },
    undoOf: uuid(),
    act: 'checkin',
  });
  desk.open().record(whole, [{ uid: 'E00401001234ABCD' }], 's1');
  expect(desk.restart().find(whole.id)).toMatchObject({
    transaction: whole,
    state: 'recorded',
    sessionId: 's1',
  });
});

test('O2 an id is recorded once', () => {
  const outbox = desk.open();
  const once = transaction();
  outbox.record(once, [], 's1');
  expect(() => outbox.record({ ...once, act: 'checkin' }, [], 's1')).toThrow(/UNIQUE/);
  expect(outbox.find(once.id)?.transaction.act).toBe('checkout');
});

test('O3 promises and rows in doubt wait for the library; attempts nobody sends do not', () => {
  const outbox = desk.open();
  const [promise, attempt, doubtful] = [
    transaction({ mode: 'promise' }),
    transaction(),
    transaction(),
  ];
  for (const each of [promise, attempt, doubtful]) outbox.record(each, [], 's1');
  outbox.claim(doubtful.id);
  outbox.doubt(doubtful.id);
  expect(outbox.waiting().map(({ id }) => id)).toEqual([promise.id, doubtful.id]);
  expect(outbox.queued()).toBe(2);
});

test('O5 ahead of a row are open rows of the same item or the same patron, no others', () => {
  const outbox = desk.open();
  const sameItem = transaction({ card: '1' });
  const samePatron = transaction({ item: { identifier: 'B' } });
  const other = transaction({ card: '1', item: { identifier: 'B' } });
  const closed = transaction();
  const own = transaction();
  for (const each of [sameItem, samePatron, other, closed, own]) outbox.record(each, [], 's1');
  outbox.settle(closed.id, ACCEPTED);
  expect(outbox.ahead(own.id).map(({ id }) => id)).toEqual([sameItem.id, samePatron.id]);
});

test('O5 two returns without a card do not wait for each other', () => {
  const outbox = desk.open();
  const returnOf = (identifier: string): Transaction => {
    const { card: _card, ...anonymous } = transaction({ act: 'checkin', item: { identifier } });
    return anonymous;
  };
  const [first, second] = [returnOf('A'), returnOf('B')];
  outbox.record(first, [], 's1');
  outbox.record(second, [], 's1');
  expect(outbox.ahead(second.id)).toEqual([]);
});

test('O8 a start queues promises, gives up unsent attempts and doubts what was sent', () => {
  const outbox = desk.open();
  const [promise, attempt, sent] = [transaction({ mode: 'promise' }), transaction(), transaction()];
  for (const each of [promise, attempt, sent]) outbox.record(each, [], 's1');
  outbox.claim(sent.id);
  const next = desk.restart();
  expect(next.recover()).toEqual({ queued: 1, ambiguous: 1, abandoned: 1 });
  expect(next.find(attempt.id)).toMatchObject({
    state: 'rejected',
    outcome: { outcome: 'unreachable' },
  });
  expect(next.find(sent.id)?.state).toBe('ambiguous');
});

test('O9 the time is corrected at the first sending and then stays', () => {
  const outbox = desk.open();
  desk.clocks = { ...desk.clocks, serverOffset: undefined };
  const early = transaction({ occurredAt: NOW });
  outbox.record(early, [], 's1');
  desk.clocks = { ...desk.clocks, wall: NOW + 60_000, monotonic: 61_000, serverOffset: 5_000 };
  expect(outbox.claim(early.id)?.occurredAt).toBe(NOW + 5_000);
  outbox.release(early.id);
  desk.clocks = { ...desk.clocks, serverOffset: 9_000 };
  expect(outbox.claim(early.id)?.occurredAt).toBe(NOW + 5_000);
});

test('O10 the mark of a tag is durable, and a done mark ends its cure', () => {
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABCD' }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  const cure = { transaction: loan.id, uid: 'E00401001234ABCD', wanted: 'disarmed' } as const;
  outbox.markSecurity(loan.id, cure.uid, 'disarmed', { state: 'pending', previous: IN_STOCK });
  const next = desk.restart();
  expect(next.uncured()).toEqual([cure]);
  next.markSecurity(loan.id, cure.uid, 'disarmed', { state: 'done' });
  expect(next.uncured()).toEqual([]);
});

test('O10 a loan whose tag was not written, returned by its label alone: the tag is left armed', () => {
  const outbox = desk.open();
  const loan = transaction();
  const back = transaction({ act: 'checkin', mode: 'promise' });
  outbox.record(loan, [{ uid: 'E00401001234ABCD' }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  outbox.markSecurity(loan.id, 'E00401001234ABCD', 'disarmed', { state: 'failed' });
  expect(outbox.uncured()).toHaveLength(1);
  outbox.record(back, [], 's2');
  expect(outbox.uncured()).toEqual([]);
});

test('O10 how long ago a loan was is told by the server’s clock where the wall clock is days off', () => {
  const DAYS = 4 * 86_400_000;
  desk.clocks = { ...desk.clocks, wall: NOW + DAYS, serverOffset: -DAYS };
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [{ uid: UID }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  expect(outbox.uncured()).toHaveLength(1);
});

test('O10 each part of a set is cured on its own', () => {
  const outbox = desk.open();
  const loan = transaction();
  const parts = [1, 2, 3].map((part) => ({ uid: `E00401001234ABC${part}`, part }));
  outbox.record(loan, parts, 's1');
  outbox.settle(loan.id, ACCEPTED);
  const done = { state: 'done' } as const;
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', done);
  outbox.markSecurity(loan.id, 'E00401001234ABC2', 'disarmed', {
    state: 'pending',
    previous: IN_STOCK,
  });
  const uncured = desk
    .restart()
    .uncured()
    .map(({ uid, wanted }) => [uid, wanted]);
  expect(uncured).toEqual([
    ['E00401001234ABC2', 'disarmed'],
    ['E00401001234ABC3', 'disarmed'],
  ]);
});

test('O15 a tag’s row says its part, what it said before, and what it was to say', () => {
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABC1', part: 1 }], 's1');
  outbox.addTag(loan.id, { uid: 'E00401001234ABC2', part: 2 });
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', {
    state: 'pending',
    previous: { afi: 0x9e, eas: true },
  });
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', { state: 'failed' });
  expect(desk.restart().tagsOf(loan.id)).toEqual([
    {
      uid: 'E00401001234ABC1',
      part: 1,
      previous: { afi: 0x9e, eas: true },
      mark: { wanted: 'disarmed', state: 'failed' },
    },
    {
      uid: 'E00401001234ABC2',
      part: 2,
      previous: { afi: undefined, eas: undefined },
      mark: undefined,
    },
  ]);
});

test('O15 a tag that is added twice keeps its part', () => {
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABC1', part: 1 }], 's1');
  outbox.addTag(loan.id, { uid: 'E00401001234ABC1', part: 2 });
  expect(outbox.tagsOf(loan.id)).toMatchObject([{ part: 1 }]);
});

test('O31 what the terminal wrote down goes with the row, the same each time', () => {
  desk.clocks = { wall: NOW - 7_000, monotonic: 1_234.5, boot: 'b', serverOffset: 7_000 };
  const outbox = desk.open();
  const loan = promised({ dueAt: NOW + 1 });
  outbox.record(loan, [{ uid: UID, part: 1 }], 's1');
  const sent = outbox.claim(loan.id);
  expect(sent).toEqual({
    ...loan,
    record: {
      ...{ sequence: 1, wall: NOW - 7_000, monotonic: 1_235, boot: 'b', serverOffset: 7_000 },
      ...{ version: '1', tags: [UID], receiptCode: receiptCodeOf(loan.id) },
    },
  });
  outbox.release(loan.id);
  outbox.addTag(loan.id, { uid: 'E00401001234ABC2' });
  desk.clocks = { wall: NOW, monotonic: 5_000, boot: 'b', serverOffset: 0 };
  expect(outbox.claim(loan.id)).toEqual(sent);
  expect(desk.restart().tagsOf(loan.id)).toHaveLength(2);
});

test('O1 what is promised after its attempt was given up is on disk, and goes out with its true time', () => {
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [], 's1');
  outbox.reject(loan.id, { outcome: 'unreachable' });
  outbox.promise(loan.id, NOW + 1);
  const again = desk.restart();
  expect(again.find(loan.id)).toMatchObject({
    state: 'recorded',
    transaction: { mode: 'promise' },
  });
  expect(again.find(loan.id)?.outcome).toBeUndefined();
  expect(again.claim(loan.id)).toMatchObject({ occurredAt: NOW, dueAt: NOW + 1 });
});

test('O1 what the library has refused becomes no promise; nor does a row that is not there any more', () => {
  const outbox = desk.open();
  const loan = transaction();
  outbox.record(loan, [], 's1');
  outbox.reject(loan.id, REFUSED);
  outbox.promise(loan.id);
  expect(outbox.find(loan.id)).toMatchObject({ state: 'rejected', outcome: REFUSED });
  expect(() => outbox.promise(transaction().id)).toThrow(/no row/);
});

test('O31 a promised loan says by which permit, whatever permit came since; a return needs none', () => {
  const outbox = desk.open();
  const [atOnce, later, back] = [promised(), transaction(), promised({ act: 'checkin' })];
  desk.permit = { version: 12 };
  for (const each of [atOnce, later, back]) outbox.record(each, [], 's1');
  desk.permit = { version: 13 };
  outbox.promise(later.id, NOW);
  desk.permit = { version: 14 };
  outbox.promise(atOnce.id);
  outbox.promise(later.id);
  const permits = [atOnce, later, back].map(({ id }) => outbox.claim(id)?.record?.permit);
  expect(permits).toEqual([12, 13, undefined]);
});

test('O34 loans to a card are counted since a moment: accepted or promised, and not taken back', () => {
  const outbox = desk.open();
  const at = (hours: number) => NOW + hours * 3_600_000;
  const rows = {
    old: transaction({ occurredAt: at(-3) }),
    heardLate: promised({ occurredAt: at(-3) }),
    accepted: transaction({ occurredAt: at(-1) }),
    refused: transaction({ occurredAt: at(-1) }),
    unanswered: transaction({ occurredAt: at(-1) }),
    promised: promised({ occurredAt: at(-1) }),
    undone: transaction({ occurredAt: at(-1) }),
    anothers: promised({ occurredAt: at(-1), card: '29999000000002' }),
    back: promised({ act: 'checkin', occurredAt: at(-1) }),
  };
  for (const row of Object.values(rows)) outbox.record(row, [], 's1');
  const { clocks } = desk;
  desk.clocks = { ...clocks, wall: at(-2.5) };
  outbox.settle(rows.old.id, ACCEPTED);
  desk.clocks = clocks;
  for (const { id } of [rows.heardLate, rows.accepted, rows.undone]) outbox.settle(id, ACCEPTED);
  outbox.reject(rows.refused.id, { outcome: 'refused', refusal: { code: 'x', params: {} } });
  const taken = promised({ act: 'checkin', undoOf: rows.undone.id });
  outbox.record(taken, [], 's1');
  const lent = (hours: number) => outbox.offlineLoans.lentSince(rows.old.card ?? '', at(hours));
  const since = [rows.heardLate.id, rows.accepted.id, rows.promised.id];
  expect(lent(-2)).toEqual(since);
  expect(lent(-3)).toEqual([rows.old.id, ...since]);
  outbox.reject(taken.id, { outcome: 'unreachable' });
  expect(lent(-2)).toEqual([...since, rows.undone.id]);
});

describe('O20 what was said of one loan speaks against the next', () => {
  const ANOTHERS = '29999000000002';
  const ANOTHER = 'VV.999';

  function refusedOnce(code: string) {
    const outbox = desk.open();
    const asked = transaction();
    outbox.record(asked, [], 's1');
    outbox.reject(asked.id, { outcome: 'refused', refusal: { code, params: {} } });
    const lastNo = (card: string, item: string) => outbox.offlineLoans.lastNo(card, item)?.code;
    return { samePerson: lastNo(CARD, ANOTHER), sameBook: lastNo(ANOTHERS, LABEL) };
  }

  test.each(['patron-blocked', 'limit-reached', 'class-limit-reached'])(
    'of the same person, where it was of the person: %s',
    (code) => {
      expect(refusedOnce(code)).toEqual({ samePerson: code, sameBook: undefined });
    },
  );

  test.each(['item-on-hold', 'item-on-loan'])('of the same book, of the book: %s', (code) => {
    expect(refusedOnce(code)).toEqual({ samePerson: undefined, sameBook: code });
  });

  test('of neither, where no rule lends the one to the other', () => {
    expect(refusedOnce('no-policy')).toEqual({ samePerson: undefined, sameBook: undefined });
  });
});
