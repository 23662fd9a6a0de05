import { describe, expect, test } from 'vitest';
import { CentralFault } from '../central.ts';
import { STAFF_CATALOGUES } from './words.ts';
import { attempt, troubleOf } from './trouble.ts';

describe('why something was not done', () => {
  test.each([
    [undefined, 'trouble.no-server'],
    [503, 'trouble.no-server'],
    [403, 'trouble.not-allowed'],
    [404, 'trouble.not-found'],
    [409, 'trouble.changed'],
    [500, 'trouble.failed'],
    [507, 'trouble.disk-full'],
  ])('status %s is %s, for which there are words', (status, key) => {
    expect(troubleOf(new CentralFault(status, 'some-code')).key).toBe(key);
    expect(STAFF_CATALOGUES.vi[key]).toBeDefined();
  });

  test('fields that do not fit are named', () => {
    const { values } = troubleOf(new CentralFault(400, 'does-not-fit', ['amount', 'note']));
    expect(values).toMatchObject({ fields: 'amount, note' });
  });

  test('a fault of our own is not taken for the server’s', () => {
    expect(() => troubleOf(new RangeError('ours'))).toThrow('ours');
  });
});

describe('an attempt', () => {
  test('that the rules refuse is no deed, and says why', async () => {
    const refusal = { code: 'fee-too-much', params: { owed: 5 } };
    const done = await attempt(() => Promise.resolve({ outcome: 'refused' as const, refusal }));
    expect(done).toEqual({
      kind: 'trouble',
      trouble: { key: 'refused.fee-too-much', values: { owed: 5 } },
    });
  });
  test('that is accepted hands on what was answered', async () => {
    const done = await attempt(() => Promise.resolve({ outcome: 'accepted' as const, left: 0 }));
    expect(done).toEqual({ kind: 'done', value: { outcome: 'accepted', left: 0 } });
  });
  test('that nobody hears says so', async () => {
    const done = await attempt(() => Promise.reject(new CentralFault(undefined, 'no-server')));
    expect(done).toMatchObject({ trouble: { key: 'trouble.no-server' } });
  });
});
