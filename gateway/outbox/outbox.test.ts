import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 as uuid } from 'uuid';
import type { Transaction } from '../ils/ils.ts';
import { isDiskFailure } from '../errors.ts';
import { KEEP_CARD_MS, KEEP_ROW_MS, prune } from './housekeeping.ts';
import { JournalFile } from './journal-file.ts';
import { Outbox } from './outbox.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const ACCEPTED = {
  outcome: 'accepted',
  item: { title: 'Số đỏ', author: 'Vũ Trọng Phụng' },
} as const;

const IN_STOCK = { afi: 0x07, eas: undefined };

let folder: string;
let path: string;
let clocks = { wall: NOW, monotonic: 1_000, boot: 'a', serverOffset: 0 as number | undefined };
const open: JournalFile[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  path = join(folder, 'outbox.db');
  clocks = { wall: NOW, monotonic: 1_000, boot: 'a', serverOffset: 0 };
});

afterEach(() => {
  for (const file of open.splice(0)) file.close();
  rmSync(folder, { recursive: true });
});

function openFile(): JournalFile {
  const file = JournalFile.open(path);
  open.push(file);
  return file;
}

const outboxOn = (file: JournalFile) =>
  new Outbox(file, { readClocks: () => clocks, version: '1' });

const transaction = (part: Partial<Transaction> = {}): Transaction => ({
  id: uuid(),
  act: 'checkout',
  mode: 'attempt',
  card: '29999000000001',
  item: { identifier: 'VV.000123' },
  occurredAt: NOW,
  ...part,
});

/** What the next start of the gateway finds. */
function restart(): Outbox {
  for (const file of open.splice(0)) file.close();
  return outboxOn(openFile());
}

test('O1 what was recorded is there after a restart, whole', () => {
  const whole = transaction({
    item: { identifier: 'VV.000123', owner: 'VN-HG' },
    undoOf: uuid(),
    act: 'checkin',
  });
  outboxOn(openFile()).record(whole, [{ uid: 'E00401001234ABCD' }], 's1');
  expect(restart().find(whole.id)).toMatchObject({
    transaction: whole,
    state: 'recorded',
    sessionId: 's1',
  });
});

test('O2 an id is recorded once', () => {
  const outbox = outboxOn(openFile());
  const once = transaction();
  outbox.record(once, [], 's1');
  expect(() => outbox.record({ ...once, act: 'checkin' }, [], 's1')).toThrow(/UNIQUE/);
  expect(outbox.find(once.id)?.transaction.act).toBe('checkout');
});

test('O3 promises and rows in doubt wait for the library; attempts nobody sends do not', () => {
  const outbox = outboxOn(openFile());
  const [promise, attempt, doubtful] = [
    transaction({ mode: 'promise' }),
    transaction(),
    transaction(),
  ];
  for (const each of [promise, attempt, doubtful]) outbox.record(each, [], 's1');
  outbox.claim(doubtful.id);
  outbox.doubt(doubtful.id);
  expect(outbox.waiting().map((row) => row.transaction.id)).toEqual([promise.id, doubtful.id]);
  expect(outbox.queued()).toBe(2);
});

test('O5 ahead of a row are open rows of the same item or the same patron, no others', () => {
  const outbox = outboxOn(openFile());
  const sameItem = transaction({ card: '1' });
  const samePatron = transaction({ item: { identifier: 'B' } });
  const other = transaction({ card: '1', item: { identifier: 'B' } });
  const closed = transaction();
  const own = transaction();
  for (const each of [sameItem, samePatron, other, closed, own]) outbox.record(each, [], 's1');
  outbox.settle(closed.id, ACCEPTED);
  expect(outbox.ahead(own.id).map((row) => row.transaction.id)).toEqual([
    sameItem.id,
    samePatron.id,
  ]);
});

test('O5 two returns without a card do not wait for each other', () => {
  const outbox = outboxOn(openFile());
  const returnOf = (identifier: string): Transaction => {
    const { card: _card, ...anonymous } = transaction({ act: 'checkin', item: { identifier } });
    return anonymous;
  };
  const [first, second] = [returnOf('A'), returnOf('B')];
  outbox.record(first, [], 's1');
  outbox.record(second, [], 's1');
  expect(outbox.ahead(second.id)).toEqual([]);
});

