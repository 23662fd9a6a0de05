import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { crcOfTag } from './crc.ts';
import type { TagContent } from './data-model.ts';
import { decodeExtensionBlocks, encodeExtensionBlock } from './extension-blocks.ts';
import {
  decodeIso28560Part3,
  encodeBasicBlock,
  isilOf,
  readBasicBlock,
  reverseBlocks,
} from './iso28560-3.ts';
import { rewriteIso28560Part3 } from './iso28560-3-rewrite.ts';
import { contentOf, decodeTag } from './tag.ts';

const tag = (memory: Uint8Array) => decodeTag({ memory, blockSize: 4 });
const vectors = vectorsOf('iso28560-3');

/** In the words of the vectors. */
function inVectorWords(fields: ReturnType<typeof readBasicBlock>) {
  const { setInformationSwapped: _, crcStored, ...rest } = fields;
  const low = (crcStored & 0xff).toString(16).padStart(2, '0');
  const high = (crcStored >> 8).toString(16).padStart(2, '0');
  return { model: 'iso28560-3', ...rest, crcStored: low + high };
}

test('the check value of CRC-16/IBM-3740', () => {
  expect(crcOfTag(new TextEncoder().encode('123456789'))).toBe(0x29b1);
});

describe.each(vectors)('$name', ({ bytes, expect: words }) => {
  test('reads as published', () => {
    expect(inVectorWords(readBasicBlock(bytes))).toEqual(words);
  });

  test('is recognised, or said to be damaged when its CRC is wrong', () => {
    expect(tag(bytes).kind).toBe(words['crcOk'] ? 'iso28560-3' : 'damaged');
  });

  test('with the bytes of every block turned round it reads the same', () => {
    if (!words['crcOk'])
      return expect(decodeIso28560Part3(reverseBlocks(bytes, 4))).toBeUndefined();
    // A chip holds whole blocks.
    const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    whole.set(bytes);
    const decoded = decodeIso28560Part3(reverseBlocks(whole, 4));
    expect(decoded).toMatchObject({
      primaryItemId: words['primaryItemId'],
      isil: words['isil'],
      blockByteOrder: 'reversed',
    });
  });

  test('rewritten with its own fields it is the same tag, extension blocks and all', () => {
    const content = contentOf(tag(bytes));
    if (!content)
      return expect(words['crcOk'] === false || words['primaryItemId'] === '').toBe(true);
    expect(toHex(rewriteIso28560Part3(bytes, content))).toBe(toHex(bytes));
  });
});

describe('the basic block', () => {
  const fields = {
    typeOfUsage: 1,
    partsInItem: 1,
    partNumber: 1,
    primaryItemId: 'B1',
    isil: 'VN-1',
  };

  test('whatever was encoded decodes to the same, on full and truncated blocks', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9./-]{1,16}$/);
    const unit = fc.stringMatching(/^[A-Za-z0-9/:-]{1,9}$/);
    fc.assert(
      fc.property(id, unit, fc.constantFrom(32, 34), (primaryItemId, unitName, length) => {
        const isil = `VN-${unitName}`;
        const bytes = encodeBasicBlock({ ...fields, primaryItemId, isil }, length);
        expect(bytes).toHaveLength(length);
        expect(decodeIso28560Part3(bytes)).toMatchObject({ primaryItemId, isil, crcOk: true });
      }),
    );
  });

  test('a field that does not fit is refused, not cut', () => {
    const tooLong = { ...fields, primaryItemId: '12345678901234567' };
    expect(() => encodeBasicBlock(tooLong)).toThrow(RangeError);
    expect(() => encodeBasicBlock({ ...fields, isil: 'VN-123456789012' }, 32)).toThrow(RangeError);
  });

  test('an identifier too long for it is found in the library extension block', () => {
    const id = 'THU-VIEN-TINH-0000012345';
    const payload = [0x01, ...new TextEncoder().encode(id)];
    const block = [payload.length + 4, 0x01, 0x00, 0x00, ...payload];
    block[3] = block.reduce((sum, byte) => sum ^ byte, 0);
    const basic = encodeBasicBlock({ ...fields, primaryItemId: '\u0001' });
    expect(tag(Uint8Array.from([...basic, ...block, 0]))).toMatchObject({ primaryItemId: id });
  });

  test('part 3 of 2 is a sign of the two numbers swapped', () => {
    const swapped = encodeBasicBlock({ ...fields, partsInItem: 2, partNumber: 3 });
    expect(decodeIso28560Part3(swapped)?.setInformationSwapped).toBe(true);
    expect(decodeIso28560Part3(encodeBasicBlock(fields))?.setInformationSwapped).toBe(false);
  });

  test.each([
    ['DE526', 'DE-526'],
    ['VN000123', 'VN-000123'],
    ['O-123', 'O-123'],
    ['', undefined],
  ])('owner “%s” is ISIL %s', (owner, isil) => {
    expect(isilOf(owner)).toBe(isil);
  });
});

