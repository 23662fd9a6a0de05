/** How fast a queue goes, and how a thousand terminals come back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCEPTED, RelayDesk } from '#tests/fixtures/relay-desk.ts';

let desk: RelayDesk;

beforeEach(() => {
  desk = new RelayDesk();
});

afterEach(() => desk.close());

const returned = (part: { card?: string; item?: { identifier: string } } = {}) =>
  desk.recorded({ act: 'checkin', mode: 'promise', ...part });

/** A library so far away that each answer takes a third of a second; it keeps count of who is being served. */
function farAway() {
  const seen = { most: 0, underWay: 0 };
  const answer = desk.library.transact;
  desk.library.transact = async (transaction) => {
    seen.underWay += 1;
    seen.most = Math.max(seen.most, seen.underWay);
    await new Promise<void>((resolve) => desk.timer.at(300, resolve));
    seen.underWay -= 1;
    return answer(transaction);
  };
  return seen;
}

test('O37 four rows are under way at the same time: a night’s queue goes in a quarter of the time', async () => {
  const seen = farAway();
  const ids = Array.from({ length: 40 }, () => returned());
  await desk.timer.advance(3_000);
  expect([desk.outbox.queued(), seen.most]).toEqual([0, 4]);
  expect(desk.heardIds().toSorted()).toEqual(ids.toSorted());
});

test('O37 the patron who stands there is served beside them', async () => {
  const seen = farAway();
  for (let n = 0; n < 40; n++) returned();
  await desk.timer.advance(100);
  const answer = desk.transactions.relay(desk.recorded({ card: '1' }));
  await desk.timer.advance(300);
  expect([await answer, seen.most]).toEqual([ACCEPTED, 5]);
  await desk.timer.advance(5_000);
});

test('O5 rows of one patron keep their order, also where others go beside them', async () => {
  farAway();
  const ofOne = Array.from({ length: 5 }, () => [returned({ card: '1' }), returned()]).map(
    ([first = '']) => first,
  );
  await desk.timer.advance(1_500);
  expect(desk.heardIds().filter((id) => ofOne.includes(id))).toEqual(ofOne);
  expect(desk.outbox.queued()).toBe(0);
});

test('O11 after an outage one row finds out whether anybody answers, before the others go', async () => {
  desk.library.state = 'unreachable';
  for (let n = 0; n < 8; n++) returned();
  await desk.timer.advance(0);
  const asked: number[] = [];
  const answer = desk.library.transact;
  desk.library.transact = async (transaction) => {
    asked.push(desk.timer.now());
    return answer(transaction);
  };
  await desk.timer.advance(8_000 + 16_000);
  expect(asked).toHaveLength(2);
  desk.library.state = 'answers';
  await desk.timer.advance(32_000);
  expect(desk.outbox.queued()).toBe(0);
});
