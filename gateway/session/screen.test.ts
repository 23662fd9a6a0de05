import { describe, expect, test } from 'vitest';
import type { PatronView } from '../ils/ils.ts';
import { CARD, MAI, OTHER_CARD, PIN, Play, book } from './testing/play.ts';

describe('which screen', () => {
  test('S100 still-there is above help, help above the rest', () => {
    const play = Play.borrowing().tap({ kind: 'help' });
    expect(play.snapshot).toMatchObject({ screen: 'help', beneath: 'borrow' });
    expect(play.later(60_000).screen).toBe('still-there');
    expect(play.tap({ kind: 'here' }).screen).toBe('help');
    expect(play.tap({ kind: 'back' }).screen).toBe('borrow');
  });

  test('S100 the unknown time is said before the missing network', () => {
    const play = Play.ready().send({ kind: 'online', online: false });
    expect(play.snapshot).toMatchObject({ screen: 'returns-only', since: play.now, online: false });
    expect(play.send({ kind: 'time', known: false }).screen).toBe('time-unknown');
  });

  test('S100 one’s own loan is asked about before a book is asked back', () => {
    const play = Play.borrowing().lay(book(1), book(2));
    play.accept();
    play.write('failed');
    expect(play.screen).toBe('put-back');
    play.refuse('own-loan');
    expect(play.snapshot).toMatchObject({ screen: 'own-loan', line: '2' });
    expect(play.tap({ kind: 'own-loan', line: '2', choice: 'leave' }).screen).toBe('put-back');
  });

  test('S100 the account is not covered by a question about a book', () => {
    const play = Play.borrowing().tap({ kind: 'show-account' }).lay(book(1));
    play.refuse('own-loan');
    expect(play.screen).toBe('pin');
    expect(play.tap({ kind: 'back' }).screen).toBe('own-loan');
  });

  test('S100 one return that is only recorded here makes the summary say so', () => {
    const play = Play.returning().lay(book(1), book(2));
    play.accept();
    play.answer({ outcome: 'unreachable' });
    play.write('done');
    play.write('done');
    expect(play.tap({ kind: 'finish' }).screen).toBe('recorded-here');
  });
});

describe('a visit', () => {
  test('S2 ends with nothing left of it', () => {
    const play = Play.ready().tap({ kind: 'language', language: 'en' }).scan(CARD).welcome();
    play.tap({ kind: 'show-account' }).tap({ kind: 'enter-pin', pin: PIN });
    const { ask } = play.take('account');
    const account = { loans: [], feesOwed: 5_000 };
    play.send({ kind: 'account', ask, answer: { outcome: 'accepted', account } });
    const { sessionId } = play.snapshot;
    play.tap({ kind: 'finish' });
    expect(play.snapshot).toMatchObject({ screen: 'start', language: 'vi', lines: [] });
    expect(play.snapshot).not.toHaveProperty('account');
    expect(play.snapshot.sessionId).not.toBe(sessionId);
    expect(JSON.stringify(play.session)).not.toContain(PIN);
    expect(JSON.stringify(play.session)).not.toContain(CARD);
  });

  test('S3 says nothing of the patron but the initial, even in a notice', () => {
    const play = Play.borrowing().lay(book(1)).scan(OTHER_CARD).scan(CARD);
    play.accept();
    const said = JSON.stringify(play.snapshot);
    expect(said).not.toContain(CARD);
    expect(said).not.toContain(OTHER_CARD);
    play.tap({ kind: 'back' });
    expect(play.snapshot.patron).toEqual({ id: '1', initial: 'M', child: false, hasPin: true });
  });

  test('S3 money owed is not said before the PIN, neither at the card nor at the book', () => {
    const card = Play.ready().scan(CARD).refuseCard('fee-owed', { amount: 15_000 });
    expect(card.snapshot.notice).toEqual({ code: 'patron-blocked', params: {} });
    const said = (patron: PatronView) => {
      const play = Play.borrowing({}, patron).lay(book(1));
      play.refuse('fee-owed');
      return play.line.refusal?.code;
    };
    expect(said(MAI)).toBe('patron-blocked');
    expect(said({ ...MAI, pinVerified: true })).toBe('fee-owed');
    expect(said({ ...MAI, child: true })).toBe('fee-owed');
  });

  test('S4 a trembling finger opens one thing', () => {
    const play = Play.ready();
    const flip = (large: boolean) =>
      play.send({ kind: 'command', command: { kind: 'text-size', large } });
    flip(true);
    flip(false);
    expect(play.snapshot.largeText).toBe(true);
    play.later(500);
    flip(false);
    expect(play.snapshot.largeText).toBe(false);
  });

  test('S4 the buttons beside two lines are two; the answers to two questions are one', () => {
    const play = Play.borrowing().scan('VV.1').scan('VV.2');
    play.accept();
    play.accept();
    for (const id of ['1', '1', '2']) {
      play.send({ kind: 'command', command: { kind: 'undo', line: id } });
    }
    expect(play.asked).toEqual(['transact', 'transact']);

    const own = Play.borrowing().scan('VV.1').scan('VV.2');
    own.refuse('own-loan');
    own.refuse('own-loan');
    for (const id of ['1', '2']) {
      own.send({ kind: 'command', command: { kind: 'own-loan', line: id, choice: 'return' } });
    }
    expect(own.asked).toEqual(['transact']);
  });

  test('S36 a return that was promised and is refused late says why, and stays armed', () => {
    const play = Play.returning().lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.write('done');
    const refusal = { code: 'item-unknown', params: {} };
    const outcome = { outcome: 'refused', refusal } as const;
    play.send({ kind: 'outcome', transaction: id, outcome, late: true });
    expect(play.line).toMatchObject({ ils: 'refused', refusal, security: 'done' });
  });
});
