import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { find, merge, NO_ROWS, pack, type RowTable, type RowValue, unpack } from './row-table.ts';

const value = fc.record({
  class: fc.integer({ min: 0, max: 255 }),
  standing: fc.integer({ min: 0, max: 255 }),
  loansLeft: fc.integer({ min: 0, max: 255 }),
  lastDay: fc.integer({ min: 0, max: 65_535 }),
});
/** Few enough that chunks share some, and both ends of what 40 bits hold. */
const hash = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 2 ** 40 - 5, max: 2 ** 40 - 1 }),
);
const chunk = fc.dictionary(hash.map(String), value, { maxKeys: 30 });

/** The row of a number by its hash. */
type Listed = Readonly<Record<string, RowValue>>;

function tableOf(rows: Listed): RowTable {
  const sorted = Object.entries(rows)
    .map(([key, row]) => ({ key: Number(key), row }))
    .sort((a, b) => a.key - b.key);
  return {
    hashes: Float64Array.from(sorted, ({ key }) => key),
    values: Float64Array.from(sorted, ({ row }) => pack(row)),
  };
}

test('PM6 what a row says is the same after it was packed', () => {
  fc.assert(
    fc.property(value, (row) => {
      expect(unpack(pack(row))).toEqual(row);
    }),
  );
});

describe('PM6 of two rows of one number the later counts', () => {
  test('whatever chunks there are, each number is found as the last of them says', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => {
        const table = chunks.map(tableOf).reduce(merge, NO_ROWS);
        const expected: Listed = Object.assign({}, ...chunks);
        for (const [key, row] of Object.entries(expected))
          expect(find(table, Number(key))).toEqual(row);
        expect(table.hashes).toHaveLength(Object.keys(expected).length);
      }),
    );
  });

  test('neighbours that are merged first change nothing, so that it can be done in pieces', () => {
    fc.assert(
      fc.property(chunk, chunk, chunk, (a, b, c) => {
        const [x, y, z] = [tableOf(a), tableOf(b), tableOf(c)];
        expect(merge(merge(x, y), z)).toEqual(merge(x, merge(y, z)));
      }),
    );
  });

  test('a number that no chunk names is not found', () => {
    fc.assert(
      fc.property(chunk, hash, (rows, other) => {
        fc.pre(!(String(other) in rows));
        expect(find(tableOf(rows), other)).toBeUndefined();
      }),
    );
  });
});
