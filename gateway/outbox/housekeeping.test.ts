/** What is over is forgotten, and the file stays small. */
import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ACCEPTED,
  CARD,
  MEMORY,
  NOW,
  OutboxOnDisk,
  transaction,
  UID,
} from '#tests/fixtures/outbox-on-disk.ts';
import { KEEP_CARD_KEY_MS, KEEP_CARD_MS, KEEP_ROW_MS } from './housekeeping.ts';
import type { Outbox } from './outbox.ts';

let desk: OutboxOnDisk;

beforeEach(() => {
  desk = new OutboxOnDisk(MEMORY);
});

afterEach(() => desk.close());

/** As the terminal does it, so long after a row was closed. */
function pruneAfter(outbox: Outbox, ms: number): boolean {
  desk.clocks = { ...desk.clocks, wall: NOW + ms };
  return outbox.prune();
}

function settled(outbox: Outbox) {
  const row = transaction();
  outbox.record(row, [{ uid: UID }], 's1');
  outbox.settle(row.id, ACCEPTED);
  return row;
}

test('O13 a card number goes a day after the row was closed, the row after sixty; open rows stay', () => {
  const outbox = desk.open();
  const over = settled(outbox);
  const still = transaction();
  outbox.record(still, [{ uid: UID }], 's1');
  pruneAfter(outbox, KEEP_CARD_MS);
  expect(outbox.find(over.id)?.transaction.card).toBe(CARD);
  pruneAfter(outbox, KEEP_CARD_MS + 1);
  expect(outbox.find(over.id)?.transaction.card).toBeUndefined();
  pruneAfter(outbox, KEEP_ROW_MS + 1);
  expect(outbox.find(over.id)).toBeUndefined();
  expect(outbox.find(still.id)?.transaction.card).toBe(CARD);
});

test('O10 O13 a clock that is set right forgets nothing early: a row is as old as the server’s time says', () => {
  const outbox = desk.open();
  desk.clocks = { ...desk.clocks, wall: 0, serverOffset: NOW };
  const { id } = settled(outbox);
  desk.clocks = { ...desk.clocks, wall: NOW, serverOffset: 0 };
  outbox.prune();
  expect(outbox.find(id)?.transaction.card).toBe(CARD);
  expect(outbox.uncured()).toMatchObject([{ transaction: id, uid: UID }]);
});

test('O13 a card’s loans are known for three days, by its digest alone', () => {
  const outbox = desk.open();
  const { id } = settled(outbox);
  pruneAfter(outbox, KEEP_CARD_KEY_MS);
  expect(outbox.offlineLoans.lentSince(CARD, 0)).toEqual([id]);
  pruneAfter(outbox, KEEP_CARD_KEY_MS + 1);
  expect(outbox.offlineLoans.lentSince(CARD, 0)).toEqual([]);
});

test('O13 O34 a permit that lasts longer finds the loans made since it, and after its end they are forgotten', () => {
  const [hour, outbox] = [3_600_000, desk.open()];
  const [before, since] = [settled(outbox), settled(outbox)];
  desk.query(`UPDATE transactions SET closed_at = ${NOW - hour} WHERE id = '${before.id}'`);
  desk.permit = { version: 1, madeAt: NOW, endsAt: NOW + 240 * hour };
  pruneAfter(outbox, 239 * hour);
  expect(outbox.offlineLoans.lentSince(CARD, 0)).toEqual([since.id]);
  pruneAfter(outbox, 241 * hour);
  expect(outbox.offlineLoans.lentSince(CARD, 0)).toEqual([]);
});

test('O13 housekeeping takes little at a time and says when there is more', () => {
  const outbox = desk.open();
  for (let n = 0; n < 201; n++) settled(outbox);
  expect(pruneAfter(outbox, KEEP_CARD_MS + 1)).toBe(true);
  expect(pruneAfter(outbox, KEEP_CARD_MS + 1)).toBe(false);
});

/** So many copies of a loan that was accepted and whose tag was written, closed in the course of so many days. */
function copies(count: number, days: number): void {
  const step = Math.floor((days * 86_400_000) / count);
  desk.query(
    `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO transactions (id, act, mode, card, card_key, item, item_key, session_id, occurred_at, wall,
       monotonic, boot, version, state, closed_at, answer, outcome)
     SELECT 'copy-' || seq || '-' || i, act, mode, card, card_key, item, randomblob(16), session_id, occurred_at,
       wall, monotonic, boot, version, state, closed_at + i * ${step}, answer, outcome
     FROM n, transactions WHERE id NOT LIKE 'copy-%' ORDER BY i`,
  );
  desk.query(
    `INSERT OR IGNORE INTO tags (transaction_id, uid, uid_key, wanted, state)
     SELECT t.id, tags.uid, randomblob(16), 'disarmed', 'done' FROM transactions t, tags WHERE t.id LIKE 'copy-%'`,
  );
}

test('O13 what is asked at every turn does not read what is over', () => {
  const outbox = desk.open();
  const { id } = settled(outbox);
  outbox.markSecurity(id, UID, 'disarmed', { state: 'done' });
  copies(20_000, 60);
  // The shortest: what else a busy computer does in between is not its time.
  const timeOf = (act: () => unknown) => {
    const times = Array.from({ length: 10 }, () => {
      const start = performance.now();
      act();
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  const reading = timeOf(() => desk.query('SELECT sum(length(outcome)) FROM transactions'));
  for (const ask of ['queued', 'waiting', 'lastSettledAt', 'uncured'] as const) {
    expect(
      timeOf(() => outbox[ask]()),
      ask,
    ).toBeLessThan(reading / 4);
  }
});

test('O33 after 20,000 transactions in ninety days the file is small, and it has shrunk', () => {
  const outbox = desk.open();
  settled(outbox);
  copies(20_000, 90);
  desk.query('PRAGMA wal_checkpoint(TRUNCATE)');
  const DAY_MS = 86_400_000;
  const full = statSync(desk.path).size;
  for (let day = 60; day <= 90; day++) while (pruneAfter(outbox, day * DAY_MS));
  desk.stop();
  const [{ n } = { n: 0 }] = desk.query('SELECT count(*) AS n FROM transactions');
  const rows = Number(n);
  expect(rows).toBeLessThan(14_000);
  const { size } = statSync(desk.path);
  expect(size).toBeLessThan(0.75 * full);
  expect(size / rows).toBeLessThan(1_200);
  expect(size).toBeLessThan(16_000_000);
});
