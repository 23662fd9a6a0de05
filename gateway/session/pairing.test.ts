import { expect, test } from 'vitest';
import type { PairingView } from '../messages.ts';
import { book, CARD, Play } from './testing/play.ts';

const view: PairingView = {
  ...{ turnedAway: false, check: '471 203', state: 'code', reached: true },
  ...{ code: '7C3D 9FGH', endsAt: 600_000 },
};
const pairing = (shown: PairingView | undefined) => ({ kind: 'pairing', pairing: shown }) as const;

test('PA20 a terminal that is not let in serves nobody, whatever is done at it', () => {
  const play = Play.ready().send(pairing(view));
  expect(play.snapshot).toMatchObject({ screen: 'pairing', stage: 'idle', pairing: view });
  play.scan(CARD).lay(book(1)).tap({ kind: 'start-return' }).tap({ kind: 'start-number' });
  expect(play.asked).toEqual([]);
  expect(play.screen).toBe('pairing');
});

test('PA20 let in it serves; what lay there meanwhile was nobody’s', () => {
  const play = Play.ready().send(pairing(view)).lay(book(1)).lift(book(1)).send(pairing(undefined));
  expect(play.screen).toBe('start');
  expect(play.snapshot).not.toHaveProperty('pairing');
  expect(play.scan(CARD).asked).toEqual(['identify']);
});

test('PA20 turned away in the middle of a visit, that goes on to its end first', () => {
  const play = Play.borrowing()
    .send(pairing({ ...view, turnedAway: true }))
    .lay(book(1));
  play.accept();
  play.write('done');
  expect(play.screen).toBe('borrow');
  play.lift(book(1)).tap({ kind: 'finish' });
  expect(play.screen).toBe('done');
  play.later(8_000);
  expect(play.screen).toBe('pairing');
});

test('PA21 language and larger text can be chosen there', () => {
  const play = Play.ready().send(pairing(view)).tap({ kind: 'language', language: 'en' });
  expect(play.snapshot).toMatchObject({ screen: 'pairing', language: 'en' });
});
