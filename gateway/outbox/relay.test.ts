/** What is sent, in which order, and how often. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDiskFailure } from '#gateway/errors.ts';
import { ACCEPTED, REFUSED, RelayDesk } from '#tests/fixtures/relay-desk.ts';

let desk: RelayDesk;

beforeEach(() => {
  desk = new RelayDesk();
});

afterEach(() => desk.close());

test('O1 an attempt is answered and closed', async () => {
  const id = desk.recorded();
  expect(await desk.transactions.relay(id)).toEqual(ACCEPTED);
  expect(desk.outbox.find(id)).toMatchObject({ state: 'settled', outcome: ACCEPTED });
  expect(desk.late).toEqual([]);
});

test('O2 asked twice at once, and again later, it is sent once', async () => {
  const id = desk.recorded();
  const both = await Promise.all([desk.transactions.relay(id), desk.transactions.relay(id)]);
  expect([...both, await desk.transactions.relay(id)]).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
  expect(desk.library.heard).toHaveLength(1);
});

test('O3 a promise goes by itself; an attempt only when asked for', async () => {
  const [attempt, promise] = [desk.recorded(), desk.recorded({ act: 'checkin', mode: 'promise' })];
  await desk.timer.advance(0);
  expect(desk.heardIds()).toEqual([promise]);
  expect([desk.stateOf(attempt), desk.stateOf(promise)]).toEqual(['recorded', 'settled']);
  expect(desk.late).toEqual([[promise, 'accepted']]);
});

test('O3 an attempt that reached nobody waits for the session’s word: promise or abandon', async () => {
  desk.library.state = 'unreachable';
  const [returned, borrowed] = [desk.recorded({ act: 'checkin' }), desk.recorded()];
  expect(await desk.transactions.relay(returned)).toEqual({ outcome: 'unreachable' });
  expect(await desk.transactions.relay(borrowed)).toEqual({ outcome: 'unreachable' });
  desk.transactions.promise(returned);
  desk.transactions.abandon(borrowed);
  desk.library.state = 'answers';
  desk.transactions.relayer.wake();
  await desk.timer.advance(0);
  expect(desk.library.heard.map(({ id, mode }) => [id, mode])).toEqual([[returned, 'promise']]);
  expect([desk.stateOf(returned), desk.stateOf(borrowed)]).toEqual(['settled', 'rejected']);
});

test('O5 the queued return of a book goes before the book is lent again', async () => {
  desk.library.state = 'unreachable';
  const item = { identifier: 'VV.1' };
  const returned = desk.recorded({ act: 'checkin', mode: 'promise', item });
  await desk.timer.advance(0);
  desk.library.state = 'answers';
  const lent = desk.recorded({ item });
  expect(await desk.transactions.relay(lent)).toEqual(ACCEPTED);
  expect(desk.heardIds()).toEqual([returned, lent]);
});

test('O5 the patron who stands there overtakes what has nothing to do with him', async () => {
  desk.library.state = 'unreachable';
  desk.recorded({ act: 'checkin', mode: 'promise', card: '1' });
  await desk.timer.advance(0);
  desk.library.state = 'answers';
  const lent = desk.recorded({ card: '2' });
  await desk.transactions.relay(lent);
  expect(desk.heardIds()).toEqual([lent]);
});

test('O5 books of one patron laid down together go one after the other', async () => {
  const ids = [1, 2, 3].map(() => desk.recorded({ card: '1' }));
  await Promise.all(ids.map((id) => desk.transactions.relay(id)));
  expect(desk.heardIds()).toEqual(ids);
});

test('O5 behind a row in doubt nothing is sent', async () => {
  desk.library.state = 'silent-after';
  const item = { identifier: 'VV.1' };
  await desk.transactions.relay(desk.recorded({ item }));
  desk.library.state = 'unreachable';
  const second = desk.recorded({ act: 'checkin', item });
  expect(await desk.transactions.relay(second)).toEqual({ outcome: 'unreachable' });
  expect([desk.library.heard.length, desk.stateOf(second)]).toEqual([1, 'recorded']);
});

test('O6 the late refusal of an attempt leaves its promise standing, which is then sent', async () => {
  desk.library.hold();
  desk.library.decide = ({ mode }) => (mode === 'promise' ? ACCEPTED : REFUSED);
  const id = desk.recorded({ act: 'checkin' });
  const answer = desk.transactions.relay(id);
  await desk.timer.advance(2_000);
  expect(await answer).toEqual({ outcome: 'unknown' });
  desk.transactions.promise(id);
  await desk.library.letGo();
  await desk.timer.advance(0);
  expect(desk.library.heard.map(({ mode }) => mode)).toEqual(['attempt', 'promise']);
  expect(desk.stateOf(id)).toBe('settled');
  expect(desk.late).toEqual([
    [id, 'refused'],
    [id, 'accepted'],
  ]);
});

test('O14 a disk that cannot be read is said so; an answer that comes all the same is doubted', async () => {
  const faults: unknown[] = [];
  const broken = new RelayDesk((error) => faults.push(error));
  broken.library.hold();
  const answer = broken.transactions.relay(broken.recorded());
  await broken.timer.advance(0);
  broken.outbox.close();
  await broken.library.letGo();
  expect(await answer).toEqual({ outcome: 'unknown' });
  expect(faults.map(isDiskFailure)).toContain(true);
  expect(broken.transactions.uncured()).toEqual([]);
  await broken.removed();
});