describe('extension blocks', () => {
  const book: TagContent = {
    itemId: 'B1',
    isil: 'VN-1',
    part: 1,
    partsInItem: 1,
    usage: 1,
  };
  const written = (content: TagContent, old: Uint8Array = new Uint8Array(112)) =>
    rewriteIso28560Part3(old, content);
  const blocksOf = (memory: Uint8Array) => decodeIso28560Part3(memory)?.extensionBlocks ?? [];
  const memoryWith = (...blocks: Uint8Array[]) => {
    const memory = written(book);
    memory.set(
      blocks.flatMap((block) => [...block]),
      34,
    );
    return memory;
  };
  const library = (fields: Record<string, string | number>) => encodeExtensionBlock(1, fields);
  const title = encodeExtensionBlock(4, { title: 'Dế Mèn' });

  test('a number of any length that fits a block, and any owner, is read back', () => {
    const text = fc.stringMatching(/^[A-Za-z0-9./-]{1,60}$/);
    const isil = fc.stringMatching(/^([A-Z]{2}|O|OCLC)-[A-Za-z0-9/:]{1,11}$/);
    fc.assert(
      fc.property(text, isil, (itemId, owner) => {
        const content = { ...book, itemId, isil: owner };
        const decoded = decodeTag({ memory: written(content), blockSize: 4 });
        expect(contentOf(decoded)).toEqual(content);
      }),
    );
  });

  test('the text of a structured block is read back, with empty fields between', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.normalize('NFC'));
    const clean = name.filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(clean, clean, clean.filter(Boolean), (supplierId, orderNumber, gs1ProductId) => {
        const fields = { supplierId, orderNumber, gs1ProductId };
        const [block] = decodeExtensionBlocks(encodeExtensionBlock(2, fields), 0);
        expect(block).toMatchObject({ id: 2, xorOk: true, fields });
      }),
    );
  });

  test('a number that is short again leaves no trace of the long one', () => {
    const long = written({ ...book, itemId: 'THU-VIEN-TINH-0000012345' });
    const short = written(book, long);
    expect(contentOf(decodeTag({ memory: short, blockSize: 4 }))?.itemId).toBe('B1');
    expect(blocksOf(short)).toMatchObject([{ id: 1, fields: { mediaFormat: 0 } }]);
  });

  test('the library block grows over fillers’ place and moves those behind it, never into another', () => {
    const memory = memoryWith(library({ mediaFormat: 1 }), title);
    const grown = written({ ...book, itemId: 'THU-VIEN-TINH-0000012345' }, memory);
    expect(blocksOf(grown)).toMatchObject([
      { id: 1, fields: { mediaFormat: 1, itemId: 'THU-VIEN-TINH-0000012345' } },
      { id: 4, xorOk: true, fields: { title: 'Dế Mèn' } },
    ]);
  });

  test('a library block that shrinks leaves those behind it where they are', () => {
    const long = 'THU-VIEN-TINH-0000012345';
    const before = written({ ...book, itemId: long });
    const at = 34 + (before[34] ?? 0);
    before.set(title, at);
    const after = written(book, before);
    expect(after.subarray(at, at + title.length)).toEqual(title);
    expect(blocksOf(after).map(({ id }) => id)).toEqual([1, 4]);
  });

  test('another number of the same item and a second owner stay in their block', () => {
    const fields = { mediaFormat: 2, itemId: 'OLD-7', ownerInstitution: 'VN-9' };
    const memory = memoryWith(library(fields));
    expect(toHex(written(book, memory))).toBe(toHex(memory));
  });

  test('one that is damaged, and one of a longer ID, stay byte for byte', () => {
    const broken = title.with(6, 0x21);
    const vendor = Uint8Array.of(8, 1, 0xff, 2, 3, 0, 9, 0);
    vendor[5] = vendor.reduce((sum, byte) => sum ^ byte, 0);
    const memory = memoryWith(broken, Uint8Array.of(1), vendor);
    expect(blocksOf(memory)).toMatchObject([
      { id: 4, xorOk: false, fields: {} },
      { id: 0x030201, xorOk: true },
    ]);
    const { length } = memory;
    const rewritten = rewriteIso28560Part3(memory, { ...book, itemId: 'B2' }, 'unknown');
    expect(toHex(rewritten.subarray(34))).toBe(toHex(memory.subarray(34, length)));
  });

  test('text with a NUL in it, and a block without fields, are refused', () => {
    expect(() => encodeExtensionBlock(4, { title: 'a\0b' })).toThrow(RangeError);
    expect(() => encodeExtensionBlock(120, {})).toThrow(RangeError);
    expect(() => encodeExtensionBlock(4, { title: 'x'.repeat(252) })).toThrow(RangeError);
  });
});

describe('what it names', () => {
  const named = (fields: Partial<Parameters<typeof encodeBasicBlock>[0]>) => {
    const whole = { typeOfUsage: 1, partsInItem: 1, partNumber: 1, primaryItemId: 'B', isil: '' };
    const memory = encodeBasicBlock({ ...whole, ...fields });
    return contentOf(decodeTag({ memory, blockSize: 4 }));
  };

  test.each([
    [3, 2, { partsInItem: 3, part: 2 }],
    // Swapped by software that writes the two bytes the other way round.
    [2, 3, { partsInItem: 3, part: 2 }],
    [3, 0, { partsInItem: 3, part: 0 }],
    [0, 0, { partsInItem: 1, part: 1 }],
    [0, 2, { partsInItem: 2, part: 2 }],
    [12, 11, { partsInItem: 12, part: 11 }],
  ])('bytes %i and %i are %o', (partsInItem, partNumber, set) => {
    expect(named({ partsInItem, partNumber })).toMatchObject(set);
  });

  test('a label without a number names nothing', () => {
    expect(named({ primaryItemId: '', isil: 'DE-526' })).toBeUndefined();
  });
});
