import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuid } from 'uuid';
import { ManualTimer, settled } from '#tests/simulators/manual-timer.ts';
import type { LookupOutcome, Outcome, Transaction, TransactionId } from '../ils/ils.ts';
import { Outbox } from './outbox.ts';
import { LOOKS } from './rules/unclear.ts';
import { OutboxTransactions } from './transactions.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const ACCEPTED: Outcome = {
  outcome: 'accepted',
  item: { title: 'Số đỏ', author: 'Vũ Trọng Phụng' },
};
const REFUSED: Outcome = { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } };

/** The far end of the line: a library that keeps what reached it and can be made to fall silent. */
class Library {
  state: 'answers' | 'unreachable' | 'silent-before' | 'silent-after' = 'answers';
  decide: (transaction: Transaction) => Outcome = () => ACCEPTED;
  readonly heard: Transaction[] = [];
  readonly lookedUp: TransactionId[] = [];
  readonly #outcomes = new Map<TransactionId, Outcome>();
  #held: (() => void)[] | undefined;

  transact = async (transaction: Transaction): Promise<Outcome> => {
    if (this.state === 'unreachable') return { outcome: 'unreachable' };
    if (this.state === 'silent-before') return { outcome: 'unknown' };
    const silent = this.state === 'silent-after';
    this.heard.push(transaction);
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    const outcome = this.decide(transaction);
    this.#outcomes.set(transaction.id, outcome);
    return silent ? { outcome: 'unknown' } : outcome;
  };

  lookup = async ({ id }: Transaction): Promise<LookupOutcome> => {
    this.lookedUp.push(id);
    if (this.state !== 'answers') return { outcome: 'unreachable' };
    const known = this.#outcomes.get(id);
    return known && known.outcome !== 'unknown' ? known : { outcome: 'never-arrived' };
  };

  /** Answers nobody until `letGo`. */
  hold(): void {
    this.#held = [];
  }

  async letGo(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    for (const answer of held ?? []) answer();
    await settled();
  }
}

let folder: string;
let outbox: Outbox;
let library: Library;
let timer: ManualTimer;
let transactions: OutboxTransactions;
let late: [TransactionId, string][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'));
  timer = new ManualTimer(NOW);
  library = new Library();
  outbox = Outbox.open(join(folder, 'outbox.db'), {
    readClocks: () => ({ wall: timer.now(), monotonic: timer.now(), boot: 'a', serverOffset: 0 }),
    version: '1',
  });
  transactions = new OutboxTransactions({
    outbox,
    ils: library,
    timer,
    random: () => 1,
    onFault: (error) => {
      throw error;
    },
  });
  late = [];
  transactions.onLateOutcome((id, { outcome }) => late.push([id, outcome]));
});

afterEach(async () => {
  await transactions.relayer.stop();
  outbox.close();
  rmSync(folder, { recursive: true });
});

function recorded(part: Partial<Transaction> = {}): TransactionId {
  const id = uuid();
  const item = { identifier: `VV.${id}` };
  transactions.record(
    { id, act: 'checkout', mode: 'attempt', item, occurredAt: NOW, ...part },
    [],
    's1',
  );
  return id;
}

const stateOf = (id: TransactionId) => outbox.find(id)?.state;
const heardIds = () => library.heard.map(({ id }) => id);

test('O1 an attempt is answered and closed', async () => {
  const id = recorded();
  expect(await transactions.relay(id)).toEqual(ACCEPTED);
  expect(outbox.find(id)).toMatchObject({ state: 'settled', outcome: ACCEPTED });
  expect(late).toEqual([]);
});

test('O2 asked twice at once, and again later, it is sent once', async () => {
  const id = recorded();
  const both = await Promise.all([transactions.relay(id), transactions.relay(id)]);
  expect([...both, await transactions.relay(id)]).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
  expect(library.heard).toHaveLength(1);
});

