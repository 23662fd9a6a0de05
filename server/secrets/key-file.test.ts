import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY_BYTES, readOrMakeKey } from './key-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhipcau-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a key is made once, for its owner alone, and read from then on', () => {
  const key = readOrMakeKey(folder, 'a.key', '');
  expect(key).toHaveLength(KEY_BYTES);
  expect(readOrMakeKey(folder, 'a.key', '')).toEqual(key);
  expect(readOrMakeKey(folder, 'b.key', '')).not.toEqual(key);
  expect(statSync(join(folder, 'a.key')).mode & 0o777).toBe(0o600);
});

test('a file that holds something else is never written over, and what to do is said', () => {
  writeFileSync(join(folder, 'a.key'), 'torn');
  expect(() => readOrMakeKey(folder, 'a.key', 'put it back')).toThrow(/a\.key.*put it back/);
});
