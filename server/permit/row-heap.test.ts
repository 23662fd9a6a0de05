import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochKey, RowHeap } from './row-heap.ts';
import { unpacked } from './rules/row-set.ts';
import type { RowValue } from './rules/row-set.ts';

const KEY = randomBytes(32);
const row = (more: Partial<RowValue> = {}): RowValue => ({
  ...{ class: 1, standing: 0, loansLeft: 3, lastDay: 0 },
  ...more,
});
const heapOf = (rows: readonly (readonly [number, RowValue])[]) => {
  const heap = new RowHeap(epochKey(KEY));
  for (const [hash, value] of rows) heap.put(hash, value);
  return heap.inOrder();
};

test('PM2 a number is found under the first 40 bits of its HMAC', () => {
  const heap = new RowHeap(epochKey(KEY));
  heap.add({ text: 'card\n17', row: row() });
  const digest = createHmac('sha256', KEY).update('card\n17').digest();
  expect([...heap.inOrder().hashes]).toEqual([digest.readUIntBE(0, 5)]);
});

test('PM6 whatever order they come in, rows rise, each hash once', () => {
  const hash = fc.oneof(fc.integer({ min: 0, max: 2 ** 40 - 1 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 60 }), (hashes) => {
      const { hashes: sorted, values } = heapOf(hashes.map((one) => [one, row()] as const));
      expect([...sorted]).toEqual([...new Set(hashes)].toSorted((a, b) => a - b));
      expect(values).toHaveLength(sorted.length);
    }),
  );
});

test('PM27 of two numbers of one hash the one that may do less is told, whichever comes first', () => {
  const told = (...rows: RowValue[]) =>
    [rows, rows.toReversed()].map((order) => {
      const { values } = heapOf(order.map((one) => [7, one] as const));
      return [...values].map(unpacked);
    });
  const blocked = row({ standing: 1, loansLeft: 9 });
  expect(told(row(), blocked)).toEqual([[blocked], [blocked]]);
  const fewer = row({ loansLeft: 1 });
  expect(told(row(), fewer, row({ loansLeft: 2 }))).toEqual([[fewer], [fewer]]);
});
