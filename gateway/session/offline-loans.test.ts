import { describe, expect, test } from 'vitest';
import { SiteLending } from '../offline-lending.ts';
import { KnownLoans } from './testing/known-loans.ts';
import { book, CARD, labelOf, OTHER_CARD, Play } from './testing/play.ts';

const LOANS = { perCard: 2, days: 14 };
const UNREACHABLE = { outcome: 'unreachable' } as const;

/** A library whose system lets loans be told afterwards, and a site that lends so. */
function lending(play = Play.ready(), known = new KnownLoans()): Play {
  play.offline = new SiteLending(known, LOANS);
  return play.send({ kind: 'offline-loans', allowed: true });
}
const offline = (known?: KnownLoans): Play =>
  lending(Play.ready(), known).send({ kind: 'online', online: false });
const borrowing = (): Play => offline().scan(CARD);

/** Puts on disk what was asked for; returns it. */
function record(play: Play) {
  const { transaction } = play.take('transact');
  play.send({ kind: 'recorded', transaction: transaction.id });
  return transaction;
}

describe('S190 signing in while nobody answers', () => {
  test('a scanned card is enough, and nothing is asked or shown of its owner', () => {
    const play = borrowing();
    expect(play.asked).toEqual([]);
    expect(play.snapshot).toMatchObject({ screen: 'borrow', online: false });
    expect(play.snapshot.patron).toMatchObject({ initial: '', hasPin: false, child: false });
  });

  test('not where the site lends nothing, nor where the time is unknown', () => {
    const none = Play.ready().send({ kind: 'online', online: false });
    expect(none.screen).toBe('returns-only');
    expect(none.scan(CARD).snapshot.notice?.code).toBe('offline');
    const lost = offline().send({ kind: 'time', known: false }).scan(CARD);
    expect(lost.snapshot).toMatchObject({
      screen: 'time-unknown',
      notice: { code: 'offline' },
    });
  });

  test('not by a typed number, which needs a PIN that nobody can check', () => {
    const play = offline().tap({ kind: 'start-number' });
    expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code: 'offline' } });
  });

  test('the library falls silent at the card itself', () => {
    const play = lending().scan(CARD);
    const { ask } = play.take('identify');
    play.send({ kind: 'patron', ask, answer: UNREACHABLE });
    expect(play.screen).toBe('borrow');
  });
});

describe('S191 a loan that is promised', () => {
  test('is a promise with a day of its own, and its tag is written once it is on disk', () => {
    const play = borrowing().lay(book(1));
    expect(play.asked).toEqual(['transact']);
    expect(play.line).toMatchObject({ ils: 'pending', security: 'not-needed' });
    const loan = record(play);
    expect(loan).toMatchObject({ act: 'checkout', mode: 'promise', card: CARD });
    expect(loan.dueAt).toBeGreaterThan(play.now);
    expect(play.line).toMatchObject({ ils: 'queued', dueAt: loan.dueAt });
    expect(play.write('done').wanted).toBe('disarmed');
    play.tap({ kind: 'finish' });
    expect(play.snapshot).toMatchObject({
      screen: 'recorded-here',
      receipt: { lines: [{ recordedHere: true, dueAt: loan.dueAt, title: labelOf(1) }] },
    });
  });

  test('that the disk would not take has not happened, and the tag stays as it is', () => {
    const play = borrowing().lay(book(1));
    const { transaction } = play.take('transact');
    play.send({ kind: 'not-recorded', transaction: transaction.id });
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'see-staff' } });
  });

  test('S28 that the disk would not take stays in doubt where its attempt was sent, and is refused where it was not', () => {
    const doubtful = lending(Play.borrowing()).lay(book(1));
    const { id } = doubtful.answer({ outcome: 'unknown' });
    doubtful.take('promise');
    doubtful.send({ kind: 'not-promised', transaction: id });
    expect(doubtful.line).toMatchObject({ ils: 'unknown' });
    expect(doubtful.line.dueAt).toBeUndefined();
    expect(doubtful.snapshot.notice?.code).toBe('see-staff');
    expect(doubtful.asked).toEqual([]);

    const unsent = lending(Play.borrowing()).lay(book(1));
    const attempt = unsent.answer(UNREACHABLE);
    unsent.take('promise');
    unsent.send({ kind: 'not-promised', transaction: attempt.id });
    expect(unsent.line).toMatchObject({ ils: 'refused', refusal: { code: 'see-staff' } });
  });

  test.each([UNREACHABLE, { outcome: 'unknown' } as const])(
    'takes the place of an attempt that is %o, under the same id',
    (outcome) => {
      const play = lending(Play.borrowing()).lay(book(1));
      const { id } = play.answer(outcome);
      const promise = play.take('promise');
      expect(promise).toMatchObject({ transaction: id });
      expect(play.asked).toEqual([]);
      play.send({ kind: 'recorded', transaction: id });
      expect(play.line).toMatchObject({ ils: 'queued', dueAt: promise.dueAt });
      expect(play.write('done').wanted).toBe('disarmed');
    },
  );

  test('a late yes changes nothing but the day; a late no is said', () => {
    const play = lending(Play.borrowing()).lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.send({ kind: 'recorded', transaction: id });
    play.write('done');
    const [item, refusal] = [
      { title: 'Số đỏ', author: '' },
      { code: 'patron-blocked', params: {} },
    ];
    const yes = { outcome: 'accepted', item, dueAt: 1 } as const;
    play.send({ kind: 'outcome', transaction: id, outcome: yes, late: true });
    expect(play.line).toMatchObject({ ils: 'accepted', dueAt: 1, security: 'done' });
    const other = borrowing().lay(book(1));
    const loan = record(other);
    const no = { outcome: 'refused', refusal } as const;
    other.send({ kind: 'outcome', transaction: loan.id, outcome: no, late: true });
    expect(other.line).toMatchObject({
      ...{ ils: 'queued', security: 'pending' },
      refusal: { code: 'promised-see-staff' },
    });
  });
});

describe('S192 nothing is promised', () => {
  test('above the cap of the card; another card has its own', () => {
    const play = borrowing().lay(book(1), book(2), book(3));
    expect(play.asked).toEqual(['transact', 'transact']);
    expect(play.line).toMatchObject({
      ils: 'refused',
      refusal: { code: 'offline-limit', params: { count: 2 } },
    });
    play.tap({ kind: 'add-card' }).scan(OTHER_CARD).lift(book(3)).lay(book(3));
    expect(play.asked).toEqual(['transact', 'transact', 'transact']);
  });

  test.each([CARD, labelOf(1)])('where the library’s last word was no: %s', (refused) => {
    const known = new KnownLoans();
    known.refused.set(refused, { code: 'patron-blocked', params: {} });
    const play = offline(known).scan(CARD).lay(book(1));
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'offline' } });
  });

  test('that nobody asked for: neither renewals nor the account', () => {
    const play = lending(Play.borrowing()).send({ kind: 'online', online: false });
    play.tap({ kind: 'show-account' });
    expect(play.asked).toEqual([]);
  });
});

test('S38 a loan after which the gate is to ring: nothing is written, and the line says so', () => {
  const play = Play.borrowing().lay(book(1));
  const item = { title: 'Số đỏ', author: 'Vũ Trọng Phụng' };
  play.answer({ outcome: 'accepted', item, keepArmed: true });
  expect(play.asked).toEqual([]);
  expect(play.line).toMatchObject({ ils: 'accepted', keepArmed: true, security: 'not-needed' });
  expect(play.lift(book(1)).lay(book(1)).asked).toEqual([]);
  expect(play.tap({ kind: 'finish' }).screen).toBe('done');
});
