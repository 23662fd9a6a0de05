import { describe, expect, test } from 'vitest';
import { CARD, Play, book, labelOf } from './testing/play.ts';

describe('idle', () => {
  test('S80 after a minute it asks for twenty seconds, then wipes', () => {
    const play = Play.borrowing().later(59_999);
    expect(play.screen).toBe('borrow');
    play.later(1);
    expect(play.snapshot).toMatchObject({ screen: 'still-there', beneath: 'borrow' });
    expect(play.snapshot.endsAt).toBe(play.now + 20_000);
    expect(play.later(20_000).snapshot).toMatchObject({ screen: 'start', lines: [] });
  });

  test('S81 any tap, scan or book extends it, as often as one likes', () => {
    const play = Play.borrowing();
    for (let times = 0; times < 15; times++) {
      play.later(70_000);
      expect(play.screen).toBe('still-there');
      play.tap({ kind: 'here' });
      expect(play.screen).toBe('borrow');
    }
    expect(play.later(70_000).lay(book(1)).screen).toBe('borrow');
  });

  test('S82 stands still while the machine works', () => {
    const play = Play.borrowing().lay(book(1)).later(300_000);
    expect(play.screen).toBe('borrow');
    play.accept();
    expect(play.later(300_000).screen).toBe('borrow');
    play.write('done');
    expect(play.later(59_999).screen).toBe('borrow');
    expect(play.later(1).screen).toBe('still-there');
  });

  test('S83 a write that is repeated again and again does not keep the visit open', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    for (let seconds = 0; seconds < 90; seconds++) {
      if (play.asked.includes('secure')) play.write('failed');
      play.later(1_000);
    }
    expect(play.asked).toContain('transact');
    expect(play.screen).toBe('pad-not-empty');
  });

  test('S84 at the end what is in doubt is taken back', () => {
    const play = Play.borrowing().lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.later(80_000);
    expect(play.take('transact').transaction).toMatchObject({ mode: 'promise', undoOf: id });
    expect(play.screen).toBe('pad-not-empty');
  });

  test.each([
    ['number', [{ kind: 'start-number' }]],
    ['pin', [{ kind: 'start-number' }, { kind: 'type-number', number: CARD }]],
    ['help', [{ kind: 'start-number' }, { kind: 'help' }]],
  ] as const)('S85 the %s screen is under the same time limit', (screen, commands) => {
    const play = Play.ready();
    for (const command of commands) play.tap(command);
    expect(play.screen).toBe(screen);
    expect(play.later(60_000).screen).toBe('still-there');
    expect(play.later(20_000).screen).toBe('start');
  });

  test('S86 a start screen that somebody left in another language goes back to the site’s', () => {
    const play = Play.ready().tap({ kind: 'language', language: 'fr' });
    play.tap({ kind: 'text-size', large: true }).tap({ kind: 'contrast', high: true });
    expect(play.snapshot).toMatchObject({ language: 'fr', largeText: true, highContrast: true });
    play.later(80_000);
    expect(play.snapshot).toMatchObject({
      screen: 'start',
      language: 'vi',
      largeText: false,
      highContrast: false,
    });
  });

  test('S86 an untouched start screen with books on it waits for ever', () => {
    const play = Play.ready().lay(book(1));
    const { sessionId } = play.snapshot;
    expect(play.later(3_600_000).snapshot).toMatchObject({ screen: 'return-or-borrow', sessionId });
  });

  test('S86 labels scanned and left are forgotten', () => {
    expect(Play.ready().scan(labelOf(1)).later(80_000).screen).toBe('start');
  });
});