test('O3 a promise goes by itself; an attempt only when asked for', async () => {
  const [attempt, promise] = [recorded(), recorded({ act: 'checkin', mode: 'promise' })];
  await timer.advance(0);
  expect(heardIds()).toEqual([promise]);
  expect([stateOf(attempt), stateOf(promise)]).toEqual(['recorded', 'settled']);
  expect(late).toEqual([[promise, 'accepted']]);
});

test('O3 an attempt that reached nobody waits for the session’s word: promise or abandon', async () => {
  library.state = 'unreachable';
  const [returned, borrowed] = [recorded({ act: 'checkin' }), recorded()];
  expect(await transactions.relay(returned)).toEqual({ outcome: 'unreachable' });
  expect(await transactions.relay(borrowed)).toEqual({ outcome: 'unreachable' });
  transactions.promise(returned);
  transactions.abandon(borrowed);
  library.state = 'answers';
  transactions.relayer.wake();
  await timer.advance(0);
  expect(library.heard.map(({ id, mode }) => [id, mode])).toEqual([[returned, 'promise']]);
  expect([stateOf(returned), stateOf(borrowed)]).toEqual(['settled', 'rejected']);
});

test('O4 sent without an answer is looked up, and done is found done', async () => {
  library.state = 'silent-after';
  const id = recorded();
  expect(await transactions.relay(id)).toEqual({ outcome: 'unknown' });
  expect(stateOf(id)).toBe('ambiguous');
  library.state = 'answers';
  await timer.advance(1_000);
  expect([library.lookedUp, heardIds()]).toEqual([[id], [id]]);
  expect(stateOf(id)).toBe('settled');
  expect(late).toEqual([[id, 'accepted']]);
});

test('O4 a promise without an answer is looked up before it is sent again', async () => {
  library.state = 'silent-before';
  const id = recorded({ act: 'checkin', mode: 'promise' });
  await timer.advance(0);
  expect(stateOf(id)).toBe('ambiguous');
  library.state = 'answers';
  await timer.advance(1_000);
  expect([library.lookedUp, heardIds()]).toEqual([[id], [id]]);
  expect(stateOf(id)).toBe('settled');
});

test('O5 the queued return of a book goes before the book is lent again', async () => {
  library.state = 'unreachable';
  const item = { identifier: 'VV.1' };
  const returned = recorded({ act: 'checkin', mode: 'promise', item });
  await timer.advance(0);
  library.state = 'answers';
  const lent = recorded({ item });
  expect(await transactions.relay(lent)).toEqual(ACCEPTED);
  expect(heardIds()).toEqual([returned, lent]);
});

test('O5 the patron who stands there overtakes what has nothing to do with him', async () => {
  library.state = 'unreachable';
  recorded({ act: 'checkin', mode: 'promise', card: '1' });
  await timer.advance(0);
  library.state = 'answers';
  const lent = recorded({ card: '2' });
  await transactions.relay(lent);
  expect(heardIds()).toEqual([lent]);
});

test('O5 books of one patron laid down together go one after the other', async () => {
  const ids = [1, 2, 3].map(() => recorded({ card: '1' }));
  await Promise.all(ids.map((id) => transactions.relay(id)));
  expect(heardIds()).toEqual(ids);
});

test('O5 behind a row in doubt nothing is sent', async () => {
  library.state = 'silent-after';
  const item = { identifier: 'VV.1' };
  await transactions.relay(recorded({ item }));
  library.state = 'unreachable';
  const second = recorded({ act: 'checkin', item });
  expect(await transactions.relay(second)).toEqual({ outcome: 'unreachable' });
  expect([library.heard.length, stateOf(second)]).toEqual([1, 'recorded']);
});

test('O6 the late refusal of an attempt leaves its promise standing, which is then sent', async () => {
  library.hold();
  library.decide = ({ mode }) => (mode === 'promise' ? ACCEPTED : REFUSED);
  const id = recorded({ act: 'checkin' });
  const answer = transactions.relay(id);
  await timer.advance(2_000);
  expect(await answer).toEqual({ outcome: 'unknown' });
  transactions.promise(id);
  await library.letGo();
  await timer.advance(0);
  expect(library.heard.map(({ mode }) => mode)).toEqual(['attempt', 'promise']);
  expect(stateOf(id)).toBe('settled');
  expect(late).toEqual([
    [id, 'refused'],
    [id, 'accepted'],
  ]);
});

