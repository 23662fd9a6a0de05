import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { isDiskFailure } from '../errors.ts';
import type { Ils, Transaction } from '../ils/ils.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { Outbox } from './outbox.ts';
import type { Salvaged } from './recovery/salvage.ts';
import { openWithNode } from './sqlite.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const ils: Pick<Ils, 'transact' | 'lookup'> = {
  transact: async () => ({ outcome: 'accepted', item: { title: 'T', author: 'A' } }),
  lookup: async () => ({ outcome: 'never-arrived' }),
};

let folder: string;
let path: string;
let timer: ManualTimer;
let faults: unknown[];
let writable: boolean[];
let salvaged: Salvaged[];
let late: [string, string][];
let journal: Journal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'outbox.db');
  timer = new ManualTimer(NOW);
  [faults, writable, salvaged, late] = [[], [], [], []];
});

afterEach(async () => {
  await journal.stop();
  journal.close();
  rmSync(folder, { recursive: true });
});

function opened(more: Pick<JournalOptions, 'openDatabase'> = {}) {
  journal = new Journal({
    ...more,
    path,
    timer,
    version: '1',
    random: () => 1,
    readClocks,
    onFault: (error) => faults.push(error),
    onSalvaged: (each) => salvaged.push(each),
  });
  const transactions = journal.use({
    ils,
    onOutcome: () => undefined,
    onWritable: (each) => writable.push(each),
  });
  transactions.onLateOutcome((id, { outcome }) => late.push([id, outcome]));
  return transactions;
}

const readClocks = () => ({ wall: timer.now(), monotonic: 0, boot: 'a', serverOffset: 0 });

const promise = (identifier = 'VV.1'): Transaction => ({
  ...{ id: newId(), act: 'checkin', mode: 'promise', occurredAt: NOW },
  item: { identifier },
});

test('O14 without a journal nothing is promised, until the disk gives one: then all goes on by itself', async () => {
  path = join(folder, 'not-mounted', 'outbox.db');
  const transactions = opened();
  expect([journal.isOpen, faults.map(isDiskFailure)]).toEqual([false, [true]]);
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/no outbox/);
  expect(transactions.uncured()).toEqual([]);
  await timer.advance(60_000);
  expect([journal.isOpen, faults.length, writable]).toEqual([false, 1, []]);
  mkdirSync(join(folder, 'not-mounted'));
  await timer.advance(5_000);
  expect([journal.isOpen, writable]).toEqual([true, [true]]);
  transactions.record(promise(), [], 's1');
  await timer.advance(0);
  expect([journal.queued(), late.map(([, outcome]) => outcome)]).toEqual([0, ['accepted']]);
});

test('O14 a journal that another gateway has is taken over when that one ends, with what it has left', async () => {
  const other = Outbox.open(path, { version: '1', readClocks });
  other.record(promise(), [], 's1');
  opened();
  expect([journal.isOpen, String(faults[0])]).toEqual([
    false,
    expect.stringMatching(/another gateway/),
  ]);
  other.close();
  await timer.advance(5_000);
  expect([journal.isOpen, journal.queued(), writable]).toEqual([true, 0, [true]]);
});

test('O32 a file that holds nothing readable is set aside, and it is said so', () => {
  writeFileSync(path, 'no database at all '.repeat(300));
  const transactions = opened();
  expect(salvaged).toMatchObject([{ at: NOW, recovered: 0, reason: /not a database/ }]);
  transactions.record(promise(), [], 's1');
  expect(readFileSync(join(folder, salvaged[0]?.keptAs ?? ''), 'utf8')).toMatch(/^no database/);
});

test('O32 damage that shows while people are served: out of service, mended, and on', async () => {
  const transactions = opened();
  const [whole, spoilt] = [promise('VV.1'), promise('VV.2')];
  for (const each of [whole, spoilt]) transactions.record(each, [], 's1');
  const db = new DatabaseSync(path);
  db.prepare('UPDATE transactions SET item = zeroblob(60) WHERE id = ?').run(spoilt.id);
  db.close();
  expect(await transactions.relay(spoilt.id)).toEqual({ outcome: 'unknown' });
  expect([writable, faults.map(isDiskFailure)]).toEqual([[false], [true]]);
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/no outbox/);
  await timer.advance(0);
  expect(writable).toEqual([false, true]);
  expect(salvaged).toMatchObject([{ recovered: 1, lost: 1 }]);
  expect(late).toEqual([[whole.id, 'accepted']]);
  transactions.record(promise(), [], 's1');
});

