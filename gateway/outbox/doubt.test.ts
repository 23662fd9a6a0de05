/** What was sent without an answer: looked up, given up, promised, or shown to staff. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCEPTED, NOW, REFUSED, RelayDesk } from '#tests/fixtures/relay-desk.ts';
import { settled } from '#tests/simulators/manual-timer.ts';
import type { LookupOutcome } from '../ils/ils.ts';
import { LOOKS } from './rules/unclear.ts';

let desk: RelayDesk;

beforeEach(() => {
  desk = new RelayDesk();
});

afterEach(() => desk.close());

test('O4 sent without an answer is looked up, and done is found done', async () => {
  desk.library.state = 'silent-after';
  const id = desk.recorded();
  expect(await desk.transactions.relay(id)).toEqual({ outcome: 'unknown' });
  expect(desk.stateOf(id)).toBe('ambiguous');
  desk.library.state = 'answers';
  await desk.timer.advance(1_000);
  expect([desk.library.lookedUp, desk.heardIds()]).toEqual([[id], [id]]);
  expect(desk.stateOf(id)).toBe('settled');
  expect(desk.late).toEqual([[id, 'accepted']]);
});

test('O4 a promise without an answer is looked up before it is sent again', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded({ act: 'checkin', mode: 'promise' });
  await desk.timer.advance(0);
  expect(desk.stateOf(id)).toBe('ambiguous');
  desk.library.state = 'answers';
  await desk.timer.advance(1_000);
  expect([desk.library.lookedUp, desk.heardIds()]).toEqual([[id], [id]]);
  expect(desk.stateOf(id)).toBe('settled');
});

test('O7 a loan nobody waits for is given up, but not while its request may still overtake', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded();
  await desk.transactions.relay(id);
  desk.library.state = 'answers';
  await desk.timer.advance(10_000);
  expect(desk.library.lookedUp.length).toBeGreaterThan(1);
  expect(desk.stateOf(id)).toBe('ambiguous');
  await desk.timer.advance(20_000);
  expect(desk.outbox.find(id)).toMatchObject({
    state: 'rejected',
    outcome: { outcome: 'unreachable' },
  });
  expect(desk.late).toEqual([[id, 'unreachable']]);
  expect(desk.library.heard).toEqual([]);
});

test('O7 a wall clock that was set meanwhile does not shorten the time in which a request may overtake', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded();
  desk.clockOffMs = -3_600_000;
  await desk.transactions.relay(id);
  desk.clockOffMs = 3_600_000;
  desk.library.state = 'answers';
  await desk.timer.advance(10_000);
  expect(desk.stateOf(id)).toBe('ambiguous');
  await desk.timer.advance(20_000);
  expect(desk.stateOf(id)).toBe('rejected');
});

test('O7 a return that never arrived becomes a promise: the book has been taken', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded({ act: 'checkin' });
  await desk.transactions.relay(id);
  desk.library.state = 'answers';
  await desk.timer.advance(1_000);
  expect(desk.library.heard.map(({ mode }) => mode)).toEqual(['promise']);
  expect(desk.stateOf(id)).toBe('settled');
});

test('O7 what the patron tries again is looked up, then sent again', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded();
  await desk.transactions.relay(id);
  desk.library.state = 'answers';
  expect(await desk.transactions.relay(id)).toEqual(ACCEPTED);
  expect([desk.library.lookedUp, desk.heardIds()]).toEqual([[id], [id]]);
});

test('O6 a refusal that is looked up is the attempt’s: the promise that was sent since goes again', async () => {
  desk.library.hold();
  desk.library.decide = ({ mode }) => (mode === 'promise' ? ACCEPTED : REFUSED);
  const id = desk.recorded({ act: 'checkin' });
  const answer = desk.transactions.relay(id);
  await desk.timer.advance(2_000);
  await answer;
  desk.transactions.promise(id);
  desk.library.state = 'silent-before';
  await desk.library.letGo();
  await desk.timer.advance(0);
  expect(desk.outbox.find(id)).toMatchObject({ state: 'ambiguous', sentMode: 'promise' });
  desk.library.state = 'answers';
  await desk.timer.advance(60_000);
  expect(desk.library.lookedUp).toContain(id);
  expect(desk.outbox.find(id)).toMatchObject({ state: 'settled', outcome: ACCEPTED });
});

test('O7 “never arrived” was true when it was asked, however long its answer takes', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded();
  await desk.transactions.relay(id);
  const answers: (() => void)[] = [];
  desk.library.lookup = async () => {
    await new Promise<void>((resolve) => answers.push(resolve));
    return { outcome: 'never-arrived' };
  };
  await desk.timer.advance(2_000);
  expect(answers).toHaveLength(1);
  await desk.timer.advance(20_000);
  answers[0]?.();
  await settled();
  expect(desk.stateOf(id)).toBe('ambiguous');
  await desk.timer.advance(60_000);
  answers[1]?.();
  await settled();
  expect(desk.stateOf(id)).toBe('rejected');
});

test('O7 what was sent before stays in doubt when nobody is reached as it is sent again', async () => {
  desk.library.state = 'silent-before';
  const id = desk.recorded();
  await desk.transactions.relay(id);
  desk.library.lookup = async () => {
    desk.library.state = 'unreachable';
    return { outcome: 'never-arrived' };
  };
  expect(await desk.transactions.relay(id)).toEqual({ outcome: 'unknown' });
  desk.transactions.abandon(id);
  expect(desk.stateOf(id)).toBe('ambiguous');
});

test('O7 who asks again for what is in doubt is not told that it was not done, whatever stands before it', async () => {
  desk.library.state = 'unreachable';
  const card = '29780000000123';
  const before = desk.recorded({ card });
  await desk.transactions.relay(before);
  desk.library.state = 'silent-after';
  const id = desk.recorded({ card });
  await desk.transactions.relay(id);
  desk.library.state = 'unreachable';
  desk.transactions.promise(before);
  expect(await desk.transactions.relay(id)).toEqual({ outcome: 'unknown' });
});

test('O8 an attempt that was put back after it had been on the line is looked up, not given up', () => {
  const id = desk.recorded();
  desk.outbox.claim(id);
  desk.outbox.release(id);
  expect(desk.outbox.recover()).toEqual({ abandoned: 0, ambiguous: 1, queued: 0 });
});

test('O8 after a start, what was sent is looked up without being asked for', async () => {
  const id = desk.recorded();
  desk.outbox.claim(id);
  await desk.library.transact({
    id,
    act: 'checkout',
    mode: 'attempt',
    item: { identifier: 'x' },
    occurredAt: NOW,
  });
  desk.outbox.recover();
  desk.transactions.relayer.wake();
  await desk.timer.advance(0);
  expect([desk.library.heard.length, desk.stateOf(id)]).toEqual([1, 'settled']);
});

describe('O21 a library that cannot tell', () => {
  const UNCLEAR = { outcome: 'unclear', found: ['item-charged', 'listed-cannot-tell'] } as const;
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;

  /** A loan whose answer was not heard, at a library that says nothing clear of it. */
  async function inDoubt() {
    desk.library.state = 'silent-after';
    const id = desk.recorded({ card: '29780000000123' });
    await desk.transactions.relay(id);
    desk.library.state = 'answers';
    desk.library.lookup = async ({ id }) => {
      desk.library.lookedUp.push(id);
      return UNCLEAR;
    };
    return id;
  }

  test('is asked a few times, with growing waits, and then once a day', async () => {
    const id = await inDoubt();
    await desk.timer.advance(10 * MINUTE);
    const asked = desk.library.lookedUp.length;
    expect(asked).toBeGreaterThanOrEqual(LOOKS);
    expect(asked).toBeLessThan(3 * LOOKS);
    expect(desk.outbox.toCheck.list()).toMatchObject([
      { id, act: 'checkout', kind: 'unclear', found: UNCLEAR.found },
    ]);
    expect(desk.outbox.queued()).toBe(0);
    await desk.timer.advance(DAY - 20 * MINUTE);
    desk.transactions.relayer.wake();
    await desk.timer.advance(MINUTE);
    expect(desk.library.lookedUp).toHaveLength(asked);
    await desk.timer.advance(20 * MINUTE);
    desk.transactions.relayer.schedule();
    await desk.timer.advance(MINUTE);
    expect(desk.library.lookedUp).toHaveLength(asked + 1);
  });

  test('holds up nothing of the same patron for longer than that', async () => {
    const id = await inDoubt();
    const next = desk.recorded({ card: '29780000000123' });
    expect(await desk.transactions.relay(next)).toEqual({ outcome: 'unreachable' });
    await desk.timer.advance(10 * MINUTE);
    expect(await desk.transactions.relay(next)).toEqual(ACCEPTED);
    expect(desk.outbox.find(id)?.state).toBe('ambiguous');
  });

  test('whoever asks again and again makes it no sooner a task', async () => {
    const id = await inDoubt();
    for (let n = 0; n < 2 * LOOKS; n++) await desk.transactions.relay(id);
    expect(desk.outbox.toCheck.list()).toEqual([]);
  });

  test('tells all the same when it comes to light, after the day', async () => {
    const id = await inDoubt();
    await desk.timer.advance(10 * MINUTE);
    desk.library.lookup = async () => ACCEPTED as LookupOutcome;
    await desk.timer.advance(DAY);
    desk.transactions.relayer.schedule();
    await desk.timer.advance(MINUTE);
    expect(desk.outbox.toCheck.list()).toEqual([]);
    expect(desk.outbox.find(id)?.state).toBe('settled');
  });

  test.each([
    [true, 'settled', 'accepted'],
    [false, 'rejected', 'refused'],
  ] as const)('staff have found out: done %s', async (done, state, outcome) => {
    const id = await inDoubt();
    await desk.timer.advance(10 * MINUTE);
    expect(desk.transactions.decide(id, done, 'PIN')).toBe(true);
    expect(desk.outbox.find(id)).toMatchObject({ state, outcome: { outcome } });
    expect(desk.late.at(-1)).toEqual([id, outcome]);
    expect(desk.transactions.decide(id, !done, 'PIN')).toBe(false);
  });

  test('a promise that it refuses is for staff as well, until they have seen to it', async () => {
    desk.library.decide = () => REFUSED;
    const promise = desk.recorded({ mode: 'promise', card: '29999000000001' });
    await desk.timer.advance(MINUTE);
    const doubt = { id: promise, kind: 'refused', found: ['item-on-hold'] };
    expect(desk.outbox.toCheck.list()).toMatchObject([doubt]);
    await desk.transactions.askAgain(promise);
    expect(desk.library.heard).toHaveLength(2);
    expect(desk.outbox.toCheck.list()).toMatchObject([doubt]);
    desk.library.decide = () => ACCEPTED;
    await desk.transactions.askAgain(promise);
    expect(desk.outbox.toCheck.list()).toEqual([]);
    expect(desk.outbox.find(promise)?.state).toBe('settled');
  });

  test('a refused promise whose card was forgotten is not sent without it; it stays until staff decide', async () => {
    desk.library.decide = () => REFUSED;
    const promise = desk.recorded({ mode: 'promise', card: '29999000000001' });
    await desk.timer.advance(MINUTE);
    await desk.timer.advance(DAY);
    desk.outbox.prune();
    await desk.transactions.askAgain(promise);
    expect(desk.library.heard).toHaveLength(1);
    await desk.timer.advance(100 * DAY);
    desk.outbox.prune();
    expect(desk.outbox.toCheck.list()).toMatchObject([{ id: promise, cardEnd: undefined }]);
    expect(desk.transactions.decide(promise, false, 'PIN')).toBe(true);
    await desk.timer.advance(61 * DAY);
    desk.outbox.prune();
    expect(desk.outbox.find(promise)).toBeUndefined();
  });
});
