import { describe, expect, test } from 'vitest';
import type { SeenTag } from './rules/label.ts';
import { DEFAULT_SETS } from './rules/settings.ts';
import type { SessionSettings } from './rules/settings.ts';
import { Play, book, labelOf, part } from './testing/play.ts';

const WAIT = DEFAULT_SETS.waitMs;
const ASK: Partial<SessionSettings> = {
  sets: { ...DEFAULT_SETS, borrowIncomplete: 'ask', returnIncomplete: 'ask' },
};
const [ONE, TWO, THREE] = [part(4, 1), part(4, 2), part(4, 3)];
const WHOLE = [ONE, TWO, THREE];
/** Another chip that says the same as `tag`. */
const ghostOf = (tag: SeenTag): SeenTag => ({ ...tag, uid: 'E004030000000099' });
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

describe('a whole set', () => {
  test('S130 is one line and one transaction, and every part is disarmed', () => {
    const play = Play.borrowing().lay(ONE, TWO);
    expect(play.asked).toEqual([]);
    play.lay(THREE);
    const { transaction, tags } = play.take('transact');
    expect(transaction).toMatchObject({ act: 'checkout', item: { identifier: labelOf(4) } });
    expect(tags).toEqual(WHOLE.map(({ uid }, at) => ({ uid, part: at + 1 })));
    const item = { title: 'T', author: 'A' };
    play.send({
      kind: 'outcome',
      transaction: transaction.id,
      outcome: { outcome: 'accepted', item },
      late: false,
    });
    expect(writeAll(play)).toEqual(uids(...WHOLE));
    expect(play.snapshot.lines).toHaveLength(1);
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'done', onPad: true });
    expect(play.line.set).toEqual({ total: 3, seen: [1, 2, 3], missing: [], mayGoOn: false });
  });

  test('S130 laid down among other books, in any order, is still one', () => {
    const other = [part(5, 2, 2), part(5, 1, 2)];
    const play = Play.borrowing().lay(book(1), THREE, ...other, ONE, book(2), TWO);
    expect(play.asked).toEqual(['transact', 'transact', 'transact', 'transact']);
    expect(play.snapshot.lines).toHaveLength(4);
  });

  test('S130 laid down before anybody has said what for, begins as one when they do', () => {
    const play = Play.ready()
      .lay(...WHOLE)
      .tap({ kind: 'choose', act: 'return' });
    expect(play.take('transact').tags).toHaveLength(3);
    expect(play.asked).toEqual([]);
  });

  test('S130 returned: one checkin, and every part is armed', () => {
    const play = Play.returning().lay(...WHOLE);
    play.accept();
    expect(play.effects).toMatchObject(WHOLE.map(({ uid }) => ({ uid, wanted: 'armed' })));
  });

  test('S130 the line is done only when the last part has read back', () => {
    const play = borrowed();
    play.write('done');
    play.write('done');
    expect(play.line.security).toBe('pending');
    play.write('done');
    expect(play.line.security).toBe('done');
  });

  test('S131 two chips with the same number are not two parts, and the second is not touched', () => {
    const play = Play.borrowing().lay(ONE, ghostOf(ONE), TWO);
    expect(play.asked).toEqual([]);
    expect(play.line.set).toMatchObject({ seen: [1, 2], missing: [3] });
    play.lay(THREE);
    play.accept();
    expect(writeAll(play)).toEqual(uids(...WHOLE));
  });

  test('S132 a part of number 0 stands for all', () => {
    const all = part(4, 0);
    const play = Play.borrowing().lay(all);
    play.accept();
    expect(writeAll(play)).toEqual(uids(all));
    expect(play.line.set).toMatchObject({ seen: [1, 2, 3], missing: [] });
  });

  test('S133 tags that do not agree about the set go to staff, and nobody is asked', () => {
    const totals = Play.borrowing().lay(ONE, part(4, 2, 2));
    const beyond = Play.borrowing().lay(part(4, 5));
    for (const play of [totals, beyond]) {
      expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'set-see-staff' } });
      expect(play.asked).toEqual([]);
    }
  });

  test('S133 a tag of another set with the number of a book that is lent is not touched', () => {
    const play = Play.borrowing().lay(book(4));
    play.accept();
    play.write('done');
    play.lay(ONE);
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'done' });
  });
});

