import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkFault, decodeChunk, encodeChunk, MOST_CHUNK_BYTES, MOST_ROWS } from './chunk.ts';
import type { CardRows, ItemRows, Rows } from './chunk.ts';

const byte = fc.integer({ min: 0, max: 255 });
const hash = fc.integer({ min: 0, max: 2 ** 40 - 1 });
const row = fc.record({
  hash,
  class: byte,
  standing: byte,
  loansLeft: byte,
  lastDay: fc.integer({ min: 0, max: 65_535 }),
});
const manyRows = fc
  .uniqueArray(row, { selector: (one) => one.hash, maxLength: 40 })
  .map((rows) => rows.toSorted((a, b) => a.hash - b.hash));

const cards = manyRows.map((rows): CardRows => ({
  kind: 'cards',
  hashes: Float64Array.from(rows, (one) => one.hash),
  classes: Uint8Array.from(rows, (one) => one.class),
  standings: Uint8Array.from(rows, (one) => one.standing),
  loansLeft: Uint8Array.from(rows, (one) => one.loansLeft),
  lastDays: Uint16Array.from(rows, (one) => one.lastDay),
}));
const items = cards.map(({ hashes, classes, standings }): ItemRows => ({
  kind: 'items',
  ...{ hashes, classes, standings },
}));
const rows: fc.Arbitrary<Rows> = fc.oneof(cards, items);

test('what was encoded is decoded to the same rows', () => {
  fc.assert(
    fc.property(rows, (one) => {
      expect(decodeChunk(encodeChunk(one))).toEqual(one);
    }),
  );
});

test('PM6 the bytes are columns, big-endian, the highest bytes of the hashes first', () => {
  const two: CardRows = {
    kind: 'cards',
    hashes: Float64Array.of(0x01_02_03_04_05, 0xf1_f2_f3_f4_f5),
    classes: Uint8Array.of(7, 8),
    standings: Uint8Array.of(1, 2),
    loansLeft: Uint8Array.of(5, 255),
    lastDays: Uint16Array.of(0x1234, 0x5678),
  };
  expect(Buffer.from(encodeChunk(two)).toString('hex')).toBe(
    '0100000002' + '01f102f203f304f405f5' + '0708' + '0102' + '05ff' + '12345678',
  );
  const { hashes, classes, standings } = two;
  const asItems = encodeChunk({ kind: 'items', hashes, classes, standings });
  expect(Buffer.from(asItems).toString('hex')).toBe(
    '0200000002' + '01f102f203f304f405f5' + '0708' + '0102',
  );
});

test('a chunk that is cut, or has more than it says, is refused', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (one, at) => {
      const bytes = encodeChunk(one);
      const cut = bytes.slice(0, at % bytes.length);
      expect(() => decodeChunk(cut)).toThrow(ChunkFault);
      expect(() => decodeChunk(Uint8Array.of(...bytes, 0))).toThrow(ChunkFault);
    }),
  );
});

test('a chunk of a kind that is not known is refused', () => {
  expect(() => decodeChunk(Uint8Array.of(3, 0, 0, 0, 0))).toThrow(/no kind/);
});

test('rows that do not rise are neither written nor read', () => {
  const columns = { classes: Uint8Array.of(0, 0), standings: Uint8Array.of(0, 0) };
  const wrong: ItemRows = { kind: 'items', hashes: Float64Array.of(5, 5), ...columns };
  expect(() => encodeChunk(wrong)).toThrow(/rising/);
  const bytes = encodeChunk({ ...wrong, hashes: Float64Array.of(5, 6) });
  bytes[14] = 5;
  expect(() => decodeChunk(bytes)).toThrow(/rising/);
});

test('any bytes are a chunk or a ChunkFault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        expect(encodeChunk(decodeChunk(bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ChunkFault);
      }
    }),
  );
});

test('PM6 a full chunk keeps to its bytes, and one row more is refused', () => {
  const full = (count: number): ItemRows => ({
    kind: 'items',
    hashes: Float64Array.from({ length: count }, (_, at) => at),
    classes: new Uint8Array(count),
    standings: new Uint8Array(count),
  });
  expect(encodeChunk(full(MOST_ROWS.items)).length).toBeLessThanOrEqual(MOST_CHUNK_BYTES);
  expect(() => encodeChunk(full(MOST_ROWS.items + 1))).toThrow(ChunkFault);
});
