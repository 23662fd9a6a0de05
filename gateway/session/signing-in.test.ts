import { describe, expect, test } from 'vitest';
import { CARD, MAI, OTHER_CARD, PIN, Play, SETTINGS, book, labelOf } from './testing/play.ts';

const WITHOUT_RULES = { ...SETTINGS.scans, rules: [] };

const typed = (): Play =>
  Play.ready()
    .tap({ kind: 'start-number' })
    .tap({ kind: 'type-number', number: CARD })
    .tap({ kind: 'enter-pin', pin: PIN });

describe('a scanned card', () => {
  test('S10 may borrow at once, whether it has a PIN or not', () => {
    expect(Play.borrowing({}, { ...MAI, hasPin: false }).screen).toBe('borrow');
    expect(Play.borrowing().screen).toBe('borrow');
  });

  test('S10 goes on to the PIN where the library wants it', () => {
    const play = Play.ready().scan(CARD).refuseCard('pin-required');
    expect(play.screen).toBe('pin');
    play.tap({ kind: 'enter-pin', pin: PIN });
    expect(play.take('identify').query).toEqual({ card: CARD, pin: PIN, entry: 'scanned' });
  });

  test.each(['card-unknown', 'card-expired', 'patron-blocked', 'several-matches'])(
    'S11 refused with %s: said on the start screen',
    (code) => {
      const play = Play.ready().scan(CARD).refuseCard(code);
      expect(play.screen).toBe('start');
      expect(play.snapshot.notice?.code).toBe(code);
      expect(play.tap({ kind: 'help' }).snapshot.notice).toBeUndefined();
    },
  );

  test('S11 a tagged card laid on the pad is a card', () => {
    const play = Play.ready().lay({ uid: 'E0040100000000C1', label: { kind: 'card', card: CARD } });
    expect(play.effects).toMatchObject([{ kind: 'identify', query: { card: CARD } }]);
    expect(play.snapshot.booksOnPad).toBe(0);
    expect(play.welcome().snapshot).toMatchObject({ screen: 'borrow', lines: [] });
    expect(play.snapshot).not.toHaveProperty('notice');
  });

  test('S12 without rules every scan on the start screen is a card', () => {
    const play = Play.ready({ scans: WITHOUT_RULES }).scan(labelOf(1)).refuseCard('card-unknown');
    expect(play.snapshot.notice?.code).toBe('card-unknown');
  });

  test('S13 waiting is spoken of from 400 ms on', () => {
    const play = Play.ready().scan(CARD).later(399);
    expect(play.screen).toBe('start');
    play.later(1);
    expect(play.snapshot).toMatchObject({
      screen: 'waiting',
      waitingFor: 'card',
      beneath: 'start',
    });
  });

  test('S13 a label scanned while the card is checked is borrowed after it, a second card is not', () => {
    const play = Play.ready().scan(CARD).scan(labelOf(1)).scan(OTHER_CARD).welcome();
    expect(play.asked).toEqual(['transact']);
    expect(play.snapshot.lines).toHaveLength(1);
  });

  test('S14 an answer after “back” is not taken', () => {
    const play = Play.ready().scan(CARD).tap({ kind: 'back' }).welcome();
    expect(play.screen).toBe('start');
    expect(play.snapshot.patron).toBeUndefined();
  });

  test('S14 nobody answers: said, and the books may still be returned', () => {
    const play = Play.ready().scan(CARD);
    const { ask } = play.take('identify');
    play.send({ kind: 'patron', ask, answer: { outcome: 'unreachable' } });
    expect(play.screen).toBe('start');
    expect(play.snapshot.notice?.code).toBe('offline');
  });
});

describe('a typed number', () => {
  test('S15 is not looked up before the PIN is given', () => {
    const play = Play.ready().tap({ kind: 'start-number' });
    expect(play.screen).toBe('number');
    play.tap({ kind: 'type-number', number: CARD });
    expect(play.screen).toBe('pin');
    expect(play.asked).toEqual([]);
    play.tap({ kind: 'enter-pin', pin: PIN });
    expect(play.take('identify').query).toEqual({ card: CARD, pin: PIN, entry: 'typed' });
  });

  test.each([
    ['pin-wrong', { triesLeft: 2 }],
    ['card-unknown', {}],
    ['pin-required', {}],
    ['number-or-pin-wrong', {}],
  ])('S16 %s gives the same notice and nothing else', (code, params) => {
    const { screen, notice, keypad } = typed().refuseCard(code, params).snapshot;
    expect({ screen, notice, keypad }).toEqual({
      screen: 'pin',
      notice: { code: 'number-or-pin-wrong', params: {} },
      keypad: {},
    });
  });

  test('S17 locked: until when', () => {
    const until = Date.UTC(2026, 10, 23, 3);
    const play = typed().refuseCard('pin-locked', { until });
    expect(play.snapshot.notice).toEqual({ code: 'pin-locked', params: { until } });
    expect(play.snapshot.keypad).toEqual({ lockedUntil: until });
  });

  test('S17 the right PIN of a card that may not borrow leads to the start', () => {
    const play = typed().refuseCard('patron-blocked');
    expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code: 'patron-blocked' } });
  });

  test('S18 back leads from the PIN to the number, and from there to the start', () => {
    const play = typed().refuseCard('pin-wrong').tap({ kind: 'back' });
    expect(play.screen).toBe('number');
    expect(play.tap({ kind: 'back' }).screen).toBe('start');
  });

  test('S19 with its PIN may look at the account without giving it again', () => {
    const play = typed().welcome({ ...MAI, pinVerified: true });
    play.tap({ kind: 'show-account' });
    expect(play.take('account').query).toEqual({ card: CARD, pin: PIN, entry: 'typed' });
  });
});

test('S16 after a scanned card a wrong PIN says how many tries are left', () => {
  const play = Play.ready().scan(CARD).refuseCard('pin-required');
  play.tap({ kind: 'enter-pin', pin: '0000' }).refuseCard('pin-wrong', { triesLeft: 2 });
  expect(play.snapshot).toMatchObject({
    screen: 'pin',
    notice: { code: 'pin-wrong', params: { triesLeft: 2 } },
    keypad: { triesLeft: 2 },
  });
});

test('S10 books on the pad stay on it until the card is accepted', () => {
  const play = Play.ready().lay(book(1)).tap({ kind: 'choose', act: 'borrow' }).scan(CARD);
  expect(play.refuseCard('card-unknown').screen).toBe('start');
  expect(play.snapshot).toMatchObject({ act: 'borrow', notice: { code: 'card-unknown' } });
  play.scan(OTHER_CARD).welcome();
  expect(play.asked).toEqual(['transact']);
});
