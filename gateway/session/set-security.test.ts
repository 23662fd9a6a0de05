import { describe, expect, test } from 'vitest';
import type { SeenTag } from './rules/label.ts';
import { DEFAULT_SETS } from './rules/settings.ts';
import type { SessionSettings } from './rules/settings.ts';
import { Play, book, part } from './testing/play.ts';

const [ONE, TWO, THREE] = [part(4, 1), part(4, 2), part(4, 3)];
const WHOLE = [ONE, TWO, THREE];
const uids = (...tags: SeenTag[]): string[] => tags.map(({ uid }) => uid);

/** Answers each write that waits; @returns the tags, sorted */
function writeAll(play: Play, result: 'done' | 'failed' = 'done'): string[] {
  const written: string[] = [];
  while (play.asked.includes('secure')) written.push(play.write(result).uid);
  return written.toSorted();
}

function borrowed(settings: Partial<SessionSettings> = {}): Play {
  const play = Play.borrowing(settings).lay(...WHOLE);
  play.accept();
  return play;
}

describe('a part that cannot be written', () => {
  test('S136 the item is asked for, and the part is named; back on the pad it is written', () => {
    const play = borrowed();
    play.lift(TWO);
    play.write('done');
    play.write('failed');
    play.write('done');
    expect(play.snapshot).toMatchObject({ screen: 'put-back', line: '1' });
    expect(play.line).toMatchObject({ security: 'failed', onPad: false });
    expect(play.line.set).toMatchObject({ askedBack: [2] });
    play.lay(TWO);
    expect(writeAll(play)).toEqual(uids(TWO));
    expect(play.line).toMatchObject({ security: 'done' });
  });

  test('S50 a set taken back needs all its parts on the pad, and all are armed', () => {
    const play = borrowed();
    writeAll(play);
    play.lift(THREE);
    expect(play.line.canUndo).toBe(false);
    play.lay(THREE).tap({ kind: 'undo', line: '1' });
    play.accept();
    expect(play.effects).toMatchObject(WHOLE.map(({ uid }) => ({ uid, wanted: 'armed' })));
  });

  test('S50 a part that comes while the undo is awaited does not hide the silent ones: all are armed', () => {
    const sets = { ...DEFAULT_SETS, borrowIncomplete: 'ask' } as const;
    const play = Play.borrowing({ sets }).lay(ONE, TWO).later(sets.waitMs);
    play.tap({ kind: 'set', line: '1', choice: 'go-on' });
    play.accept();
    writeAll(play);
    play.tap({ kind: 'undo', line: '1' }).lay(THREE);
    play.accept();
    expect(writeAll(play)).toEqual(uids(...WHOLE));
    expect(play.line).toMatchObject({ undone: true, security: 'done' });
  });

  const halfSilent = (settings: Partial<SessionSettings> = {}): Play => {
    const play = borrowed(settings);
    play.write('done');
    play.write('failed');
    play.write('done');
    return play;
  };
  const leave = (play: Play): Play =>
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });

  test('S137 left behind half silent: what is silent is armed first, and only then the loan is taken back', () => {
    const play = leave(halfSilent());
    expect(play.asked).toEqual(['secure', 'secure']);
    expect(play.effects).toMatchObject([
      { uid: ONE.uid, wanted: 'armed', rollback: true },
      { uid: THREE.uid, wanted: 'armed', rollback: true },
    ]);
    play.write('done');
    play.write('done');
    expect(play.take('transact').transaction).toMatchObject({ act: 'checkin', mode: 'promise' });
    expect(play.effects).toMatchObject(WHOLE.map(({ uid }) => ({ uid, wanted: 'armed' })));
  });

  test.each(['failed', 'doubtful'] as const)(
    'S137 a part that cannot be armed again (%s): the loan stays, and all parts are to be silent',
    (result) => {
      const play = leave(halfSilent());
      play.write('done');
      play.write(result);
      expect(play.asked).toEqual(['secure', 'secure', 'secure']);
      expect(play.effects).toMatchObject(WHOLE.map(({ uid }) => ({ uid, wanted: 'disarmed' })));
      expect(play.line.undone).toBe(false);
    },
  );

  test('S137 a silent part that is gone already: the loan stays', () => {
    const play = leave(halfSilent().lift(ONE));
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'accepted', undone: false });
  });

  test('S137 nobody comes back: rolled back all the same, and nothing stays on the screen', () => {
    const play = halfSilent()
      .lift(TWO)
      .later(60_000 + 20_000);
    expect(play.effects).toMatchObject([{ rollback: true }, { rollback: true }]);
    play.write('done');
    play.write('done');
    expect(play.take('transact').transaction).toMatchObject({ act: 'checkin', mode: 'promise' });
    expect(play.snapshot).toMatchObject({ screen: 'pad-not-empty', lines: [] });
  });

  test('S137 by policy keep, nothing is rolled back', () => {
    const play = leave(halfSilent({ ifPatronLeaves: 'keep' }));
    expect(play.asked).toEqual([]);
  });

  test('S57 one doubtful part keeps the loan of the whole set', () => {
    const play = borrowed();
    play.write('failed');
    play.write('doubtful');
    play.write('failed');
    leave(play);
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'accepted', undone: false });
  });

  test('S57 a write that never began leaves no doubt behind, nor takes one away', () => {
    const untouched = Play.borrowing().lay(book(1));
    untouched.accept();
    untouched.write('untouched');
    expect(leave(untouched).take('transact').transaction.act).toBe('checkin');

    const doubted = Play.borrowing().lay(book(1));
    doubted.accept();
    doubted.write('doubtful');
    doubted.later(1_000).write('untouched');
    expect(leave(doubted).asked).toEqual([]);
  });
});
