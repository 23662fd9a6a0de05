/** Staff stand at the machine itself: a visit is ended for them as after the ring, and nothing of it is left. */
import { expect, test } from 'vitest';
import { CARD, Play, book } from './testing/play.ts';

const here = { kind: 'staff', here: true } as const;
const gone = { kind: 'staff', here: false } as const;

const isBare = (play: Play) => {
  expect(play.session.visit).toMatchObject({ people: [], lines: [], held: [] });
  expect(play.session.visit).not.toHaveProperty('present');
  expect(play.snapshot).not.toHaveProperty('patron');
};

test('S240 whoever was borrowing is wiped; what they have borrowed stands', () => {
  const play = Play.borrowing().lay(book(1));
  play.accept();
  play.write('done');
  const { id } = play.session.visit;
  play.send(here);
  isBare(play);
  expect(play.session.visit.id).not.toBe(id);
  expect(play.asked).toEqual([]);
});

test('S240 what is under way is waited for: answer and write come first', () => {
  const play = Play.borrowing().lay(book(1)).send(here);
  expect(play.snapshot.stage).toBe('finishing');
  play.accept();
  expect(play.snapshot.stage).toBe('finishing');
  play.write('done');
  expect(play.snapshot.stage).toBe('idle');
  isBare(play);
});

test('S240 what is in doubt is left as after the ring: a loan whose tag stays armed is taken back', () => {
  const play = Play.borrowing().lay(book(1));
  play.accept();
  play.write('failed');
  play.send(here);
  const { transaction } = play.take('transact');
  expect(transaction).toMatchObject({ act: 'checkin' });
});

test.each([
  ['a PIN', () => Play.ready().tap({ kind: 'start-number' })],
  ['a card that is being looked up', () => Play.ready().scan(CARD)],
  ['the return screen', () => Play.returning()],
  ['a start screen with books on it', () => Play.ready().lay(book(1))],
  ['help', () => Play.ready().tap({ kind: 'help' })],
])('S240 wiped from %s, too', (_where, begin) => {
  const play = begin().send(here);
  expect(play.snapshot.stage).toBe('idle');
  isBare(play);
});

test('S241 nobody is served and nothing is lent or cured while they stand there', () => {
  const play = Play.ready().send(here).scan(CARD).lay(book(1)).tap({ kind: 'start-return' });
  expect(play.asked).toEqual([]);
  expect(play.snapshot.stage).toBe('idle');
});

test('S242 what lies there when they go is nobody’s, and is cured then', () => {
  const play = Play.ready().send(here).lay(book(1));
  const uncured = [{ transaction: 'older', uid: book(1).uid, wanted: 'armed' }] as const;
  play.send({ kind: 'uncured', uncured }).send(gone);
  expect(play.screen).toBe('pad-not-empty');
  expect(play.take('secure')).toMatchObject({ cure: true, uid: book(1).uid, wanted: 'armed' });
  play.lift(book(1)).later(1_000);
  expect(play.screen).toBe('start');
});

test('S242 said twice is said once', () => {
  const play = Play.ready().send(here).send(here).send(gone).send(gone);
  expect(play.screen).toBe('start');
  expect(play.scan(CARD).asked).toEqual(['identify']);
});

test('S243 where staff have set it so, each visit begins in large letters, and goes back to them', () => {
  const play = Play.ready({ largeText: true }).send({ kind: 'settings' });
  expect(play.snapshot.largeText).toBe(true);
  play.tap({ kind: 'text-size', large: false });
  expect(play.snapshot.largeText).toBe(false);
  play.later(200_000);
  expect(play.snapshot.largeText).toBe(true);
});
