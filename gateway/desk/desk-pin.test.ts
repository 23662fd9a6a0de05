import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeskPin } from './desk-pin.ts';

let folder: string;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pin-'));
  now = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'desk-pin.json');
const open = () => new DeskPin(path(), () => now);
const wrongTimes = async (pin: DeskPin, times: number) => {
  for (let time = 0; time < times; time++) await pin.check('000000');
};

test('D5 without a PIN nobody gets in by one', async () => {
  expect(await open().check('123456')).toEqual({ outcome: 'not-set' });
});

test('D5 whoever comes before the PIN of the settings is in force waits for it', async () => {
  const pin = open();
  void pin.provide('135790');
  expect(await pin.check('000000')).toMatchObject({ outcome: 'wrong' });
  expect(await pin.check('135790')).toEqual({ outcome: 'right' });
});

test('D5 the PIN outlives the process, for its owner’s eyes only, and is not in the file', async () => {
  await open().set('135790');
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  const pin = open();
  expect(pin.isSet).toBe(true);
  expect(await pin.check('135790')).toEqual({ outcome: 'right' });
});

test('D5 five tries, then a lock that grows with each wrong one after it', async () => {
  const pin = open();
  await pin.set('135790');
  expect(await pin.check('000000')).toEqual({ outcome: 'wrong', triesLeft: 4 });
  await wrongTimes(pin, 4);
  expect(await pin.check('135790')).toEqual({ outcome: 'locked', waitMs: 60_000 });
  now += 60_000;
  expect(await pin.check('000000')).toEqual({ outcome: 'wrong', triesLeft: 0 });
  expect(await pin.check('135790')).toEqual({ outcome: 'locked', waitMs: 120_000 });
  now += 120_000;
  expect(await pin.check('135790')).toEqual({ outcome: 'right' });
  expect(await pin.check('000000')).toEqual({ outcome: 'wrong', triesLeft: 4 });
});

test('D5 a plug pulled out gives no tries back, and begins the lock anew', async () => {
  const pin = open();
  await pin.set('135790');
  await wrongTimes(pin, 3);
  const second = open();
  expect(await second.check('000000')).toEqual({ outcome: 'wrong', triesLeft: 1 });
  await second.check('000000');
  now += 59_000;
  expect(await open().check('135790')).toEqual({ outcome: 'locked', waitMs: 60_000 });
});

test('D5 many tries at once are as many tries', async () => {
  const pin = open();
  await pin.set('135790');
  const answers = await Promise.all(Array.from({ length: 8 }, () => pin.check('000000')));
  expect(answers.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(5);
  expect(answers.filter(({ outcome }) => outcome === 'locked')).toHaveLength(3);
});

test('a file that cannot be read is not taken for “no PIN”', () => {
  writeFileSync(path(), '{"salt":');
  expect(open).toThrow();
});
