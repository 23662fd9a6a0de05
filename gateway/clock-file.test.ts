import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClockFile } from './clock-file.ts';

const ANCHOR = {
  boot: 'a',
  wall: 5,
  elapsed: 50_000,
  time: 1_795_000_000_000,
  source: 'server',
} as const;

let folder: string;
let faults: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clock-'));
  faults = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (path = join(folder, 'clock.json')) =>
  new ClockFile(path, (error) => faults.push(error));

test('TM7 what is known of time is there at the next start', () => {
  expect(file().read()).toBeUndefined();
  file().keep(ANCHOR);
  expect([file().read(), faults]).toEqual([ANCHOR, []]);
});

test.each(['', '{', '{"boot":"a"}'])(
  'TM7 the unreadable file “%s” is told, and is none',
  (text) => {
    writeFileSync(join(folder, 'clock.json'), text);
    expect([file().read(), faults.length]).toEqual([undefined, 1]);
  },
);

test('TM7 a disk that takes nothing is told', () => {
  file(join(folder, 'gone', 'clock.json')).keep(ANCHOR);
  expect(faults).toHaveLength(1);
});
