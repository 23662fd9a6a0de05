/** How long is waited: for an answer, and between tries. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCEPTED, RelayDesk } from '#tests/fixtures/relay-desk.ts';

let desk: RelayDesk;

beforeEach(() => {
  desk = new RelayDesk();
});

afterEach(() => desk.close());

test('O11 when nobody answers everything waits longer and longer, up to a minute', async () => {
  desk.library.state = 'unreachable';
  desk.recorded({ act: 'checkin', mode: 'promise' });
  desk.recorded({ act: 'checkin', mode: 'promise' });
  const waits: (number | undefined)[] = [];
  for (let round = 0; round < 5; round++) {
    await desk.timer.advance(desk.timer.nextIn() ?? 0);
    waits.push(desk.timer.nextIn());
  }
  expect(waits).toEqual([8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('O11 a word from the library ends the wait, but for the spread over ten seconds', async () => {
  desk.library.state = 'unreachable';
  const id = desk.recorded({ act: 'checkin', mode: 'promise' });
  await desk.timer.advance(600_000);
  desk.library.state = 'answers';
  desk.transactions.relayer.wake();
  expect(desk.timer.nextIn()).toBe(10_000);
  await desk.timer.advance(10_000);
  expect(desk.stateOf(id)).toBe('settled');
});

test('O11 who stands there is not made to wait for the spread', async () => {
  desk.library.state = 'unreachable';
  desk.recorded({ act: 'checkin', mode: 'promise' });
  await desk.timer.advance(600_000);
  desk.library.state = 'answers';
  desk.transactions.relayer.wake();
  expect(await desk.transactions.relay(desk.recorded({ card: '2' }))).toEqual(ACCEPTED);
});

test('O11 one row without a clear answer does not hold up the others', async () => {
  desk.library.state = 'silent-before';
  const doubtful = desk.recorded({ act: 'checkin', mode: 'promise' });
  await desk.timer.advance(0);
  desk.library.state = 'answers';
  desk.library.decide = ({ id }) => (id === doubtful ? { outcome: 'unknown' } : ACCEPTED);
  const other = desk.recorded({ act: 'checkin', mode: 'promise' });
  await desk.timer.advance(0);
  expect([desk.stateOf(doubtful), desk.stateOf(other)]).toEqual(['ambiguous', 'settled']);
});

test('O12 a slow answer is unknown after two seconds, and is told when it comes', async () => {
  desk.library.hold();
  const id = desk.recorded();
  const answer = desk.transactions.relay(id);
  await desk.timer.advance(1_999);
  expect(desk.stateOf(id)).toBe('sent');
  await desk.timer.advance(1);
  expect(await answer).toEqual({ outcome: 'unknown' });
  await desk.library.letGo();
  expect(desk.stateOf(id)).toBe('settled');
  expect(desk.late).toEqual([[id, 'accepted']]);
});

test('O12 what was never sent before the patience ended is unreachable, not unknown', async () => {
  desk.library.hold();
  const item = { identifier: 'VV.1' };
  const first = desk.transactions.relay(desk.recorded({ item }));
  const second = desk.recorded({ item });
  const answer = desk.transactions.relay(second);
  await desk.timer.advance(2_000);
  expect([(await first).outcome, (await answer).outcome]).toEqual(['unknown', 'unreachable']);
  await desk.library.letGo();
  expect(desk.stateOf(second)).toBe('recorded');
});
