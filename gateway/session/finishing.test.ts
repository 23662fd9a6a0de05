import { describe, expect, test } from 'vitest';
import { CARD, DUE, Play, book } from './testing/play.ts';

const failed = (settings = {}): Play => {
  const play = Play.borrowing(settings).lay(book(1));
  play.accept();
  play.lift(book(1));
  play.write('failed');
  return play;
};

describe('security that fails', () => {
  test('S40 the book is asked for, the loan stays on the list, and its return is written at once', () => {
    const play = failed();
    expect(play.snapshot).toMatchObject({ screen: 'put-back', beneath: 'borrow', line: '1' });
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'failed' });
    play.lay(book(1));
    expect(play.write('done').wanted).toBe('disarmed');
    expect(play.screen).toBe('borrow');
  });

  test('S41 while it lies on the pad it is tried again with growing pauses', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('failed');
    expect(play.later(999).asked).toEqual([]);
    expect(play.later(1).asked).toEqual(['secure']);
    play.write('failed');
    expect(play.later(1_999).asked).toEqual([]);
    play.later(1);
    expect(play.screen).toBe('put-back');
    play.write('done');
    expect(play.screen).toBe('borrow');
  });

  test('S41 when the pad was lost and opens again, it is tried at once', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.send({ kind: 'device', device: 'pad', ready: false });
    play.write('failed');
    play.send({ kind: 'device', device: 'pad', ready: true });
    expect(play.asked).toEqual(['secure']);
  });
});

