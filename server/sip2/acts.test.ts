import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { uuidOf } from './acts.ts';

const keyOf = (byte: number) => createSecretKey(Buffer.alloc(32, byte));
const [key, other] = [keyOf(1), keyOf(2)];
const AT = Date.UTC(2026, 10, 23, 3);
const PARTS = ['kiosk', 'checkout', 'C-1', 'B-1'];

test('S2-15 the id of an act is the same for the same act, to who has the key of the server', () => {
  const id = uuidOf(key, AT, PARTS);
  expect(uuidOf(key, AT, [...PARTS])).toBe(id);
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  // Whoever has the database alone cannot find out by trying whose loan it was (Z4).
  expect(uuidOf(other, AT, PARTS)).not.toBe(id);
  expect(uuidOf(key, AT, ['kiosk', 'checkout', 'C-1B', '-1'])).not.toBe(id);
});

test('S2-15 ids of one time stand together, and a date beyond all clocks is borne', () => {
  const [first, second] = [AT, AT + 1000].map((at) => uuidOf(key, at, PARTS));
  expect([second, first].toSorted()).toEqual([first, second]);
  for (const at of [-1, 0, 2 ** 48, Date.UTC(9999, 11, 31)])
    expect(uuidOf(key, at, PARTS)).toMatch(/^[\da-f-]{36}$/);
});
