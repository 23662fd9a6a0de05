import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { isDiskFailure } from '../errors.ts';
import type { Ils, Transaction } from '../ils/ils.ts';
import { Journal } from './journal.ts';

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
let journal: Journal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'outbox.db');
  timer = new ManualTimer(NOW);
  [faults, writable] = [[], []];
});

afterEach(async () => {
  await journal.stop();
  journal.close();
  rmSync(folder, { recursive: true });
});

function opened() {
  journal = new Journal({
    path,
    timer,
    version: '1',
    random: () => 1,
    readClocks: () => ({ wall: timer.now(), monotonic: 0, boot: 'a', serverOffset: 0 }),
    onFault: (error) => faults.push(error),
  });
  return journal.use({
    ils,
    onOutcome: () => undefined,
    onWritable: (each) => writable.push(each),
  });
}

const promise = (): Transaction => ({
  ...{ id: newId(), act: 'checkin', mode: 'promise', occurredAt: NOW },
  item: { identifier: 'VV.1' },
});

test('O14 without a journal nothing is promised, and the terminal lives on to say so', async () => {
  writeFileSync(path, 'no database at all '.repeat(300));
  const transactions = opened();
  expect([journal.isOpen, faults.map(isDiskFailure)]).toEqual([false, [true]]);
  expect(() => transactions.record(promise(), [], 's1')).toThrow(/no outbox/);
  expect(transactions.uncured()).toEqual([]);
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