test('O8 a start queues promises, gives up unsent attempts and doubts what was sent', () => {
  const outbox = outboxOn(openFile());
  const [promise, attempt, sent] = [transaction({ mode: 'promise' }), transaction(), transaction()];
  for (const each of [promise, attempt, sent]) outbox.record(each, [], 's1');
  outbox.claim(sent.id);
  const next = restart();
  expect(next.recover()).toEqual({ queued: 1, ambiguous: 1, abandoned: 1 });
  expect(next.find(attempt.id)).toMatchObject({
    state: 'rejected',
    outcome: { outcome: 'unreachable' },
  });
  expect(next.find(sent.id)?.state).toBe('ambiguous');
});

test('O9 the time is corrected at the first sending and then stays', () => {
  const outbox = outboxOn(openFile());
  clocks = { ...clocks, serverOffset: undefined };
  const early = transaction({ occurredAt: NOW });
  outbox.record(early, [], 's1');
  clocks = { ...clocks, wall: NOW + 60_000, monotonic: 61_000, serverOffset: 5_000 };
  expect(outbox.claim(early.id)?.occurredAt).toBe(NOW + 5_000);
  outbox.release(early.id);
  clocks = { ...clocks, serverOffset: 9_000 };
  expect(outbox.claim(early.id)?.occurredAt).toBe(NOW + 5_000);
});

test('O10 the mark of a tag is durable, and a done mark ends its cure', () => {
  const outbox = outboxOn(openFile());
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABCD' }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  const cure = { transaction: loan.id, uid: 'E00401001234ABCD', wanted: 'disarmed' } as const;
  outbox.markSecurity(loan.id, cure.uid, 'disarmed', { state: 'pending', previous: IN_STOCK });
  const next = restart();
  expect(next.uncured()).toEqual([cure]);
  next.markSecurity(loan.id, cure.uid, 'disarmed', { state: 'done' });
  expect(next.uncured()).toEqual([]);
});

test('O10 a loan whose tag was not written, returned by its label alone: the tag is left armed', () => {
  const outbox = outboxOn(openFile());
  const loan = transaction();
  const back = transaction({ act: 'checkin', mode: 'promise' });
  outbox.record(loan, [{ uid: 'E00401001234ABCD' }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  outbox.markSecurity(loan.id, 'E00401001234ABCD', 'disarmed', { state: 'failed' });
  expect(outbox.uncured()).toHaveLength(1);
  outbox.record(back, [], 's2');
  expect(outbox.uncured()).toEqual([]);
});

test('O10 each part of a set is cured on its own', () => {
  const outbox = outboxOn(openFile());
  const loan = transaction();
  const parts = [1, 2, 3].map((part) => ({ uid: `E00401001234ABC${part}`, part }));
  outbox.record(loan, parts, 's1');
  outbox.settle(loan.id, ACCEPTED);
  const done = { state: 'done' } as const;
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', done);
  outbox.markSecurity(loan.id, 'E00401001234ABC2', 'disarmed', {
    state: 'pending',
    previous: IN_STOCK,
  });
  const uncured = restart()
    .uncured()
    .map(({ uid, wanted }) => [uid, wanted]);
  expect(uncured).toEqual([
    ['E00401001234ABC2', 'disarmed'],
    ['E00401001234ABC3', 'disarmed'],
  ]);
});

test('O15 a tag’s row says its part, what it said before, and what it was to say', () => {
  const outbox = outboxOn(openFile());
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABC1', part: 1 }], 's1');
  outbox.addTag(loan.id, { uid: 'E00401001234ABC2', part: 2 });
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', {
    state: 'pending',
    previous: { afi: 0x9e, eas: true },
  });
  outbox.markSecurity(loan.id, 'E00401001234ABC1', 'disarmed', { state: 'failed' });
  expect(restart().tagsOf(loan.id)).toEqual([
    {
      uid: 'E00401001234ABC1',
      part: 1,
      previous: { afi: 0x9e, eas: true },
      mark: { wanted: 'disarmed', state: 'failed' },
    },
    {
      uid: 'E00401001234ABC2',
      part: 2,
      previous: { afi: undefined, eas: undefined },
      mark: undefined,
    },
  ]);
});

test('O15 a tag that is added twice keeps its part', () => {
  const outbox = outboxOn(openFile());
  const loan = transaction();
  outbox.record(loan, [{ uid: 'E00401001234ABC1', part: 1 }], 's1');
  outbox.addTag(loan.id, { uid: 'E00401001234ABC1', part: 2 });
  expect(outbox.tagsOf(loan.id)).toMatchObject([{ part: 1 }]);
});

