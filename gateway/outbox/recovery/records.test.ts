/** The reader of raw pages against SQLite itself: whatever it has written is read, and whatever bytes there are end well. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MEMORY } from '#tests/fixtures/outbox-on-disk.ts';
import { readPages } from './pages.ts';
import { recordsIn } from './records.ts';
import { readWal } from './wal.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(MEMORY, 'records-'));
  path = join(folder, 'outbox.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const value = fc.oneof(
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.integer({ min: -200, max: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  // Longer than a page: it goes on in others.
  fc.uint8Array({ maxLength: 14_000, size: 'max' }),
);
const rows = fc.array(fc.tuple(value, value, value), { maxLength: 40 });

/** A number is bound as a fraction, which none of our tables has. */
const asInteger = <T>(each: T) => (typeof each === 'number' ? BigInt(each) : each);

test.each(['WAL', 'DELETE'])('O32 each row that SQLite has written by %s is read', (mode) => {
  fc.assert(
    fc.property(rows, (written) => {
      rmSync(path, { force: true });
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA journal_mode = ${mode}; PRAGMA secure_delete = ON; CREATE TABLE t (a, b, c)`);
      const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
      for (const row of written) insert.run(...row.map(asInteger));
      db.exec('DELETE FROM t WHERE rowid % 5 = 0');
      const read = [...recordsIn(readPages(path).pages)].filter(
        ({ values }) => values.length === 3,
      );
      db.close();
      const expected = written.map((values, n) => ({ rowid: n + 1, values }));
      expect(read.toSorted((a, b) => a.rowid - b.rowid)).toEqual(
        expected.filter(({ rowid }) => rowid % 5 !== 0),
      );
    }),
    { numRuns: 40 },
  );
});

test('O32 whatever bytes there are, the reader comes to an end', () => {
  const page = fc.uint8Array({ minLength: 512, maxLength: 512 }).map((bytes) => {
    bytes[0] = 13;
    return bytes;
  });
  fc.assert(
    fc.property(fc.array(page, { maxLength: 4 }), (pages) => {
      const numbered = new Map(pages.map((bytes, n) => [n + 2, bytes]));
      for (const record of recordsIn(numbered)) expect(record.values.length).toBeLessThan(512);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000, size: 'max' }), (bytes) => {
      expect(readWal(bytes, 512).pages.size).toBe(0);
    }),
  );
});
