import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BinLedger } from './ledger.ts';
import type { BinEntry, Intake } from './rules/state.ts';

let folder: string;
let now: number;
let damaged: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bins-'));
  now = 1_000;
  damaged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (handsOver = true) =>
  new BinLedger({ folder, now: () => now, handsOver, onDamaged: (error) => damaged.push(error) });

const intake: Intake = {
  ...{ id: 'i1', at: 900 },
  books: [
    {
      ...{ item: { identifier: 'TV1' }, transaction: 't1', ils: 'accepted' },
      parts: [{ uid: 'E001', number: 1, security: 'done' }],
      answer: { outcome: 'accepted', item: { title: 'Số đỏ', author: '' }, destination: 'hold' },
    },
  ],
};
const entry = (bin: string, more: Partial<BinEntry> = {}): BinEntry => ({
  ...{ intake: 'i1', at: 900, bin, item: { identifier: 'TV1' }, uids: ['E001'] },
  ...{ transaction: 't1', why: 'otherwise', ils: 'queued', armed: 'done', ...more },
});

test('DB25 what fell into which bin is there after a start', () => {
  open().drop([entry('shelf'), entry('staff', { trouble: 'no-tag' })]);
  const again = open();
  expect(again.bin('shelf').entries).toEqual([entry('shelf')]);
  expect(again.bin('staff').entries).toHaveLength(1);
  expect(damaged).toEqual([]);
});

test('DB28 the book in hand is there after a start, with all that is known of it, until it lies in a bin', () => {
  const ledger = open();
  ledger.keep(intake);
  expect(open().inHand).toEqual(intake);
  ledger.drop([entry('shelf')]);
  expect(open().inHand).toBeUndefined();
});

test('DB28 the power went between the two files: it has fallen', () => {
  const ledger = open();
  ledger.keep(intake);
  const hand = readFileSync(join(folder, 'book-in-hand.json'));
  ledger.drop([entry('shelf')]);
  writeFileSync(join(folder, 'book-in-hand.json'), hand);
  expect(open().inHand).toBeUndefined();
  expect(open().bin('shelf').entries).toHaveLength(1);
});

test('DB26 emptied: its list waits until the server has it, also over a start', () => {
  const ledger = open();
  ledger.drop([entry('shelf')]);
  now = 2_000;
  const id = newId();
  expect(ledger.empty('shelf', id, 'door')).toMatchObject({ until: 2_000, by: 'door' });
  expect(open().bin('shelf')).toEqual({ since: 2_000, entries: [] });
  expect(open().unsent).toEqual([
    { id, bin: 'shelf', since: 1_000, until: 2_000, by: 'door', entries: [entry('shelf')] },
  ]);
  ledger.sent(id);
  expect(open().unsent).toEqual([]);
});

test('DB26 where nobody takes lists none is kept', () => {
  const ledger = open(false);
  ledger.drop([entry('shelf')]);
  expect(ledger.empty('shelf', newId(), 'door').entries).toHaveLength(1);
  expect([ledger.unsent, open().unsent]).toEqual([[], []]);
});

test('DB25 of a bin that nobody says is emptied, the newest two thousand are kept', () => {
  const ledger = open();
  const many = Array.from({ length: 2_001 }, (_, at) => entry('shelf', { intake: `i${at}` }));
  ledger.drop(many);
  const { entries } = open().bin('shelf');
  expect([entries.length, entries[0]?.intake, entries.at(-1)?.intake]).toEqual([
    ...[2_000, 'i1', 'i2000'],
  ]);
});

test('DB26 a bin in which nothing lay makes no list', () => {
  const ledger = open();
  ledger.empty('shelf', newId(), 'staff');
  expect(ledger.unsent).toEqual([]);
});

test('DB18 a late answer is noted where the book lies; of a book that is gone, nowhere', () => {
  const ledger = open();
  ledger.drop([entry('shelf')]);
  const [answer] = intake.books.map((book) => book.answer);
  if (!answer) throw new Error('no answer');
  expect(ledger.amend('t1', answer)).toMatchObject({ ils: 'accepted', goes: { kind: 'hold' } });
  expect(open().bin('shelf').entries[0]).toMatchObject({ goes: { kind: 'hold' }, bin: 'shelf' });
  expect(ledger.amend('t2', answer)).toBeUndefined();
});

test('a file that cannot be read is put aside, and said so; the machine goes on', () => {
  open().drop([entry('shelf')]);
  writeFileSync(join(folder, 'bins.json'), '{"bins":');
  const ledger = open();
  expect(damaged).toHaveLength(1);
  expect(ledger.bin('shelf').entries).toEqual([]);
  expect(readFileSync(join(folder, 'bins.json.damaged'), 'utf8')).toBe('{"bins":');
  ledger.drop([entry('shelf')]);
  expect(open().bin('shelf').entries).toHaveLength(1);
});

test('DB25 nothing of a person is on disk', () => {
  const ledger = open();
  ledger.drop([entry('shelf', { intake: 'i0' })]);
  ledger.keep({ ...intake, card: '29990000000011' });
  const files = ['bins.json', 'book-in-hand.json'].map((name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  expect(files.join()).toContain('TV1');
  expect(files.join()).not.toContain('29990000000011');
});