test('O7 a loan nobody waits for is given up, but not while its request may still overtake', async () => {
  library.state = 'silent-before';
  const id = recorded();
  await transactions.relay(id);
  library.state = 'answers';
  await timer.advance(10_000);
  expect(library.lookedUp.length).toBeGreaterThan(1);
  expect(stateOf(id)).toBe('ambiguous');
  await timer.advance(20_000);
  expect(outbox.find(id)).toMatchObject({ state: 'rejected', outcome: { outcome: 'unreachable' } });
  expect(late).toEqual([[id, 'unreachable']]);
  expect(library.heard).toEqual([]);
});

test('O7 a return that never arrived becomes a promise: the book has been taken', async () => {
  library.state = 'silent-before';
  const id = recorded({ act: 'checkin' });
  await transactions.relay(id);
  library.state = 'answers';
  await timer.advance(1_000);
  expect(library.heard.map(({ mode }) => mode)).toEqual(['promise']);
  expect(stateOf(id)).toBe('settled');
});

test('O7 what the patron tries again is looked up, then sent again', async () => {
  library.state = 'silent-before';
  const id = recorded();
  await transactions.relay(id);
  library.state = 'answers';
  expect(await transactions.relay(id)).toEqual(ACCEPTED);
  expect([library.lookedUp, heardIds()]).toEqual([[id], [id]]);
});

test('O8 after a start, what was sent is looked up without being asked for', async () => {
  const id = recorded();
  outbox.claim(id);
  await library.transact({
    id,
    act: 'checkout',
    mode: 'attempt',
    item: { identifier: 'x' },
    occurredAt: NOW,
  });
  outbox.recover();
  transactions.relayer.wake();
  await timer.advance(0);
  expect([library.heard.length, stateOf(id)]).toEqual([1, 'settled']);
});

