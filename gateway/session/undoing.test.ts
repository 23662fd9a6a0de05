import { describe, expect, test } from 'vitest';
import { CARD, labelOf, Play, book } from './testing/play.ts';

function borrowed(): Play {
  const play = Play.borrowing().lay(book(1));
  play.accept();
  play.write('done');
  return play;
}

describe('taking a loan back', () => {
  test('S50 is a checkin that names the loan; then the tag is armed again', () => {
    const play = Play.borrowing().lay(book(1));
    const loan = play.accept();
    play.write('done');
    play.tap({ kind: 'undo', line: play.line.id });
    const back = play.accept();
    expect(back).toMatchObject({ act: 'checkin', mode: 'attempt', undoOf: loan.id });
    expect(play.write('done')).toMatchObject({ wanted: 'armed', transaction: back.id });
    expect(play.line).toMatchObject({ undone: true, security: 'done', canUndo: false });
  });

  test('S51 needs the book on the pad, and nothing under way', () => {
    const pending = Play.borrowing().lay(book(1));
    expect(pending.line.canUndo).toBe(false);
    pending.accept();
    expect(pending.line.canUndo).toBe(false);
    const lifted = borrowed().lift(book(1));
    expect(lifted.line.canUndo).toBe(false);
    lifted.tap({ kind: 'undo', line: lifted.line.id });
    expect(lifted.asked).toEqual([]);
  });

  test('S52 nobody answers: the book is here, so it is promised, and armed', () => {
    const play = borrowed();
    play.tap({ kind: 'undo', line: play.line.id });
    play.answer({ outcome: 'unknown' });
    expect(play.asked).toEqual(['promise', 'secure']);
    expect(play.line.undone).toBe(true);
  });

  test('S53 refused: the loan stands, the tag stays disarmed, and the reason is said', () => {
    const play = borrowed();
    play.tap({ kind: 'undo', line: play.line.id });
    play.refuse('not-on-loan');
    expect(play.line).toMatchObject({ undone: false, security: 'done' });
    expect(play.snapshot.notice?.code).toBe('not-on-loan');
    expect(play.asked).toEqual([]);
  });

  test('S54 a book taken back may be borrowed again by laying it down again', () => {
    const play = borrowed();
    play.tap({ kind: 'undo', line: play.line.id });
    play.accept();
    play.write('done');
    play.lift(book(1)).lay(book(1));
    play.accept();
    expect(play.write('done').wanted).toBe('disarmed');
    expect(play.snapshot.lines).toHaveLength(1);
    expect(play.line).toMatchObject({ ils: 'accepted', undone: false });
  });

  test('S54 while its tag is not armed again, laying it down does that, and borrows nothing', () => {
    const play = borrowed();
    play.tap({ kind: 'undo', line: play.line.id });
    play.accept();
    play.lift(book(1));
    play.write('doubtful');
    expect(play.screen).toBe('put-back');
    play.lay(book(1));
    expect(play.asked).toEqual(['secure']);
    expect(play.write('done').wanted).toBe('armed');
    expect(play.line).toMatchObject({ undone: true, security: 'done' });
  });

  test('S54 a visit in which everything was taken back ends without a summary', () => {
    const play = borrowed();
    play.tap({ kind: 'undo', line: play.line.id });
    play.accept();
    play.write('done');
    expect(play.lift(book(1)).tap({ kind: 'finish' }).screen).toBe('start');
  });
});

describe('one’s own loan laid down', () => {
  const own = (): Play => {
    const play = Play.borrowing().lay(book(1));
    play.refuse('own-loan');
    return play;
  };

  test('S55 asks renew or return, and touches nothing before', () => {
    const play = own();
    expect(play.snapshot).toMatchObject({ screen: 'own-loan', beneath: 'borrow', line: '1' });
    expect(play.asked).toEqual([]);
  });

  test('S55 renew: a renewal, and the tag is left alone', () => {
    const play = own().tap({ kind: 'own-loan', line: '1', choice: 'renew' });
    expect(play.accept()).toMatchObject({ act: 'renew', card: CARD });
    expect(play.line).toMatchObject({ act: 'renew', ils: 'accepted', security: 'not-needed' });
    expect(play.screen).toBe('borrow');
  });

  test('S55 return: a checkin, then armed', () => {
    const play = own().tap({ kind: 'own-loan', line: '1', choice: 'return' });
    expect(play.accept().act).toBe('checkin');
    expect(play.write('done').wanted).toBe('armed');
  });

  test('S55 return: not while the book is in somebody’s hands; laid down anew, it is asked about anew', () => {
    const play = own().lift(book(1)).tap({ kind: 'own-loan', line: '1', choice: 'return' });
    expect(play.asked).toEqual([]);
    expect(play.snapshot).toMatchObject({
      screen: 'borrow',
      notice: { code: 'lay-back-to-return' },
    });
    play.lay(book(1)).refuse('own-loan');
    expect(play.screen).toBe('own-loan');
    play.tap({ kind: 'own-loan', line: '1', choice: 'return' });
    expect(play.accept().act).toBe('checkin');
    expect(play.write('done').wanted).toBe('armed');
  });

  test('S55 return: a book without a tag needs no pad', () => {
    const play = Play.borrowing().scan(labelOf(1));
    play.refuse('own-loan');
    play.tap({ kind: 'own-loan', line: '1', choice: 'return' });
    expect(play.accept().act).toBe('checkin');
  });

  test('S55 leave: the question goes, the loan stays as it was', () => {
    const play = own().tap({ kind: 'own-loan', line: '1', choice: 'leave' });
    expect(play.screen).toBe('borrow');
    expect(play.asked).toEqual([]);
  });

  test('S56 several are asked about one after the other', () => {
    const play = own().lay(book(2));
    play.refuse('own-loan');
    play.tap({ kind: 'own-loan', line: '1', choice: 'leave' });
    expect(play.snapshot).toMatchObject({ screen: 'own-loan', line: '2' });
  });
});
