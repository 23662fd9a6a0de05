import { expect, test } from 'vitest';
import { notDurable, stepsIn } from './trace.ts';

const WRITE = String.raw`1.000001 pwrite64(23</data/outbox.db-wal>, "\0\1", 24, 32) = 24`;
const SYNC = '1.000002 fdatasync(23</data/outbox.db-wal>) = 0';
const FAILED = '1.000002 fdatasync(23</data/outbox.db-wal>) = -1 EIO (Input/output error)';
const ANSWER = String.raw`1.000003 write(31<TCP:[127.0.0.1:8080->127.0.0.1:50000]>, "{\"ils\":\"queued\"}", 16) = 16`;
const OTHER = '1.000002 fdatasync(24</data/desk.db-wal>) = 0';
const SHARED = String.raw`1.000002 pwrite64(25</data/outbox.db-shm>, "", 1, 0) = 1`;

const judge = (...lines: string[]) => notDurable(stepsIn(lines.join('\n'), 'outbox.db'));

test('O1 written, synced, answered', () => {
  expect(judge(WRITE, SYNC, SHARED, ANSWER)).toBeUndefined();
});

test.each([
  ['answered before the sync', [WRITE, ANSWER, SYNC]],
  ['written again after the sync', [WRITE, SYNC, WRITE, ANSWER]],
  ['the sync failed', [WRITE, FAILED, ANSWER]],
  ['another file was synced', [WRITE, OTHER, ANSWER]],
])('O1 %s: it is said', (_name, lines) => {
  expect(judge(...lines)).toBe('the answer left before what was written was synced');
});

test('O1 a trace without a write or an answer proves nothing, and says so', () => {
  expect(judge(WRITE, SYNC)).toBe('no answer was seen');
  expect(judge(SYNC, ANSWER)).toBe('nothing was written before the answer');
});
