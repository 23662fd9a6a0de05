import { describe, expect, test } from 'vitest';
import { DISARM_CURE_MS, type TagRow, uncured } from './cures.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const row = (part: Partial<TagRow>): TagRow => ({
  seq: 1,
  transaction: 't1',
  act: 'checkout',
  mode: 'attempt',
  state: 'settled',
  uid: 'E00401001234ABCD',
  mark: undefined,
  occurredAt: NOW,
  returnedSince: false,
  keepArmed: false,
  ...part,
});
const wantedOf = (...rows: Partial<TagRow>[]) =>
  uncured(rows.map(row), NOW).map((cure) => cure.wanted);

describe('O10 a tag that was never written', () => {
  test.each([
    [{ act: 'checkout', state: 'settled' }, ['disarmed']],
    [{ act: 'checkout', state: 'rejected' }, []],
    [{ act: 'checkout', state: 'ambiguous' }, []],
    [{ act: 'checkout', state: 'recorded', mode: 'promise' }, ['disarmed']],
    [{ act: 'checkout', state: 'recorded', mode: 'attempt' }, []],
    [{ act: 'checkout', state: 'ambiguous', mode: 'promise' }, ['disarmed']],
    [{ act: 'checkout', state: 'rejected', mode: 'promise' }, []],
    [{ act: 'checkout', state: 'settled', keepArmed: true }, []],
    [{ act: 'checkin', state: 'settled' }, ['armed']],
    [{ act: 'checkin', state: 'recorded', mode: 'promise' }, ['armed']],
    [{ act: 'checkin', state: 'ambiguous' }, ['armed']],
    [{ act: 'checkin', state: 'recorded' }, []],
    [{ act: 'checkin', state: 'rejected' }, []],
    [{ act: 'renew', state: 'settled' }, []],
  ] as const)('%o wants %o', (part, wanted) => expect(wantedOf(part)).toEqual(wanted));
});

test('O10 a mark overrules what the outcome would want', () => {
  expect(wantedOf({ mark: { wanted: 'armed', state: 'failed' } })).toEqual(['armed']);
  expect(wantedOf({ mark: { wanted: 'disarmed', state: 'done' } })).toEqual([]);
});

test('O10 only the last transaction of a tag counts', () => {
  const failedLoan = { seq: 1, mark: { wanted: 'disarmed', state: 'failed' } } as const;
  const undone = { seq: 2, transaction: 't2', act: 'checkin', mode: 'promise' } as const;
  expect(uncured([row({ ...undone }), row(failedLoan)], NOW)).toEqual([
    { transaction: 't2', uid: 'E00401001234ABCD', wanted: 'armed' },
  ]);
});

test('O10 a loan that was returned by its label alone is no longer disarmed', () => {
  expect(wantedOf({ returnedSince: true })).toEqual([]);
  expect(wantedOf({ returnedSince: true, act: 'checkin' })).toEqual(['armed']);
});

test('O10 an old loan is no longer disarmed, an old return is still armed', () => {
  const old = { occurredAt: NOW - DISARM_CURE_MS - 1 };
  expect(wantedOf(old)).toEqual([]);
  expect(wantedOf({ ...old, act: 'checkin' })).toEqual(['armed']);
});
