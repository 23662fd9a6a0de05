import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookTag } from '#tests/simulators/book-tag.ts';
import { toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { crcOfTag } from './crc.ts';
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

describe('recognition', () => {
  test.each([
    ['all zero', new Uint8Array(112), 'blank'],
    [
      'as 3M delivered it',
      Uint8Array.from({ length: 32 }, (_, at) => (at < 24 ? 0x55 : 0)),
      'blank',
    ],
    ['nothing could be read', new Uint8Array(), 'unknown'],
    ['random bytes', Uint8Array.from({ length: 36 }, (_, at) => (at * 73 + 200) & 0xff), 'unknown'],
    [
      'an NDEF message',
      Uint8Array.from([0xe1, 0x40, 0x0e, 1, 3, 3, 0xd0, ...new Uint8Array(29)]),
      'ndef',
    ],
    ['the record of ISO 28560-2 that begins like part 3', record(), 'iso28560-2'],
  ])('%s: %s', (_, memory, kind) => {
    expect(tag(memory).kind).toBe(kind);
  });

  test('a basic block with nine blocks read of a longer chip', () => {
    const { memory } = bookTag({
      uid: 'E004010000000001',
      itemId: 'VN0000012345',
      parts: 3,
      part: 2,
    });
    expect(tag(memory.slice(0, 36))).toMatchObject({
      kind: 'iso28560-3',
      primaryItemId: 'VN0000012345',
      partsInItem: 3,
      partNumber: 2,
      isil: 'VN-000123',
    });
  });

  test('one bit that tipped over is a damaged tag, never another book', () => {
    const { memory } = bookTag({ uid: 'E004010000000001', itemId: 'VN0000012345' });
    for (let bit = 0; bit < 34 * 8; bit++) {
      const torn = memory.slice(0, 36);
      torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(tag(torn).kind).not.toBe('iso28560-3');
    }
  });

  test('whatever the memory, it is answered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (memory) => {
        expect([
          'blank',
          'damaged',
          'unknown',
          'ndef',
          'rfid501',
          'iso28560-3',
          'iso28560-2',
        ]).toContain(tag(memory).kind);
      }),
    );
  });

  /** `11`, length, integer compaction: a primary item identifier of ISO 28560-2. */
  function record(): Uint8Array {
    return Uint8Array.from([0x11, 0x05, 0x1c, 0xbe, 0x99, 0x1a, 0x14, ...new Uint8Array(29)]);
  }
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
