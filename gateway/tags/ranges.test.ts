import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeIso28560Part2 } from './iso28560-2.ts';
import { encodeIso28560Part3 } from './iso28560-3-rewrite.ts';
import { reverseBlocks } from './iso28560-3.ts';
import { rangesOf } from './ranges.ts';
import { encodeRfid501 } from './rfid501.ts';
import { decodeTag } from './tag.ts';

const BOOK = { itemId: 'VN0000012345', isil: 'VN-000123', part: 1, partsInItem: 2, usage: 1 };

/** On a chip of 112 bytes. */
function onChip(content: ArrayLike<number>): Uint8Array {
  const memory = new Uint8Array(112);
  memory.set(content);
  return memory;
}
const ranges = (memory: Uint8Array, dsfid?: number) =>
  rangesOf(decodeTag({ memory, blockSize: 4, dsfid }), memory);
const textOf = (memory: Uint8Array, what: string): string =>
  ranges(memory)
    .filter((range) => range.what === what)
    .map(({ from, to }) => String.fromCharCode(...memory.subarray(from, to)).replaceAll('\0', ''))
    .join('');

describe('what the bytes belong to', () => {
  test('ISO 28560-3: number, check sum and owner stand where the standard puts them', () => {
    const memory = onChip(encodeIso28560Part3(BOOK, 112));
    expect(textOf(memory, 'id')).toBe('VN0000012345');
    expect(textOf(memory, 'owner')).toBe('VN000123');
    expect(ranges(memory).find(({ what }) => what === 'crc')).toMatchObject({ from: 19, to: 21 });
  });

  test('ISO 28560-3: a damaged block is shown with its fields all the same', () => {
    const memory = onChip(encodeIso28560Part3(BOOK, 112));
    memory[5] = (memory[5] ?? 0) ^ 1;
    expect(ranges(memory).find(({ what }) => what === 'crc')).toMatchObject({ from: 19, to: 21 });
  });

  test('ISO 28560-3: a long number is in an extension block', () => {
    const memory = onChip(
      encodeIso28560Part3({ ...BOOK, itemId: 'THU-VIEN-TINH-0000012345' }, 112),
    );
    expect(textOf(memory, 'rest')).toContain('THU-VIEN-TINH-0000012345');
  });

  test('ISO 28560-2: each data set is what its identifier says', () => {
    const memory = onChip(encodeIso28560Part2(BOOK));
    const whats = ranges(memory, 6).map(({ what }) => what);
    expect(whats).toContain('id');
    expect(whats).toContain('owner');
    expect(whats.at(-1)).toBe('free');
  });

  test('RFID501: the barcode', () => {
    expect(textOf(onChip(encodeRfid501(BOOK)), 'id')).toBe('VN0000012345');
  });

  test('nothing is said of blocks that stand the wrong way round, or of what is not known', () => {
    const memory = onChip(reverseBlocks(encodeIso28560Part3(BOOK, 112), 4));
    expect(ranges(memory)).toEqual([]);
    expect(ranges(onChip([0x55, 0xaa, 0x12, 0x99]))).toEqual([]);
  });

  test('whatever the bytes: in order, without gaps, within the memory', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (memory) => {
        let at = 0;
        for (const { from, to } of ranges(memory)) {
          expect(from).toBe(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect([0, memory.length]).toContain(at);
      }),
    );
  });
});
