import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '#tests/vectors/vectors.ts';
import type { TagContent } from './data-model.ts';
import { decodeDataSets, encodeDataSet } from './iso15962-data-sets.ts';
import type { NewDataSet } from './iso15962-data-sets.ts';
import { contentOfPart2, decodeElements } from './iso28560-2.ts';
import { rewriteIso28560Part2 } from './iso28560-2-rewrite.ts';

/** The example of the standard on a chip of 112 bytes. */
const example = new Uint8Array(112);
example.set(
  fromHex('9100051cbe991a14 0201d0 140204b3 4607441cb6e2e335d6 830207acc09ebaa06f6b0000'),
);
const said = contentOfPart2(decodeElements(example));
const asIs: TagContent = said ?? { itemId: '', part: 1, partsInItem: 1, usage: 6 };
const read = (memory: Uint8Array) => {
  const decoded = decodeElements(memory);
  return { content: contentOfPart2(decoded), elements: decoded.elements, error: decoded.error };
};

test('what the tag says already changes no byte of it', () => {
  expect(rewriteIso28560Part2(example, asIs, 4)).toEqual(example);
});

test('another number of the same length changes the number alone', () => {
  const rewritten = rewriteIso28560Part2(example, { ...asIs, itemId: '123456789013' }, 4);
  expect(rewritten.subarray(8)).toEqual(example.subarray(8));
  expect(read(rewritten).content).toEqual({ ...asIs, itemId: '123456789013' });
});

test('a shorter number is padded: what follows stays where it is', () => {
  const rewritten = rewriteIso28560Part2(example, { ...asIs, itemId: '1234' }, 4);
  expect(toHex(rewritten.subarray(0, 8))).toBe('91030204d2000000');
  expect(rewritten.subarray(8)).toEqual(example.subarray(8));
});

test('a longer one moves what follows by whole blocks', () => {
  const content = { ...asIs, itemId: '1234567890123456' };
  const rewritten = rewriteIso28560Part2(example, content, 4);
  const places = (memory: Uint8Array) => decodeDataSets(memory).sets.map(({ start }) => start % 4);
  expect(places(rewritten)).toEqual(places(example));
  expect(read(rewritten).content).toEqual(content);
});

test('what is new goes behind the rest, and into the index', () => {
  const rewritten = rewriteIso28560Part2(example, { ...asIs, usage: 1 }, 4);
  const { elements, content } = read(rewritten);
  expect(elements.map(({ oid }) => oid)).toEqual([1, 2, 4, 6, 3, 5]);
  expect(elements[1]?.value).toEqual([3, 4, 5, 6]);
  expect(content).toEqual({ ...asIs, usage: 1 });
});

test('an owner that is not named stays', () => {
  const { isil, ...rest } = asIs;
  expect(isil).toBe('US-InU-Mu');
  expect(rewriteIso28560Part2(example, rest, 4)).toEqual(example);
});

test('a set becomes one book again: the element stays and says so', () => {
  const rewritten = rewriteIso28560Part2(example, { ...asIs, part: 1, partsInItem: 1 }, 4);
  expect(read(rewritten).content).toMatchObject({ part: 1, partsInItem: 1 });
  expect(read(rewritten).elements[2]).toMatchObject({ oid: 4, value: '0101' });
});

test('a finer word of the type of usage stays where its class does', () => {
  const sorted = fromHex('11 02 04d2 65 01 11 00 00 00 00 00 00 00 00'.replaceAll(' ', ''));
  const content = { itemId: '1234', part: 1, partsInItem: 1 };
  expect(rewriteIso28560Part2(sorted, { ...content, usage: 1 }, 4)).toEqual(sorted);
  const withdrawn = rewriteIso28560Part2(sorted, { ...content, usage: 7 }, 4);
  expect(read(withdrawn).elements[1]).toMatchObject({ name: 'typeOfUsage', value: '70' });
});

describe('refuses', () => {
  test('a content that does not fit', () => {
    const small = example.subarray(0, 36);
    expect(() => rewriteIso28560Part2(small, { ...asIs, usage: 1 }, 4)).toThrow(RangeError);
  });

  test('to write over what stands behind the end', () => {
    const foreign = example.slice();
    foreign[38] = 0xab;
    expect(rewriteIso28560Part2(foreign, asIs, 4)).toEqual(foreign);
    expect(() => rewriteIso28560Part2(foreign, { ...asIs, usage: 1 }, 4)).toThrow(RangeError);
  });

  test('a damaged tag', () => {
    expect(() => rewriteIso28560Part2(example.subarray(0, 20), asIs, 4)).toThrow(RangeError);
  });

  test('a tag of another format', () => {
    const foreign = fromHex('e1400e01ff');
    expect(() => rewriteIso28560Part2(foreign, asIs, 4)).toThrow(RangeError);
  });
});

const OURS = [1, 2, 3, 4, 5];
const foreignSet = fc
  .record({
    oid: fc.constantFrom(6, 9, 15, 17, 26),
    text: fc.stringMatching(/^[a-zA-Z]{1,9}$/),
  })
  .map(({ oid, text }): NewDataSet => {
    return { oid, compaction: 'utf-8', data: new TextEncoder().encode(text) };
  });
const number = fc.stringMatching(/^[1-9]\d{1,14}$/);

test('whatever is rewritten is read back, and what is not ours keeps its bytes and its place in a block', () => {
  const sets = fc.array(fc.tuple(foreignSet, fc.nat(4)), { maxLength: 4 });
  const contents = fc.record({
    itemId: fc.oneof(number, fc.stringMatching(/^[A-Za-z0-9]{1,16}$/)),
    isil: fc.stringMatching(/^VN-[A-Z0-9]{1,8}$/),
    part: fc.integer({ min: 1, max: 99 }),
    partsInItem: fc.integer({ min: 1, max: 99 }),
    usage: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(number, sets, contents, fc.constantFrom(4, 8), (id, others, content, blockSize) => {
      const first = { oid: 1, compaction: 'octet-string' as const, data: Buffer.from(id) };
      const bytes = [[first, 0] as const, ...others].flatMap(([set, grow]) => [
        ...encodeDataSet(set, grow),
      ]);
      const memory = new Uint8Array(320);
      memory.set(bytes);
      const rewritten = rewriteIso28560Part2(memory, content, blockSize);
      expect(read(rewritten).content).toEqual(content);
      expect(foreign(rewritten, blockSize)).toEqual(foreign(memory, blockSize));
    }),
  );
});

const foreign = (memory: Uint8Array, blockSize: number) =>
  decodeDataSets(memory)
    .sets.filter(({ oid }) => !OURS.includes(oid))
    .map(({ start, end }) => [start % blockSize, toHex(memory.subarray(start, end))]);
