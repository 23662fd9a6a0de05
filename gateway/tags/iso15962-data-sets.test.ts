import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '#tests/vectors/vectors.ts';
import { COMPACTIONS } from './iso15962-compaction.ts';
import { decodeDataSets, encodeDataSet } from './iso15962-data-sets.ts';

const read = (hex: string) => {
  const { sets, ...rest } = decodeDataSets(fromHex(hex));
  return {
    ...rest,
    sets: sets.map(({ oid, compaction, padBytes, data }) => [
      oid,
      compaction,
      padBytes,
      toHex(data),
    ]),
  };
};

test('a data set with padding, one without, and the end', () => {
  expect(read('9102021234 0000 1502abcd 00ffff')).toEqual({
    sets: [
      [1, 'integer', 2, '1234'],
      [5, 'integer', 0, 'abcd'],
    ],
    end: 11,
  });
});

test('the end of the memory ends it, too', () => {
  expect(read('150110')).toEqual({ sets: [[5, 'integer', 0, '10']], end: 3 });
});

test('an OID of 15 and more has a byte of its own', () => {
  expect(read('7f02024142')).toEqual({ sets: [[17, 'utf-8', 0, '4142']], end: 5 });
});

test('its padding count stands behind that byte', () => {
  expect(read('ff0201024142 00 150110')).toMatchObject({
    sets: [
      [17, 'utf-8', 1, '4142'],
      [5, 'integer', 0, '10'],
    ],
  });
});

test('and before it where only that leaves whole data sets behind', () => {
  expect(read('ff0102024142 00 150110')).toMatchObject({
    sets: [
      [17, 'utf-8', 1, '4142'],
      [5, 'integer', 0, '10'],
    ],
  });
});

test('padding that is not zero is padding all the same', () => {
  expect(read('910102 1234 ff 00')).toEqual({ sets: [[1, 'integer', 1, '1234']], end: 6 });
});

test.each(['15', '1502ab', '91', '9102', '91020212', '9102021234', '7f', '7f02', '7f020541'])(
  '%s is truncated',
  (hex) => {
    expect(read(hex).error).toBe('truncated');
  },
);

test.each(['100112', '0f7100', '800000'])('%s has an OID that there is not', (hex) => {
  expect(read(hex).error).toBe('malformed');
});

test('what stands before the fault is kept', () => {
  expect(read('150110 150211')).toEqual({
    sets: [[5, 'integer', 0, '10']],
    end: 3,
    error: 'truncated',
  });
});

const newSet = fc.record({
  oid: fc.integer({ min: 1, max: 127 }),
  compaction: fc.constantFrom(...COMPACTIONS),
  data: fc.uint8Array({ minLength: 1, maxLength: 12 }),
});
// A precursor of 00 would be the end: OID 0 is never written, so that no data set begins with one.

test('data sets come back as they were, however they are padded', () => {
  const padded = fc.array(fc.tuple(newSet, fc.nat(9)), { maxLength: 6 });
  fc.assert(
    fc.property(padded, (sets) => {
      const bytes = sets.flatMap(([set, growBy]) => [...encodeDataSet(set, growBy)]);
      const decoded = decodeDataSets(Uint8Array.from([...bytes, 0]));
      expect(decoded.error).toBeUndefined();
      expect(decoded.end).toBe(bytes.length);
      expect(decoded.sets).toHaveLength(sets.length);
      for (const [at, [set, growBy]] of sets.entries()) {
        expect(decoded.sets[at]).toMatchObject(set);
        expect(decoded.sets[at]?.padBytes).toBe(Math.max(0, growBy - 1));
      }
    }),
  );
});

test('what no data set can hold is refused', () => {
  const data = new Uint8Array(1);
  expect(() => encodeDataSet({ oid: 0, compaction: 'integer', data })).toThrow(RangeError);
  expect(() => encodeDataSet({ oid: 128, compaction: 'integer', data })).toThrow(RangeError);
  expect(() => encodeDataSet({ oid: 1, compaction: 'integer', data: new Uint8Array(256) })).toThrow(
    RangeError,
  );
  expect(() => encodeDataSet({ oid: 1, compaction: 'integer', data }, 257)).toThrow(RangeError);
});

test('two readings of every data set do not double the work each time', () => {
  // A thousand precursors that may be read either way: followed one by one, 2^300 ways.
  const memory = new Uint8Array(1000).fill(0xff);
  for (let at = 0; at < 1000; at += 4) memory.set([0xff, 0, 1, 0], at);
  expect(decodeDataSets(memory).end).toBeGreaterThan(0);
});

test('any memory at all is read to an end that lies in it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 320 }), (memory) => {
      const { sets, end } = decodeDataSets(memory);
      expect(end).toBeLessThanOrEqual(memory.length);
      expect(sets.length * 2).toBeLessThanOrEqual(memory.length);
    }),
  );
});
