import { describe, expect, test } from 'vitest';
import { DEFAULT_SETS } from './rules/settings.ts';
import { Play, book, part } from './testing/play.ts';

const WAIT = DEFAULT_SETS.waitMs;
const ONE = part(4, 1);

describe('a crowded pad', () => {
  test('S140 asks for fewer books until it can tell them apart; what was read stays done', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('done');
    play.send({ kind: 'pad-crowded', crowded: true });
    expect(play.snapshot).toMatchObject({ screen: 'too-many', beneath: 'borrow' });
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'done' });
    play.send({ kind: 'pad-crowded', crowded: false });
    expect(play.screen).toBe('borrow');
  });

  test('S140 nothing is said to be missing meanwhile; afterwards the whole wait runs', () => {
    const play = Play.borrowing().lay(ONE).send({ kind: 'pad-crowded', crowded: true });
    play.later(WAIT * 2);
    play.send({ kind: 'pad-crowded', crowded: false }).later(WAIT - 1);
    expect(play.screen).toBe('borrow');
    expect(play.later(1).screen).toBe('set-incomplete');
  });

  test('S140 a pad that is lost is not crowded any more', () => {
    const play = Play.borrowing().send({ kind: 'pad-crowded', crowded: true });
    play.send({ kind: 'device', device: 'pad', ready: false });
    expect(play.screen).toBe('borrow');
  });

  test('S140 finish does not wait for what a crowded pad cannot find, and names it', () => {
    const play = Play.borrowing().lay(ONE).send({ kind: 'pad-crowded', crowded: true });
    play.tap({ kind: 'finish' });
    expect(play.screen).toBe('not-finished');
    play.tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(play.screen).toBe('pad-not-empty');
  });

  test('S111 left alone with a crowded pad and half a set, the visit ends all the same', () => {
    const play = Play.borrowing().lay(ONE).send({ kind: 'pad-crowded', crowded: true });
    expect(play.later(80_000).screen).toBe('pad-not-empty');
    expect(play.session.visit.people).toEqual([]);
  });
});