test('O11 when nobody answers everything waits longer and longer, up to a minute', async () => {
  library.state = 'unreachable';
  recorded({ act: 'checkin', mode: 'promise' });
  recorded({ act: 'checkin', mode: 'promise' });
  const waits: (number | undefined)[] = [];
  for (let round = 0; round < 8; round++) {
    await timer.advance(timer.nextIn() ?? 0);
    waits.push(timer.nextIn());
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('O11 a word from the library ends the wait', async () => {
  library.state = 'unreachable';
  const id = recorded({ act: 'checkin', mode: 'promise' });
  await timer.advance(600_000);
  library.state = 'answers';
  transactions.relayer.wake();
  await timer.advance(0);
  expect(stateOf(id)).toBe('settled');
});

test('O11 one row without a clear answer does not hold up the others', async () => {
  library.state = 'silent-before';
  const doubtful = recorded({ act: 'checkin', mode: 'promise' });
  await timer.advance(0);
  library.state = 'answers';
  library.decide = ({ id }) => (id === doubtful ? { outcome: 'unknown' } : ACCEPTED);
  const other = recorded({ act: 'checkin', mode: 'promise' });
  await timer.advance(0);
  expect([stateOf(doubtful), stateOf(other)]).toEqual(['ambiguous', 'settled']);
});

test('O12 a slow answer is unknown after two seconds, and is told when it comes', async () => {
  library.hold();
  const id = recorded();
  const answer = transactions.relay(id);
  await timer.advance(1_999);
  expect(stateOf(id)).toBe('sent');
  await timer.advance(1);
  expect(await answer).toEqual({ outcome: 'unknown' });
  await library.letGo();
  expect(stateOf(id)).toBe('settled');
  expect(late).toEqual([[id, 'accepted']]);
});

test('O12 what was never sent before the patience ended is unreachable, not unknown', async () => {
  library.hold();
  const item = { identifier: 'VV.1' };
  const first = transactions.relay(recorded({ item }));
  const second = recorded({ item });
  const answer = transactions.relay(second);
  await timer.advance(2_000);
  expect([(await first).outcome, (await answer).outcome]).toEqual(['unknown', 'unreachable']);
  await library.letGo();
  expect(stateOf(second)).toBe('recorded');
});

describe('O21 a library that cannot tell', () => {
  const UNCLEAR = { outcome: 'unclear', found: ['item-charged', 'listed-cannot-tell'] } as const;
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;

  /** A loan whose answer was not heard, at a library that says nothing clear of it. */
  async function inDoubt() {
    library.state = 'silent-after';
    const id = recorded({ card: '29780000000123' });
    await transactions.relay(id);
    library.state = 'answers';
    library.lookup = async ({ id }) => {
      library.lookedUp.push(id);
      return UNCLEAR;
    };
    return id;
  }

  test('is asked a few times, with growing waits, and then once a day', async () => {
    const id = await inDoubt();
    await timer.advance(10 * MINUTE);
    const asked = library.lookedUp.length;
    expect(asked).toBeGreaterThanOrEqual(LOOKS);
    expect(asked).toBeLessThan(3 * LOOKS);
    expect(outbox.toCheck.list()).toMatchObject([
      { id, act: 'checkout', kind: 'unclear', found: UNCLEAR.found },
    ]);
    expect(outbox.queued()).toBe(0);
    await timer.advance(DAY - 20 * MINUTE);
    transactions.relayer.wake();
    await timer.advance(MINUTE);
    expect(library.lookedUp).toHaveLength(asked);
    await timer.advance(20 * MINUTE);
    transactions.relayer.schedule();
    await timer.advance(MINUTE);
    expect(library.lookedUp).toHaveLength(asked + 1);
  });

  test('holds up nothing of the same patron for longer than that', async () => {
    const id = await inDoubt();
    const next = recorded({ card: '29780000000123' });
    expect(await transactions.relay(next)).toEqual({ outcome: 'unreachable' });
    await timer.advance(10 * MINUTE);
    expect(await transactions.relay(next)).toEqual(ACCEPTED);
    expect(outbox.find(id)?.state).toBe('ambiguous');
  });

  test('whoever asks again and again makes it no sooner a task', async () => {
    const id = await inDoubt();
    for (let n = 0; n < 2 * LOOKS; n++) await transactions.relay(id);
    expect(outbox.toCheck.list()).toEqual([]);
  });

  test('tells all the same when it comes to light, after the day', async () => {
    const id = await inDoubt();
    await timer.advance(10 * MINUTE);
    library.lookup = async () => ACCEPTED as LookupOutcome;
    await timer.advance(DAY);
    transactions.relayer.schedule();
    await timer.advance(MINUTE);
    expect(outbox.toCheck.list()).toEqual([]);
    expect(outbox.find(id)?.state).toBe('settled');
  });

  test.each([
    [true, 'settled', 'accepted'],
    [false, 'rejected', 'refused'],
  ] as const)('staff have found out: done %s', async (done, state, outcome) => {
    const id = await inDoubt();
    await timer.advance(10 * MINUTE);
    expect(transactions.decide(id, done, 'PIN')).toBe(true);
    expect(outbox.find(id)).toMatchObject({ state, outcome: { outcome } });
    expect(late.at(-1)).toEqual([id, outcome]);
    expect(transactions.decide(id, !done, 'PIN')).toBe(false);
  });

  test('a promise that it refuses is for staff as well, until they have seen to it', async () => {
    library.decide = () => REFUSED;
    const promise = recorded({ mode: 'promise' });
    await timer.advance(MINUTE);
    const doubt = { id: promise, kind: 'refused', found: ['item-on-hold'] };
    expect(outbox.toCheck.list()).toMatchObject([doubt]);
    await transactions.askAgain(promise);
    expect(library.heard).toHaveLength(2);
    expect(outbox.toCheck.list()).toMatchObject([doubt]);
    library.decide = () => ACCEPTED;
    await transactions.askAgain(promise);
    expect(outbox.toCheck.list()).toEqual([]);
    expect(outbox.find(promise)?.state).toBe('settled');
  });
});