test('O32 damage in a row that is long over shows when it is asked for, and is mended then', async () => {
  const transactions = opened();
  const over = promise();
  transactions.record(over, [], 's1');
  await timer.advance(0);
  const db = new DatabaseSync(path);
  db.prepare('UPDATE transactions SET item = zeroblob(60) WHERE id = ?').run(over.id);
  db.close();
  await journal.stop();
  journal.close();
  opened();
  expect([journal.isOpen, salvaged]).toEqual([true, []]);
  await journal.askAgain(over.id);
  await timer.advance(0);
  expect(salvaged).toMatchObject([{ recovered: 0, lost: 1 }]);
  expect(writable).toEqual([false, true]);
});

test('O32 damage that shows in a question is answered as by no outbox, and mended', async () => {
  const transactions = opened();
  const loan = { ...promise('VV.1'), act: 'checkout', card: '29999000000001' } as const;
  transactions.record(loan, [{ uid: 'E00401001234ABCD' }], 's1');
  const db = new DatabaseSync(path);
  db.exec('UPDATE tags SET uid = zeroblob(60)');
  db.close();
  expect(transactions.uncured()).toEqual([]);
  expect(writable).toEqual([false]);
  expect([journal.queued(), journal.toCheck(), journal.state]).toEqual([0, [], { open: false }]);
  expect(transactions.offlineLoans('29999000000001').lastNo).toMatchObject({ code: 'see-staff' });
  await timer.advance(0);
  expect([writable, journal.state.recovered, late]).toEqual([
    [false, true],
    1,
    [[loan.id, 'accepted']],
  ]);
});

test('O14 a disk that fails and recovers takes the terminal out of service and back', async () => {
  const transactions = opened();
  // Somebody holds the file longer than the gateway waits: to SQLite the same as a disk that will not take it.
  const holder = new DatabaseSync(path);
  holder.exec('BEGIN IMMEDIATE');
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/cannot be used/);
  expect(writable).toEqual([false]);
  await timer.advance(5_000);
  expect(writable).toEqual([false]);
  holder.close();
  await timer.advance(5_000);
  expect(writable).toEqual([false, true]);
  transactions.record(promise(), [], 's1');
  await timer.advance(0);
  expect(journal.queued()).toBe(0);
});

/** Called each time that the disk has taken a commit about nothing. */
const probed =
  (then: () => void): NonNullable<JournalOptions['openDatabase']> =>
  (file, timeoutMs) => {
    const db = openWithNode(file, timeoutMs);
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      if (!sql.startsWith('UPDATE probe')) return statement;
      return {
        all: () => statement.all(),
        get: () => statement.get(),
        iterate: () => statement.iterate(),
        run: () => {
          const done = statement.run();
          then();
          return done;
        },
      };
    };
    return {
      ...{ prepare, exec: (sql) => db.exec(sql), close: () => db.close() },
      get isTransaction() {
        return db.isTransaction;
      },
    };
  };

test('O14 a disk that fails again in the moment in which it is well is asked again, and nothing falls over', async () => {
  let holder: DatabaseSync | undefined;
  let isFailing = true;
  const hold = () => {
    holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
  };
  const transactions = opened({ openDatabase: probed(() => isFailing && hold()) });
  hold();
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/cannot be used/);
  holder?.close();
  await timer.advance(5_000);
  expect([writable, faults.map(isDiskFailure)]).toEqual([[false], [true, true]]);
  isFailing = false;
  holder?.close();
  await timer.advance(5_000);
  expect(writable).toEqual([false, true]);
});

test('O32 a file that proves damaged while it is asked whether it takes rows again is asked no more', async () => {
  const damage = () => {
    throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  };
  let isDamaged = true;
  const transactions = opened({ openDatabase: probed(() => isDamaged && damage()) });
  const holder = new DatabaseSync(path);
  holder.exec('BEGIN IMMEDIATE');
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/cannot be used/);
  holder.close();
  await timer.advance(5_000);
  isDamaged = false;
  expect(writable.at(-1)).toBe(true);
  const before = faults.length;
  // Whoever asked on would ask a closed file, every five seconds, for ever.
  expect(timer.nextIn()).toBeGreaterThan(5_000);
  await timer.advance(20_000);
  expect(faults).toHaveLength(before);
});