describe('finish', () => {
  test('S70 waits for what is under way, and says so', () => {
    const play = Play.borrowing().lay(book(1)).tap({ kind: 'finish' }).later(400);
    expect(play.snapshot).toMatchObject({
      screen: 'waiting',
      waitingFor: 'books',
      beneath: 'borrow',
    });
    play.accept();
    expect(play.screen).toBe('waiting');
    play.write('done');
    expect(play.screen).toBe('done');
  });

  test('S71 a loan in doubt: names the book; try again asks the library once more', () => {
    const play = Play.borrowing().lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.tap({ kind: 'finish' });
    expect(play.snapshot).toMatchObject({ screen: 'not-finished', beneath: 'borrow', line: '1' });
    play.tap({ kind: 'not-finished', choice: 'try-again' });
    expect(play.take('relay').transaction).toBe(id);
    expect(play.screen).toBe('borrow');
  });

  test('S72 left behind in doubt: an undo is queued behind it, and the tag never disarmed', () => {
    const play = Play.borrowing().lay(book(1), book(2));
    play.accept();
    play.write('done');
    const { id } = play.answer({ outcome: 'unknown' });
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    const { transaction, tags } = play.take('transact');
    expect(transaction).toMatchObject({ act: 'checkin', mode: 'promise', undoOf: id });
    expect(tags).toEqual([{ uid: book(2).uid, part: 1 }]);
    expect(play.asked).toEqual([]);
    expect(play.screen).toBe('done');
    expect(play.snapshot.receipt?.lines).toHaveLength(1);
  });

  test('S72 the loan left behind is accepted late: it stays taken back, and the tag armed', () => {
    const play = Play.borrowing().lay(book(1), book(2));
    play.accept();
    play.write('done');
    const { id } = play.answer({ outcome: 'unknown' });
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    play.take('transact');
    const outcome = { outcome: 'accepted', item: { title: 'T', author: 'A' }, dueAt: DUE } as const;
    play.send({ kind: 'outcome', transaction: id, outcome, late: true });
    expect(play.asked).toEqual([]);
    expect(play.line.undone).toBe(true);
    expect(play.snapshot.receipt?.lines).toHaveLength(1);
  });

  test('S73 left behind with the gate still ringing: taken back and armed, or kept, as the site says', () => {
    const undo = failed().tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(undo.take('transact').transaction).toMatchObject({ act: 'checkin', mode: 'promise' });
    expect(undo.take('secure').wanted).toBe('armed');
    expect(undo.screen).toBe('start');

    const keep = failed({ ifPatronLeaves: 'keep' }).tap({ kind: 'finish' });
    keep.tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(keep.asked).toEqual([]);
    expect(keep.screen).toBe('done');
    keep.lay(book(1));
    expect(keep.take('secure').wanted).toBe('disarmed');
  });

  test('S57 left behind with a tag that may be silent already: the loan stays, and the tag is cured when it is seen', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('doubtful');
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'failed', undone: false });
    play.lift(book(1)).lay(book(1));
    expect(play.take('secure').wanted).toBe('disarmed');
  });

  test('S57 left behind while a write is under way: its end is waited for, and then decided', () => {
    const leftDuringWrite = (): Play => {
      const play = Play.borrowing().lay(book(1));
      play.accept();
      play.write('failed');
      play.tap({ kind: 'finish' }).later(1_000);
      expect(play.asked).toEqual(['secure']);
      return play.tap({ kind: 'not-finished', choice: 'leave-it' });
    };
    const written = leftDuringWrite();
    written.write('done');
    expect(written.line).toMatchObject({ security: 'done', undone: false });
    expect(written.screen).toBe('done');

    const refused = leftDuringWrite();
    refused.write('failed');
    expect(refused.take('transact').transaction).toMatchObject({ act: 'checkin', mode: 'promise' });
    expect(refused.take('secure').wanted).toBe('armed');
    expect(refused.snapshot.lines).toEqual([]);

    const doubtful = leftDuringWrite();
    doubtful.write('doubtful');
    expect(doubtful.asked).toEqual([]);
    expect(doubtful.line).toMatchObject({ ils: 'accepted', undone: false });
  });

  test('S74 a book put back on not-finished is done, and the visit with it', () => {
    const play = failed().tap({ kind: 'finish' }).lay(book(1));
    play.write('done');
    expect(play.screen).toBe('done');
  });

  test('S75 the receipt carries the library’s own code, where it gave one', () => {
    const play = Play.borrowing().lay(book(1));
    play.answer({
      outcome: 'accepted',
      item: { title: 'T', author: 'A' },
      dueAt: DUE,
      receiptCode: 'K7Q2',
    });
    play.write('done');
    expect(play.tap({ kind: 'finish' }).snapshot.receipt).toMatchObject({
      code: 'K7Q2',
      library: 'Thư viện tỉnh',
      act: 'checkout',
      step: { state: 'offered' },
    });
  });

  test('S76 the receipt is shown on demand, and stays longer', () => {
    const play = Play.borrowing().scan('VV.9');
    play.accept();
    play.tap({ kind: 'finish' }).tap({ kind: 'receipt', choice: 'qr' }).later(8_000);
    expect(play.snapshot.receipt?.step).toEqual({ state: 'shown' });
    expect(play.later(22_000).screen).toBe('start');
  });

  test.each([[{ kind: 'receipt', choice: 'none' }], [{ kind: 'another-person' }]] as const)(
    'S77 %o ends it at once',
    (command) => {
      const play = Play.borrowing().scan('VV.9');
      play.accept();
      expect(play.tap({ kind: 'finish' }).tap(command).screen).toBe('start');
    },
  );

  test('S77 the next card ends it too, and is welcome', () => {
    const play = Play.borrowing().scan('VV.9');
    play.accept();
    const first = play.snapshot.sessionId;
    play.tap({ kind: 'finish' }).scan(CARD);
    expect(play.asked).toEqual(['identify']);
    expect(play.snapshot.sessionId).not.toBe(first);
    expect(play.snapshot.lines).toEqual([]);
  });

  test('S78 a second finish within half a second is the same finger', () => {
    const play = Play.borrowing().lay(book(1));
    play.answer({ outcome: 'unknown' });
    const finish = { kind: 'command', command: { kind: 'finish' } } as const;
    play.send(finish).send(finish);
    expect(play.screen).toBe('not-finished');
    play.tap({ kind: 'not-finished', choice: 'try-again' });
    play.send({ kind: 'command', command: { kind: 'not-finished', choice: 'leave-it' } });
    expect(play.screen).toBe('borrow');
  });
});
