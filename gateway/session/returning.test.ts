import { describe, expect, test } from 'vitest';
import { printed, receiptCodeOf } from '../outbox/rules/receipt-code.ts';
import { CARD, Play, book, labelOf } from './testing/play.ts';

describe('returning', () => {
  test('S21 books laid down first are returned without signing in', () => {
    const play = Play.ready().lay(book(1)).tap({ kind: 'choose', act: 'return' });
    expect(play.screen).toBe('return');
    const back = play.accept();
    expect(back).toMatchObject({
      act: 'checkin',
      mode: 'attempt',
      item: { identifier: labelOf(1) },
    });
    expect(back).not.toHaveProperty('card');
    expect(play.write('done')).toMatchObject({ wanted: 'armed', transaction: back.id });
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'done', destination: 'shelf' });
    expect(play.tap({ kind: 'finish' }).screen).toBe('done');
  });

  test('S21 a label scanned on the start screen offers return or borrow as well', () => {
    const play = Play.ready().scan(labelOf(1));
    expect(play.screen).toBe('return-or-borrow');
    expect(play.snapshot.booksOnPad).toBe(1);
    play.tap({ kind: 'choose', act: 'return' });
    play.accept();
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'not-needed' });
  });

  test.each(['unreachable', 'unknown'] as const)(
    'S34 %s: the return is promised under the same id, the tag armed, and said to be recorded here',
    (outcome) => {
      const play = Play.returning().lay(book(1));
      const { id } = play.answer({ outcome });
      expect(play.take('promise')).toEqual({ kind: 'promise', transaction: id });
      expect(play.write('done')).toMatchObject({ wanted: 'armed', transaction: id });
      expect(play.line).toMatchObject({ ils: 'queued', security: 'done' });
      play.tap({ kind: 'finish' });
      expect(play.screen).toBe('recorded-here');
      expect(play.snapshot.receipt?.lines).toEqual([
        { title: labelOf(1), act: 'checkin', recordedHere: true, code: printed(receiptCodeOf(id)) },
      ]);
    },
  );

  test('S28 S34 a return whose promise the disk would not take is not said to be recorded here', () => {
    const play = Play.returning().lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.take('promise');
    play.send({ kind: 'not-promised', transaction: id });
    play.write('done');
    expect(play.line).toMatchObject({ ils: 'unknown', security: 'done' });
    expect(play.snapshot.notice?.code).toBe('see-staff');
    play.lift(book(1)).tap({ kind: 'finish' });
    expect(play.screen).toBe('out-of-service');
  });

  test('S34 a promise that is taken while the person stands there is said, and written once', () => {
    const play = Play.returning().lay(book(1));
    const { id } = play.answer({ outcome: 'unreachable' });
    play.write('done');
    play.send({
      kind: 'outcome',
      transaction: id,
      outcome: { outcome: 'accepted', item: { title: 'Tắt đèn', author: 'Ngô Tất Tố' } },
      late: true,
    });
    expect(play.line).toMatchObject({ ils: 'accepted', title: 'Tắt đèn', security: 'done' });
    expect(play.asked).toEqual(['promise']);
  });

  test('S35 a book that the library does not take stays as it is', () => {
    const play = Play.returning().lay(book(1));
    play.refuse('item-unknown');
    expect(play.line).toMatchObject({ ils: 'refused', security: 'not-needed' });
    expect(play.asked).toEqual([]);
    play.lift(book(1)).tap({ kind: 'finish' });
    expect(play.screen).toBe('start');
  });

  test('S6 offline and without the time, returns go on', () => {
    const offline = Play.ready().send({ kind: 'online', online: false });
    expect(offline.screen).toBe('returns-only');
    offline.lay(book(1)).tap({ kind: 'start-return' });
    expect(offline.asked).toEqual(['transact']);
    const timeless = Play.ready().send({ kind: 'time', known: false });
    expect(timeless.screen).toBe('time-unknown');
    timeless.tap({ kind: 'start-return' }).lay(book(1));
    expect(timeless.asked).toEqual(['transact']);
  });

  test('S6 offline, nobody signs in: by card, by number, or for the books on the pad', () => {
    const play = Play.ready().send({ kind: 'online', online: false }).lay(book(1)).scan(CARD);
    expect(play.snapshot.notice?.code).toBe('offline');
    play.tap({ kind: 'start-number' }).tap({ kind: 'choose', act: 'borrow' });
    expect(play.screen).toBe('returns-only');
    expect(play.asked).toEqual([]);
  });
});