test('O14 a file of the layout before is brought up to date, and its tags are still cured', () => {
  const file = openFile();
  const loan = transaction();
  const outbox = outboxOn(file);
  outbox.record(loan, [{ uid: 'E00401001234ABC1' }], 's1');
  outbox.settle(loan.id, ACCEPTED);
  for (const column of ['part', 'previous_afi', 'previous_eas']) {
    file.run(`ALTER TABLE tags DROP COLUMN ${column}`);
  }
  for (const index of ['refused_promises', 'rows_of_card']) file.run(`DROP INDEX ${index}`);
  for (const column of ['due_at', 'unclear', 'asked_at', 'found', 'decided_by']) {
    file.run(`ALTER TABLE transactions DROP COLUMN ${column}`);
  }
  file.run('PRAGMA user_version = 2');
  expect(restart().uncured()).toMatchObject([{ uid: 'E00401001234ABC1', wanted: 'disarmed' }]);
});

/** Two months of a busy terminal: loans accepted, tags written. */
function fill(file: JournalFile, rows: number): void {
  file.run(
    `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
     INSERT INTO transactions (id, act, mode, item_identifier, session_id, occurred_at, wall, monotonic, boot,
       version, state, closed_at, outcome)
     SELECT 'old-' || i, 'checkout', 'attempt', 'VV.' || i % 700, 's', i, i, i, 'a', '1', 'settled', i, :outcome
     FROM n`,
    { rows, outcome: JSON.stringify(ACCEPTED) },
  );
  file.run(`INSERT INTO tags (transaction_id, uid, wanted, state)
     SELECT id, 'E004' || seq % 700, 'disarmed', 'done' FROM transactions`);
}

test('O13 what is asked at every turn does not read what is over', () => {
  const file = openFile();
  const outbox = outboxOn(file);
  fill(file, 20_000);
  const timeOf = (act: () => unknown) => {
    act();
    const start = performance.now();
    for (let n = 0; n < 10; n++) act();
    return performance.now() - start;
  };
  const reading = timeOf(() => file.all('SELECT count(outcome) FROM transactions'));
  for (const ask of ['queued', 'waiting', 'lastSettledAt', 'uncured'] as const) {
    expect(
      timeOf(() => outbox[ask]()),
      ask,
    ).toBeLessThan(reading / 4);
  }
});

test('O13 a card number goes a day after the row was closed, the row after sixty; open rows stay', () => {
  const file = openFile();
  const outbox = outboxOn(file);
  const [over, still] = [transaction(), transaction()];
  for (const each of [over, still]) outbox.record(each, [{ uid: 'E00401001234ABCD' }], 's1');
  outbox.settle(over.id, ACCEPTED);
  prune(file, NOW + KEEP_CARD_MS);
  expect(outbox.find(over.id)?.transaction.card).toBe(over.card);
  prune(file, NOW + KEEP_CARD_MS + 1);
  expect(outbox.find(over.id)?.transaction.card).toBeUndefined();
  prune(file, NOW + KEEP_ROW_MS + 1);
  expect(outbox.find(over.id)).toBeUndefined();
  expect(outbox.find(still.id)?.transaction.card).toBe(still.card);
});

test('O13 housekeeping takes little at a time and says when there is more', () => {
  const file = openFile();
  const outbox = outboxOn(file);
  for (let n = 0; n < 201; n++) {
    const row = transaction();
    outbox.record(row, [], 's1');
    outbox.settle(row.id, ACCEPTED);
  }
  expect(prune(file, NOW + KEEP_CARD_MS + 1)).toBe(true);
  expect(prune(file, NOW + KEEP_CARD_MS + 1)).toBe(false);
});

test('O14 a damaged file is said so', () => {
  writeFileSync(path, 'this is no database, but long enough to be looked at as one'.repeat(100));
  expect(isDiskFailure(thrownBy(openFile))).toBe(true);
});

test('O14 a file of a newer gateway is left alone', () => {
  openFile().close();
  open.pop();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 99');
  db.close();
  expect(String(thrownBy(openFile))).toMatch(/newer gateway/);
});

test('O14 a second gateway on the same file is refused', () => {
  openFile();
  expect(String(thrownBy(openFile))).toMatch(/another gateway/);
});

test('O14 the file may be looked into while the gateway works', () => {
  const outbox = outboxOn(openFile());
  outbox.record(transaction(), [], 's1');
  const looking = new DatabaseSync(path, { readOnly: true });
  expect(looking.prepare('SELECT state FROM transactions').get()).toEqual({ state: 'recorded' });
  looking.close();
});

test('O14 a folder that cannot be written is said so', () => {
  path = join(folder, 'missing', 'outbox.db');
  expect(isDiskFailure(thrownBy(openFile))).toBe(true);
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