describe('a set with a part missing', () => {
  test('S134 is looked for until two seconds after the last new tag, and then said to be missing', () => {
    const play = Play.borrowing()
      .lay(ONE)
      .later(WAIT - 1)
      .lay(TWO)
      .later(WAIT - 1);
    expect(play.line).toMatchObject({ ils: 'pending', security: 'not-needed' });
    expect(play.screen).toBe('borrow');
    play.later(1);
    expect(play.snapshot).toMatchObject({ screen: 'set-incomplete', beneath: 'borrow', line: '1' });
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'set-incomplete' } });
    expect(play.line.set).toEqual({ total: 3, seen: [1, 2], missing: [3], mayGoOn: false });
    expect(play.asked).toEqual([]);
  });

  test('S134 other books are not kept waiting by it', () => {
    const play = Play.borrowing().lay(ONE, book(1));
    expect(play.accept().item).toEqual({ identifier: labelOf(1) });
  });

  test('S134 a part lifted during the wait is missing', () => {
    const play = Play.borrowing().lay(ONE, TWO).lift(ONE).lay(THREE).later(WAIT);
    expect(play.asked).toEqual([]);
    expect(play.line.set).toMatchObject({ seen: [2, 3], missing: [1] });
  });

  test('S134 all of it lifted during the wait: nobody is asked, the line says why', () => {
    const play = Play.borrowing().lay(ONE, TWO).lift(ONE, TWO).later(WAIT);
    expect(play.screen).toBe('borrow');
    expect(play.line.refusal?.code).toBe('set-incomplete');
  });

  test('S134 it is not waited for where nothing is lent anyway', () => {
    const play = Play.borrowing().send({ kind: 'online', online: false }).lay(ONE);
    expect(play.line.refusal?.code).toBe('offline');
  });

  test('S135 found while it is asked about, the set is borrowed by itself', () => {
    const play = Play.borrowing().lay(ONE, TWO).later(WAIT).lay(THREE);
    expect(play.screen).toBe('borrow');
    play.accept();
    expect(writeAll(play)).toEqual(uids(...WHOLE));
  });

  test('S135 taken away altogether while it is asked about, it is asked about no more', () => {
    const play = Play.borrowing().lay(ONE, TWO).later(WAIT).lift(ONE);
    expect(play.snapshot).toMatchObject({ screen: 'set-incomplete' });
    expect(play.lift(TWO).screen).toBe('borrow');
    expect(play.lay(ONE, TWO).line.ils).toBe('pending');
  });

  test('S135 look again: another wait, then asked again', () => {
    const play = Play.borrowing().lay(ONE).later(WAIT);
    play.tap({ kind: 'set', line: '1', choice: 'look-again' });
    expect(play.screen).toBe('borrow');
    expect(play.later(WAIT).screen).toBe('set-incomplete');
  });

  test('S135 leave it: refused, and armed as it was', () => {
    const play = Play.borrowing().lay(ONE).later(WAIT);
    play.tap({ kind: 'set', line: '1', choice: 'leave-it' });
    expect(play.screen).toBe('borrow');
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'set-incomplete' } });
    expect(play.asked).toEqual([]);
  });

  test('S135 go on, where the site does not allow it, is no choice', () => {
    const play = Play.borrowing().lay(ONE).later(WAIT);
    play.tap({ kind: 'set', line: '1', choice: 'go-on' });
    expect(play.asked).toEqual([]);
    expect(play.screen).toBe('set-incomplete');
  });

  test.each([
    ['borrowed', Play.borrowing, 'checkout', 'disarmed'],
    ['returned', Play.returning, 'checkin', 'armed'],
  ] as const)(
    'S135 %s without it after a question: the parts that are here are written',
    (_what, begin, act, wanted) => {
      const play = begin(ASK).lay(ONE, TWO).later(WAIT);
      expect(play.line.set).toMatchObject({ mayGoOn: true });
      play.tap({ kind: 'set', line: '1', choice: 'go-on' });
      expect(play.accept().act).toBe(act);
      expect(play.effects).toMatchObject([
        { uid: ONE.uid, wanted },
        { uid: TWO.uid, wanted },
      ]);
      writeAll(play);
      expect(play.line).toMatchObject({ ils: 'accepted', security: 'done' });
      expect(play.line.set).toMatchObject({ missing: [3] });
    },
  );

  test('S136 a part that comes when the act has begun joins it, on disk too, and is written with the others', () => {
    const play = Play.returning(ASK).lay(ONE, TWO).later(WAIT);
    play.tap({ kind: 'set', line: '1', choice: 'go-on' });
    play.lay(THREE);
    expect(play.take('add-tag').tag).toEqual({ uid: THREE.uid, part: 3 });
    play.accept();
    expect(writeAll(play)).toEqual(uids(...WHOLE));
  });

  test('S136 a part that comes when all is done is written on its own', () => {
    const play = Play.borrowing(ASK).lay(ONE, TWO).later(WAIT);
    play.tap({ kind: 'set', line: '1', choice: 'go-on' });
    play.accept();
    writeAll(play);
    play.lay(THREE);
    expect(play.write('done')).toMatchObject({ uid: THREE.uid, wanted: 'disarmed' });
    expect(play.line.set).toMatchObject({ missing: [] });
  });

  test('S139 its label scanned while some of its tags lie there: the tags count', () => {
    const play = Play.borrowing().lay(ONE).scan(labelOf(4)).later(WAIT);
    expect(play.screen).toBe('set-incomplete');
    expect(play.asked).toEqual([]);
  });

  test('S139 its label alone is taken as any label; tags that are seen later are written', () => {
    const play = Play.borrowing().scan(labelOf(4));
    play.accept();
    expect(play.line).toMatchObject({ security: 'not-needed' });
    play.lay(ONE, TWO);
    expect(writeAll(play)).toEqual(uids(ONE, TWO));
    expect(play.line.set).toMatchObject({ seen: [1, 2], missing: [3] });
  });

  test('S138 finish while it is looked for waits, and then names the set', () => {
    const play = Play.borrowing().lay(ONE).tap({ kind: 'finish' }).later(WAIT);
    expect(play.snapshot).toMatchObject({ screen: 'not-finished', line: '1' });
    play.tap({ kind: 'not-finished', choice: 'try-again' });
    expect(play.screen).toBe('borrow');
    expect(play.later(WAIT).screen).toBe('set-incomplete');
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(play.lift(ONE).later(500).screen).toBe('start');
  });

  test('S138 the missing part found after finish ends the visit as it should', () => {
    const play = Play.borrowing().lay(ONE, TWO).tap({ kind: 'finish' }).later(WAIT).lay(THREE);
    play.accept();
    writeAll(play);
    expect(play.screen).toBe('done');
  });

  test('S87 the clock set while a part is looked for makes the wait no longer', () => {
    const play = Play.borrowing()
      .lay(ONE)
      .later(WAIT - 1);
    play.now += 3_600_000;
    play.send({ kind: 'clock-moved', by: 3_600_000 });
    expect(play.screen).toBe('borrow');
    expect(play.later(1).screen).toBe('set-incomplete');
  });
});
