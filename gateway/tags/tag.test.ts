import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookTag } from '#tests/simulators/book-tag.ts';
import { fromHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { encodeDataSet } from './iso15962-data-sets.ts';
import { encodeText, OID } from './iso28560-2-elements.ts';
import { encodeIso28560Part2 } from './iso28560-2.ts';
import { encodeIso28560Part3 } from './iso28560-3-rewrite.ts';
import { reverseBlocks } from './iso28560-3.ts';
import { encodeEpc, encodeUserBank } from './iso28560-4.ts';
import { encodeRfid501 } from './rfid501.ts';
import { contentOf, decodeTag, needsMore } from './tag.ts';
import type { DecodedTag } from './tag.ts';

const ID = 'VN0000012345';
/** Always the same: one torn tag in 65,536 has the right CRC by chance, and that is no fault of ours. */
const CRC_CASES = { numRuns: 1000, seed: 15693 };
const BOOK = { itemId: ID, isil: 'VN-000123', part: 1, partsInItem: 1, usage: 1 };
const LONG = { ...BOOK, itemId: 'THU-VIEN-TINH-0000012345' };

const decoded = (memory: Uint8Array, dsfid?: number): DecodedTag =>
  decodeTag({ memory, blockSize: 4, dsfid });
const kindOf = (memory: Uint8Array, dsfid?: number) => decoded(memory, dsfid).kind;
const idOf = (memory: Uint8Array, dsfid?: number) => contentOf(decoded(memory, dsfid))?.itemId;

/** On a chip of 112 bytes. */
function onChip(content: ArrayLike<number>): Uint8Array {
  const memory = new Uint8Array(112);
  memory.set(content);
  return memory;
}

describe('recognition, in the documented order', () => {
  /** In the words of the vectors. */
  const model = (tag: DecodedTag): string => {
    if (tag.kind === 'blank') return tag.pattern === '3m' ? 'blank-3m' : 'blank';
    return { ndef: 'ndef-type5', rfid501: '3m-rfid501' }[String(tag.kind)] ?? tag.kind;
  };

  test.each([
    ...vectorsOf('model-detect'),
    ...vectorsOf('iso28560-2').filter(({ expect: words }) => words['model']),
    ...vectorsOf('rfid501'),
  ])('$name', ({ bytes, expect: words }) => {
    expect(model(decoded(bytes))).toBe(words['model']);
  });

  test.each([
    ['all zero', new Uint8Array(112), 'blank'],
    ['nothing could be read', new Uint8Array(), 'unknown'],
    ['random bytes', Uint8Array.from({ length: 36 }, (_, at) => (at * 73 + 200) & 0xff), 'unknown'],
    ['no version of NDEF that there is', fromHex('e1000e010303d0000000fe00'), 'unknown'],
    ['RFID501 with something behind the barcode', onRfid501(15, 0x41), 'unknown'],
    ['RFID501 with something in its last bytes', onRfid501(30, 1), 'unknown'],
    ['RFID501 without a barcode', Uint8Array.of(4, ...new Uint8Array(31)), 'unknown'],
    ['RFID501 with control characters', onRfid501(4, 0x07), 'unknown'],
    ['letters, which read as one long data set', new TextEncoder().encode('abcdefgh'), 'unknown'],
  ] as const)('%s: %s', (_, memory, kind) => {
    expect(kindOf(memory)).toBe(kind);
  });

  test('nine blocks of a longer chip are enough for a basic block', () => {
    const { memory } = bookTag({ uid: 'E004010000000001', itemId: ID, parts: 3, part: 2 });
    expect(decoded(memory.slice(0, 36))).toMatchObject({
      kind: 'iso28560-3',
      primaryItemId: ID,
      partsInItem: 3,
      partNumber: 2,
      isil: 'VN-000123',
    });
  });

  test('a part 3 tag is one whatever its DSFID says', () => {
    expect(kindOf(onChip(encodeIso28560Part3(BOOK, 34)), 0x06)).toBe('iso28560-3');
  });

  test('part 2 is recognised without its DSFID, and called damaged only with it', () => {
    const memory = encodeIso28560Part2(BOOK);
    expect(idOf(onChip(memory), 0)).toBe(ID);
    const cut = memory.subarray(0, memory.length - 1);
    expect(decoded(cut, 0).kind).toBe('unknown');
    expect(decoded(cut, 6)).toMatchObject({ kind: 'damaged', fault: 'truncated' });
  });

  test('letters of another format are no data sets, however well they end', () => {
    // 41: OID 1 in 6-bit letters; 4e: 78 bytes of them.
    const letters = onChip(new TextEncoder().encode('ANB-CENTRAL LIBRARY'));
    expect(idOf(letters)).toBeUndefined();
  });

  function onRfid501(at: number, byte: number): Uint8Array {
    return encodeRfid501({ ...BOOK, itemId: '12345' }).with(at, byte);
  }
});

describe('never another book’s number', () => {
  test('two identifiers that differ are none; one that is there twice is one', () => {
    const id = (text: string) => encodeDataSet(encodeText(OID.primaryItemId, text));
    const tag = (...texts: string[]) =>
      Uint8Array.from([...texts.flatMap((text) => [...id(text)]), 0]);
    expect(idOf(tag('TN0001', 'TN0002'), 0x06)).toBeUndefined();
    expect(idOf(tag('TN0001', 'TN0001'), 0x06)).toBe('TN0001');
  });

  const { memory } = bookTag({ uid: 'E004010000000001', itemId: ID });
  const dsfids = fc.constantFrom(undefined, 0, 0x06, 0x3e);

  test.each([undefined, 0x06])('one bit that tipped over is a damaged tag (DSFID %s)', (dsfid) => {
    for (let bit = 0; bit < 34 * 8; bit++) {
      const torn = memory.slice();
      torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(idOf(torn, dsfid), `bit ${bit}`).toBeUndefined();
      expect(['damaged', 'unknown']).toContain(kindOf(torn, dsfid));
    }
  });

  test('cut at every byte, what is left names this item or none', () => {
    const tags = [
      onChip(encodeIso28560Part3(LONG, 112)),
      onChip(encodeIso28560Part3(BOOK, 34)),
      onChip(encodeIso28560Part2(BOOK)),
      onChip(encodeRfid501(BOOK)),
    ];
    for (const [nr, whole] of tags.entries()) {
      for (let end = 0; end <= whole.length; end++) {
        const id = idOf(whole.subarray(0, end), nr === 2 ? 6 : 0);
        expect([undefined, ID, LONG.itemId], `${nr}, ${end} bytes`).toContain(id);
      }
    }
  });

  test('a block that was not written in a row of any number of parts', () => {
    const block = fc.integer({ min: 0, max: 8 });
    const set = fc.record({
      parts: fc.integer({ min: 1, max: 9 }),
      part: fc.integer({ min: 1, max: 9 }),
    });
    const itemId = fc.stringMatching(/^[A-Z0-9]{9,16}$/);
    fc.assert(
      fc.property(block, set, itemId, dsfids, (lost, { parts, part }, id, dsfid) => {
        const whole = onChip(
          encodeIso28560Part3({ ...BOOK, itemId: id, part, partsInItem: parts }, 34),
        );
        const torn = whole.slice().fill(0, lost * 4, lost * 4 + 4);
        expect([undefined, id]).toContain(idOf(torn, dsfid));
      }),
      CRC_CASES,
    );
  });

  test('a torn write that stopped after any block, whatever the DSFID', () => {
    const itemId = fc.stringMatching(/^[A-Z0-9]{1,16}$/);
    const content = fc.record({ itemId, part: fc.nat(9), partsInItem: fc.nat(9) });
    // A DSFID of 06 on a label that was never written is somebody’s setting: a short number may then be meant.
    const dsfid = fc.constantFrom(undefined, 0, 0x3e);
    fc.assert(
      fc.property(content, fc.nat(8), dsfid, (fields, blocks, id) => {
        const whole = encodeIso28560Part3({ ...BOOK, ...fields }, 36);
        const torn = onChip(whole.subarray(0, blocks * 4));
        expect([undefined, fields.itemId]).toContain(idOf(torn, id));
      }),
      CRC_CASES,
    );
  });

  test('whatever the memory, it is answered', () => {
    const epc = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), dsfids, epc, (bytes, dsfid, pcAndUii) => {
        const tag = { memory: bytes, blockSize: 4, dsfid, epc: pcAndUii };
        expect(contentOf(decodeTag(tag))?.itemId ?? '-').not.toBe('');
        expect(typeof needsMore(tag)).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a wrong CRC', () => {
  const torn = onChip(encodeIso28560Part3(BOOK, 34)).with(19, 0);

  test('is a damaged tag with its remains, also with its bytes the wrong way round', () => {
    expect(decoded(torn)).toMatchObject({
      kind: 'damaged',
      format: 'iso28560-3',
      fault: 'crc',
      fields: { primaryItemId: ID },
    });
    expect(decoded(reverseBlocks(torn, 4))).toMatchObject({
      kind: 'damaged',
      fields: { primaryItemId: ID, blockByteOrder: 'reversed' },
    });
  });

  test('is taken where the site says so, and nothing else is', () => {
    const accept = { acceptWrongCrc: true };
    expect(contentOf(decodeTag({ memory: torn, blockSize: 4 }, accept))?.itemId).toBe(ID);
    const noise = { memory: onChip([9, 8, 7]), blockSize: 4 };
    expect(decodeTag(noise, accept).kind).toBe('unknown');
  });
});

describe('a number in the library extension block', () => {
  const whole = encodeIso28560Part3(LONG, 112);

  test('is read from it', () => {
    expect(idOf(whole)).toBe(LONG.itemId);
  });

  test('is lost with it: damaged, and no book of the number 01', () => {
    expect(decoded(whole.with(40, 0))).toMatchObject({ kind: 'damaged', fault: 'id-lost' });
    expect(decoded(whole.slice(0, 36))).toMatchObject({ kind: 'damaged', fault: 'id-lost' });
  });
});

describe('what must be read further', () => {
  const first = (memory: Uint8Array, dsfid = 0, blockCount?: number) => ({
    memory: memory.slice(0, 36),
    blockSize: 4,
    dsfid,
    ...(blockCount !== undefined && { blockCount }),
  });
  const part2 = encodeIso28560Part2(LONG);
  const padded = Uint8Array.from([...part2, ...new Uint8Array(112 - part2.length)]);

  test.each([
    ['a basic block', onChip(encodeIso28560Part3(BOOK, 34)), false],
    ['a number in an extension block', encodeIso28560Part3(LONG, 112), true],
    ['data sets with their end', onChip(encodeIso28560Part2(BOOK)), false],
    ['data sets that go on', Uint8Array.from([...padded].fill(0x61, 30)), true],
    ['RFID501', onChip(encodeRfid501(BOOK)), false],
    ['a blank tag', new Uint8Array(112), false],
    ['an unknown one', onChip([9, 8, 7]), true],
    ['a wrong CRC', onChip(encodeIso28560Part3(BOOK, 34)).with(19, 0), false],
    ['nothing', new Uint8Array(), false],
  ])('%s: %s', (_, memory, more) => {
    expect(needsMore(first(memory, 6))).toBe(more);
  });

  test('nothing when all of a small chip has been read', () => {
    expect(needsMore(first(onChip([9, 8, 7]), 0, 9))).toBe(false);
  });

  test('a user bank that goes on', () => {
    const epc = encodeEpc(BOOK, 0x07, { userMemory: true });
    const bank = encodeUserBank(LONG, { everything: true });
    const uhf = (memory: Uint8Array) => needsMore({ memory, blockSize: 2, epc });
    expect(uhf(bank.subarray(0, 12))).toBe(true);
    const foreign = { blockSize: 2, epc: fromHex('1191deadbeef') };
    expect(needsMore({ ...foreign, memory: bank.subarray(0, 12) })).toBe(true);
    expect(needsMore({ ...foreign, memory: new Uint8Array(12).fill(9) })).toBe(false);
    expect(uhf(Uint8Array.from([...bank, 0, 0]))).toBe(false);
  });
});

describe('UHF', () => {
  const uhf = (epc: string | Uint8Array, memory = new Uint8Array(16)) =>
    decodeTag({ memory, blockSize: 2, epc: typeof epc === 'string' ? fromHex(epc) : epc });

  test.each(vectorsOf('iso28560-4-epc'))('$name', ({ bytes }) => {
    const tag = uhf(bytes);
    expect(tag.kind).toBe('iso28560-4');
    expect(contentOf(tag)).toMatchObject({ itemId: '12345678', isil: 'CH-000134-1' });
  });

  test.each([
    ['fresh from the factory: the chip’s own number', '3000e2801160600002084b6c1f20', 'blank'],
    ['unprogrammed', '3000000000000000000000000000', 'blank'],
    ['a number of commerce', '3000300833b2ddd9014000000000', 'unknown'],
    ['an AFI that is not a library’s', '1990deadbeef', 'unknown'],
    ['a library’s AFI and bytes that are no UII', '1107ffff1234', 'damaged'],
    ['a PC word that is cut', '30', 'unknown'],
  ])('%s: %s', (_, epc, kind) => {
    expect(uhf(epc)).toMatchObject({ kind });
  });

  test('a number in the user bank alone, under a site’s own AFI', () => {
    const bank = Uint8Array.from([...encodeUserBank(BOOK, { everything: true }), 0, 0]);
    expect(contentOf(uhf(encodeEpc(BOOK, 0x91), bank))).toEqual(BOOK);
  });
});
