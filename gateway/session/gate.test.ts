import { describe, expect, test } from 'vitest';
import { CARD, Play, book } from './testing/play.ts';

const finished = (): Play => {
  const play = Play.borrowing().lay(book(1));
  play.accept();
  play.write('done');
  return play.tap({ kind: 'finish' });
};

describe('between two people', () => {
  test('S90 the pad must be empty, and stay so for a moment', () => {
    const play = finished().later(8_000);
    expect(play.snapshot).toMatchObject({ screen: 'pad-not-empty', booksOnPad: 1, lines: [] });
    play.lift(book(1)).later(499).lay(book(1)).later(10_000);
    expect(play.screen).toBe('pad-not-empty');
    expect(play.lift(book(1)).later(500).screen).toBe('start');
  });

  test('S91 meanwhile nobody is served, but anybody may call staff', () => {
    const play = finished().tap({ kind: 'another-person' });
    play.scan(CARD).tap({ kind: 'start-return' }).tap({ kind: 'start-number' });
    expect(play.asked).toEqual([]);
    expect(play.screen).toBe('pad-not-empty');
    play.tap({ kind: 'help' }).tap({ kind: 'call-staff' });
    expect(play.snapshot).toMatchObject({ screen: 'help', staffCalled: true });
  });

  test('S92 a book laid down while the summary is shown belongs to nobody', () => {
    const play = finished().lift(book(1)).lay(book(2));
    expect(play.asked).toEqual([]);
    expect(play.snapshot.lines).toHaveLength(1);
    expect(play.later(8_000).screen).toBe('pad-not-empty');
  });
});

const toEnglish = { language: 'en' } as const;

test.each([
  ['a start screen', () => Play.ready()],
  ['a pad that is not clear', () => finished().later(8_000)],
])('S98 what staff set holds at once at %s that nobody uses', (_where, begin) => {
  const play = begin();
  const { screen } = play;
  play.set(toEnglish);
  expect(play.snapshot).toMatchObject({ screen, language: 'en' });
  expect(play.lift(book(1)).later(500).snapshot).toMatchObject({ screen: 'start', language: 'en' });
});

test.each([
  ['is borrowing', () => Play.borrowing()],
  ['has asked for help', () => Play.ready().tap({ kind: 'help' })],
  ['has scanned a book', () => Play.ready().scan('VV.7')],
])('S98 not where somebody %s', (_who, begin) => {
  expect(begin().set(toEnglish).snapshot.language).toBe('vi');
});

describe('after a start', () => {
  const started = (recovered: boolean): Play => {
    const play = new Play();
    play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
    play.send({ kind: 'started', recovered, uncured: [] });
    play.send({ kind: 'device', device: 'scanner', ready: true });
    return play.send({ kind: 'device', device: 'pad', ready: true });
  };

  test('S93 what lay on the pad is seen before anybody is served', () => {
    expect(started(false).screen).toBe('waiting');
    expect(started(false).later(500).screen).toBe('start');
    const play = started(false).lay(book(1)).later(500);
    expect(play.screen).toBe('restarted');
    expect(play.asked).toEqual([]);
    expect(play.lift(book(1)).later(500).screen).toBe('start');
  });

  test.each([false, true])(
    'S98 what comes before all has opened holds (recovered: %s)',
    (recovered) => {
      const play = started(recovered).set(toEnglish).later(8_500);
      expect(play.snapshot).toMatchObject({ screen: 'start', language: 'en' });
    },
  );

  test('S94 transactions that were open: it is said, until a touch or a while', () => {
    expect(started(true).later(500).screen).toBe('restarted');
    expect(started(true).later(500).tap({ kind: 'here' }).screen).toBe('start');
    expect(started(true).later(8_500).screen).toBe('start');
  });

  test('S95 before a device has opened it is out of service; a pad that never opens holds nobody up', () => {
    const play = new Play().send({ kind: 'started', recovered: false, uncured: [] });
    expect(play.screen).toBe('out-of-service');
    play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
    play.send({ kind: 'device', device: 'scanner', ready: true });
    expect(play.screen).toBe('waiting');
    expect(play.later(5_000).screen).toBe('start');
  });

  test('S95 nobody is invited to show a card before the scanner has opened', () => {
    const play = new Play().send({ kind: 'started', recovered: false, uncured: [] });
    play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
    play.send({ kind: 'device', device: 'pad', ready: true });
    expect(play.later(play.settings.times.start).screen).toBe('waiting');
    play.send({ kind: 'device', device: 'scanner', ready: true });
    expect(play.later(play.settings.times.start).screen).toBe('start');
  });

  test.each(['armed', 'disarmed'] as const)(
    'S96 a tag that should have been %s is cured when it is seen, once',
    (wanted) => {
      const { uid } = book(1);
      const play = new Play().send({
        kind: 'started',
        recovered: true,
        uncured: [{ transaction: 't-1', uid, wanted }],
      });
      play.send({ kind: 'device', device: 'pad', ready: true }).lay(book(1));
      const cure = { kind: 'secure', cure: true, transaction: 't-1', uid, wanted };
      expect(play.write('failed')).toEqual(cure);
      play.lift(book(1)).lay(book(1));
      play.write('done');
      play.lift(book(1)).lay(book(1));
      expect(play.asked).toEqual([]);
    },
  );
});

describe('out of service', () => {
  test('S5 without any device: since when; a visit under way is shown to its end', () => {
    const play = Play.ready();
    const lose = (device: string) => play.send({ kind: 'device', device, ready: false });
    lose('pad');
    expect(play.snapshot).toMatchObject({ screen: 'start', terminal: { padReady: false } });
    play.scan(CARD).welcome();
    lose('scanner');
    expect(play.screen).toBe('borrow');
    const since = play.now;
    play.tap({ kind: 'finish' });
    expect(play.snapshot).toMatchObject({
      screen: 'out-of-service',
      stage: 'out-of-service',
      since,
    });
    play.scan(CARD);
    expect(play.asked).toEqual([]);
  });
});
