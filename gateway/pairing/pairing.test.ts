import { beforeEach, expect, test } from 'vitest';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import type { PairingView } from '../messages.ts';
import { type Before, Pairing } from './pairing.ts';
import type { PairingAnswer } from './pairing-api.ts';

const MINUTE = 60_000;
const CODE: PairingAnswer = { outcome: 'code', code: '7C3D9FGH', lifeMs: 10 * MINUTE };

let timer: ManualTimer;
let shown: (PairingView | undefined)[];
let answer: PairingAnswer;
let asked: number;
let signIns: number;
let turnedAway: number;

beforeEach(() => {
  timer = new ManualTimer(1_000);
  [shown, answer, asked, signIns, turnedAway] = [[], CODE, 0, 0, 0];
});

function open(before: Before): Pairing {
  const pairing = new Pairing({
    before: () => before,
    ask: async () => {
      asked += 1;
      return answer;
    },
    check: '471 203',
    ...{ now: timer.now, at: (delayMs, run) => timer.at(delayMs, run) },
    hurry: () => (signIns += 1),
    onChange: (view) => shown.push(view),
    onTurnedAway: () => (turnedAway += 1),
  });
  pairing.start();
  return pairing;
}
const fresh = () => open('never');
const known = () => open('let-in');
const last = () => shown.at(-1);

test('PA20 one that was never let in shows so from the start', () => {
  fresh();
  expect(shown).toEqual([{ state: 'asking', reached: true, check: '471 203', turnedAway: false }]);
});

test('PA24 one that was let in shows nothing, also while the server is not reached', () => {
  known().unreached();
  expect(shown).toEqual([]);
});

test('PA21 told that it is not known it shows a code in two groups, with its end, and its own check number', async () => {
  fresh().stranger(true);
  await timer.advance(0);
  expect(last()).toEqual({
    ...{ state: 'code', code: '7C3D 9FGH', check: '471 203', reached: true, turnedAway: false },
    endsAt: timer.now() + 10 * MINUTE,
  });
});

test('PA21 while the code is shown it signs in every three seconds, and asks for no other code', async () => {
  const pairing = fresh();
  pairing.stranger(true);
  await timer.advance(0);
  await timer.advance(30_000);
  expect([signIns, asked]).toEqual([10, 1]);
  pairing.stranger(true);
  await timer.advance(0);
  expect([asked, shown.length]).toEqual([1, 2]);
});

test('PA21 when the code ends it is shown no longer, and a new one comes by itself', async () => {
  fresh().stranger(true);
  await timer.advance(0);
  answer = { ...CODE, code: 'GHJKMNPQ' };
  await timer.advance(10 * MINUTE);
  expect(shown.map((view) => view?.code ?? view?.state)).toEqual([
    ...['asking', '7C3D 9FGH', 'asking', 'GHJK MNPQ'],
  ]);
});

test('PA22 that the server is not reached is said, and asked for again when it answers', async () => {
  const pairing = fresh();
  pairing.unreached();
  expect(last()).toMatchObject({ state: 'unreached', reached: false });
  await timer.advance(10 * MINUTE);
  expect(asked).toBe(0);
  pairing.stranger(true);
  await timer.advance(0);
  expect(last()).toMatchObject({ state: 'code', reached: true });
});

test('PA22 a code that still lasts stays, with the word that the server is not reached just now', async () => {
  const pairing = fresh();
  pairing.stranger(true);
  await timer.advance(0);
  pairing.unreached();
  expect(last()).toMatchObject({ code: '7C3D 9FGH', reached: false });
  pairing.stranger(true);
  expect(last()).toMatchObject({ code: '7C3D 9FGH', reached: true });
});

test('PA22 a portal before the server turns nobody away', () => {
  const pairing = known();
  pairing.stranger(false);
  expect([shown, turnedAway, asked]).toEqual([[], 0, 0]);
});

test('PA22 an answer that does not come, comes with the next time that the server is heard', async () => {
  answer = { outcome: 'unreached' };
  const pairing = fresh();
  pairing.stranger(true);
  await timer.advance(MINUTE);
  expect([last()?.state, asked]).toEqual(['unreached', 1]);
  answer = CODE;
  pairing.stranger(true);
  await timer.advance(0);
  expect(last()?.state).toBe('code');
});

test('PA22 a server that has no code now is asked when it says, and not before', async () => {
  answer = { outcome: 'later', waitMs: 40_000 };
  const pairing = fresh();
  pairing.stranger(true);
  await timer.advance(0);
  expect(last()).toMatchObject({ state: 'later' });
  answer = CODE;
  pairing.stranger(true);
  await timer.advance(39_999);
  expect(asked).toBe(1);
  await timer.advance(1);
  expect(last()?.state).toBe('code');
});

test('PA21 a key that is let in already signs in at once', async () => {
  answer = { outcome: 'known' };
  fresh().stranger(true);
  await timer.advance(0);
  expect(signIns).toBe(1);
});

test('PA21 let in, it shows nothing more, and neither asks nor hurries', async () => {
  const pairing = fresh();
  pairing.stranger(true);
  await timer.advance(0);
  pairing.letIn();
  expect(last()).toBeUndefined();
  await timer.advance(60 * MINUTE);
  expect([asked, signIns]).toEqual([1, 0]);
});

test('PA21 let in while it asks, it does not show the code that comes after', async () => {
  const pairing = fresh();
  pairing.stranger(true);
  pairing.letIn();
  await timer.advance(0);
  expect(last()).toBeUndefined();
});

test('PA23 turned away it says so, remembers it once, and gets a code', async () => {
  const pairing = known();
  pairing.stranger(true);
  await timer.advance(0);
  pairing.stranger(true);
  expect(last()).toMatchObject({ state: 'code', turnedAway: true });
  expect(turnedAway).toBe(1);
});

test('PA23 and still says so after it was started anew', async () => {
  open('turned-away').stranger(true);
  await timer.advance(0);
  expect(last()).toMatchObject({ state: 'code', turnedAway: true });
  expect(turnedAway).toBe(0);
});

test('PA23 let in again, and turned away again', async () => {
  const pairing = known();
  pairing.stranger(true);
  pairing.letIn();
  pairing.stranger(true);
  await timer.advance(0);
  expect(turnedAway).toBe(2);
  expect(last()).toMatchObject({ turnedAway: true });
});

test('nothing is shown or asked after the end', async () => {
  const pairing = fresh();
  pairing.stranger(true);
  pairing.close();
  await timer.advance(60 * MINUTE);
  expect([shown.length, signIns]).toEqual([1, 0]);
});
