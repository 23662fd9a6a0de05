import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vectorsOf } from '#tests/vectors/vectors.ts';
import type { TagContent } from './data-model.ts';
import { explainInEnglish } from './explain-english.ts';
import { encodeExtensionBlock } from './extension-blocks.ts';
import { encodeIso28560Part2 } from './iso28560-2.ts';
import { encodeIso28560Part3 } from './iso28560-3-rewrite.ts';
import { reverseBlocks } from './iso28560-3.ts';
import { encodeRfid501 } from './rfid501.ts';
import { contentOf, decodeTag } from './tag.ts';
import { planRestore, planWrite } from './write-plan.ts';
import type { OntoTag, Refusal, WritePlan } from './write-plan.ts';

const BOOK: TagContent = {
  itemId: 'VN0000012345',
  isil: 'VN-000123',
  part: 1,
  partsInItem: 1,
  usage: 1,
};
const OTHER: TagContent = { ...BOOK, itemId: 'VN0000099999' };
const SIZE = 112;
/** Always the same: one torn tag in 65,536 has the right CRC by chance, and that is no fault of ours. */
const CRC_CASES = { numRuns: 1000, seed: 15693 };

interface Chip {
  readonly dsfid?: number;
  readonly afi?: number;
  readonly locks?: readonly number[];
  readonly size?: number;
}

function chip(content: ArrayLike<number>, options: Chip = {}): OntoTag {
  const { dsfid = 0, afi = 0x07, size = SIZE, locks = [] } = options;
  const memory = new Uint8Array(size);
  memory.set(content);
  const locked = Array.from({ length: size / 4 }, (_, block) => locks.includes(block));
  return { tag: { memory, blockSize: 4, dsfid, afi, blockCount: size / 4 }, locks: locked };
}

const blank = (options?: Chip): OntoTag => chip([], options);
const part3 = (content = BOOK, ...blocks: Uint8Array[]): Uint8Array =>
  Uint8Array.from([...encodeIso28560Part3(content, 34), ...blocks.flatMap((block) => [...block])]);
const TITLE = encodeExtensionBlock(4, { title: 'Dế Mèn phiêu lưu ký' });
/** A supplier's own block, above the structured ones. */
const VENDOR = Uint8Array.of(6, 120, 0, 6 ^ 120 ^ 0xab ^ 0xcd, 0xab, 0xcd);

function planned(result: WritePlan | Refusal): WritePlan {
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.why));
  return result;
}

/** What would be lost, in English. */
const lost = (result: WritePlan | Refusal): string[] => explainInEnglish(planned(result).losses);

/** The tag when the first `count` blocks of the plan have been written. */
function written(onto: OntoTag, { runs }: WritePlan, count = Infinity): Uint8Array {
  const memory = onto.tag.memory.slice();
  const { blockSize } = onto.tag;
  const blocks = runs.flatMap(({ firstBlock, bytes }) =>
    Array.from({ length: bytes.length / blockSize }, (_, at) => ({
      at: (firstBlock + at) * blockSize,
      bytes: bytes.subarray(at * blockSize, (at + 1) * blockSize),
    })),
  );
  for (const { at, bytes } of blocks.slice(0, count)) memory.set(bytes, at);
  return memory;
}

const countOf = (onto: OntoTag, { runs }: WritePlan): number =>
  runs.reduce((sum, { bytes }) => sum + bytes.length / onto.tag.blockSize, 0);

const content = fc.record({
  itemId: fc.stringMatching(/^[A-Z0-9]{1,16}$/),
  isil: fc.stringMatching(/^VN-[A-Z0-9]{1,9}$/),
  part: fc.integer({ min: 1, max: 9 }),
  partsInItem: fc.constant(9),
  usage: fc.constant(1),
});
const model = fc.constantFrom('iso28560-3', 'iso28560-2', 'rfid501');

describe('writing a blank tag', () => {
  test.each(['iso28560-3', 'iso28560-2', 'rfid501'] as const)(
    '%s: it says what it was told, and nothing is lost',
    (dataModel) => {
      const plan = planned(planWrite(dataModel, BOOK, blank()));
      const memory = written(blank(), plan);
      const dsfid = plan.dsfid ?? 0;
      expect(memory).toEqual(plan.image.memory);
      expect(contentOf(decodeTag({ memory, blockSize: 4, dsfid }))?.itemId).toBe(BOOK.itemId);
      expect(plan.losses).toEqual([]);
    },
  );

  test('whatever the content, it is read back, by the runs alone', () => {
    fc.assert(
      fc.property(content, model, (wanted, dataModel) => {
        const plan = planned(planWrite(dataModel, wanted, blank()));
        const tag = { memory: written(blank(), plan), blockSize: 4, dsfid: plan.image.dsfid };
        const { isil, ...rest } = wanted;
        const expected = dataModel === 'rfid501' ? rest : { ...rest, isil };
        expect(contentOf(decodeTag(tag))).toEqual(expected);
      }),
    );
  });

  test('a label prepared by its maker loses nothing', () => {
    const [prepared] = vectorsOf('iso28560-3').filter(({ name }) => name.includes('blank-item'));
    const plan = planWrite('iso28560-3', { ...BOOK, isil: 'DE-526' }, chip(prepared?.bytes ?? [1]));
    expect(lost(plan)).toEqual([]);
  });

  test('AFI and DSFID are written where they differ, and left alone where the reader cannot tell', () => {
    const plan = planned(planWrite('iso28560-3', BOOK, blank({ afi: 0 }), { afi: 0x07 }));
    expect(plan).toMatchObject({ dsfid: 0x3e, afi: 0x07 });
    const asIs = planned(
      planWrite('iso28560-3', BOOK, blank({ dsfid: 0x3e, afi: 7 }), { afi: 0x07 }),
    );
    expect(asIs).not.toHaveProperty('dsfid');
    expect(asIs).not.toHaveProperty('afi');
    const { tag, locks } = blank();
    const mute = { tag: { ...tag, dsfid: undefined }, locks };
    expect(planned(planWrite('iso28560-3', BOOK, mute))).not.toHaveProperty('dsfid');
  });
});

describe('what would be lost', () => {
  test.each([
    ['the same item again', chip(part3(BOOK, TITLE, VENDOR)), []],
    [
      'another item, with what is said of it',
      chip(part3(OTHER, TITLE, VENDOR)),
      ['The number of item VN0000099999.', 'Title: Dế Mèn phiêu lưu ký.'],
    ],
    [
      'another library’s item of the same number',
      chip(part3({ ...BOOK, isil: 'VN-7' })),
      ['Its owner VN-7.'],
    ],
    [
      'another part',
      chip(part3({ ...BOOK, part: 2, partsInItem: 3 })),
      ['That it is part 2 of 3.'],
    ],
    [
      'a patron card',
      chip(part3({ ...OTHER, usage: 8 })),
      ['The number of patron card VN0000099999.'],
    ],
    ['not for loan', chip(part3({ ...BOOK, usage: 2 })), ['Its use: not for loan.']],
    [
      'an NFC tag',
      chip([0xe1, 0x40, 0x0e, 1, 3, 3, 0xd0, 0, 0, 0xfe]),
      ['What it holds as an NFC tag (112 bytes).'],
    ],
    ['what nobody knows', chip([9, 8, 7]), ['3 bytes that are not understood here.']],
    ['a damaged tag', chip(part3().with(5, 0x41)), ['What is left of the damaged content.']],
  ])('%s', (_, onto, losses) => {
    expect(lost(planWrite('iso28560-3', BOOK, onto))).toEqual(losses);
  });

  test('by another format: what it has no room for', () => {
    const old = chip(part3(BOOK, TITLE, VENDOR));
    expect(lost(planWrite('rfid501', BOOK, old))).toEqual([
      'Its owner VN-000123.',
      'Title: Dế Mèn phiêu lưu ký.',
      'Extension block 120 (6 bytes).',
    ]);
  });

  test('from 3M’s format: the place of the library, but not that it is a book', () => {
    const place = encodeRfid501(BOOK, { branch: 7, library: 9, itemType: 1 });
    expect(lost(planWrite('iso28560-3', BOOK, chip(place)))).toEqual(['Branch 7 of library 9.']);
    expect(lost(planWrite('rfid501', OTHER, chip(place)))).toEqual([
      'The number of item VN0000012345.',
    ]);
  });
});

describe('rewriting keeps what it does not understand', () => {
  test('a supplier’s block, byte for byte, for another item as well', () => {
    const { image } = planned(planWrite('iso28560-3', BOOK, chip(part3(OTHER, TITLE, VENDOR))));
    expect([...image.memory.subarray(34, 41)]).toEqual([...VENDOR, 0]);
  });

  test('what stands behind the end of the blocks', () => {
    const old = chip(part3());
    old.tag.memory.set([1, 2, 3], 100);
    const { image } = planned(planWrite('iso28560-3', OTHER, old));
    expect([...image.memory.subarray(100, 103)]).toEqual([1, 2, 3]);
  });

  test('only blocks that change are written', () => {
    const old = chip(part3(BOOK, TITLE));
    const plan = planned(planWrite('iso28560-3', BOOK, old));
    expect(plan.runs).toEqual([]);
    const usage = planned(planWrite('iso28560-3', { ...BOOK, usage: 2 }, old));
    // Block 0 has the usage, 4 and 5 the CRC.
    expect(usage.runs.map(({ firstBlock, bytes }) => [firstBlock, bytes.length])).toEqual([
      [0, 4],
      [4, 8],
    ]);
  });

  test('a tag with its bytes the wrong way round is written the right way, and keeps its title', () => {
    const { tag, locks } = chip(part3(BOOK, TITLE));
    const turned = { tag: { ...tag, memory: reverseBlocks(tag.memory, 4) }, locks };
    const plan = planned(planWrite('iso28560-3', BOOK, turned));
    expect(plan.losses).toEqual([]);
    expect(written(turned, plan)).toEqual(tag.memory);
  });
});

describe('what cannot be written', () => {
  test.each([
    ['a locked block that must change', 'iso28560-3', BOOK, blank({ locks: [3, 4] }), 'locked'],
    ['a number too long for a small chip', 'iso28560-3', long(30), blank({ size: 32 }), 'hold-id'],
    ['a number too long for the chip', 'iso28560-3', long(90), blank(), 'fit'],
    ['a number too long for any block', 'iso28560-3', long(250), blank(), 'hold-id'],
    ['a number too long for part 2', 'iso28560-2', long(300), blank(), 'hold-id'],
    [
      'a number too long for the chip in part 2',
      'iso28560-2',
      long(60),
      blank({ size: 32 }),
      'fit',
    ],
    ['a number too long for 3M', 'rfid501', long(17), blank(), 'hold-id'],
    ['letters that 3M’s format has not', 'rfid501', { ...BOOK, itemId: 'ĐN1' }, blank(), 'hold-id'],
    ['a large set in 3M’s format', 'rfid501', { ...BOOK, partsInItem: 16 }, blank(), 'hold-parts'],
    ['a patron card in 3M’s format', 'rfid501', { ...BOOK, usage: 8 }, blank(), 'hold-usage'],
    [
      'what is not for loan in 3M’s format',
      'rfid501',
      { ...BOOK, usage: 2 },
      blank(),
      'hold-usage',
    ],
    ['a chip that is too small', 'rfid501', BOOK, blank({ size: 16 }), 'fit'],
    ['a chip that is too small for part 3', 'iso28560-3', BOOK, blank({ size: 24 }), 'fit'],
    [
      'an owner too long for a small chip',
      'iso28560-3',
      owner('VN-123456789012'),
      blank({ size: 32 }),
      'hold-owner',
    ],
    ['a format of UHF', 'iso28560-4', BOOK, blank(), 'format'],
  ] as const)('%s', (_, dataModel, wanted, onto, code) => {
    const result = planWrite(dataModel, wanted, onto);
    expect(result).toMatchObject({ kind: 'refused', why: { code: `tag.cannot-${code}` } });
  });

  test('whatever is asked for, it is planned or refused, never an exception', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const wanted = fc.record(
      {
        itemId: text,
        isil: fc.oneof(text, fc.constant('VN-1')),
        part: fc.nat(2000),
        partsInItem: fc.nat(2000),
        usage: fc.nat(15),
      },
      { requiredKeys: ['itemId', 'part', 'partsInItem', 'usage'] },
    );
    const epc = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined });
    const tag = fc.record({ bytes: fc.uint8Array({ maxLength: 112 }), epc });
    const all = fc.constantFrom('iso28560-3', 'iso28560-2', 'iso28560-4', 'rfid501');
    fc.assert(
      fc.property(wanted, tag, all, (asked, onto, dataModel) => {
        const { tag: chipTag, locks } = chip(onto.bytes);
        const result = planWrite(dataModel, asked, { tag: { ...chipTag, epc: onto.epc }, locks });
        expect(['plan', 'refused']).toContain(result.kind);
      }),
      { numRuns: 2000 },
    );
  });

  test('a tag that was not read whole', () => {
    const { tag, locks } = blank();
    const part = { tag: { ...tag, memory: tag.memory.slice(0, 36) }, locks };
    expect(planWrite('iso28560-3', BOOK, part)).toMatchObject({
      why: { code: 'tag.cannot-unread' },
    });
  });

  test('locked blocks that need not change are no hindrance', () => {
    const old = chip(part3(BOOK, VENDOR), { locks: [9, 20] });
    expect(planWrite('iso28560-3', OTHER, old).kind).toBe('plan');
    const behind = chip([...new Uint8Array(80), 9, 9], { locks: [20] });
    expect(planned(planWrite('iso28560-3', BOOK, behind)).image.memory[80]).toBe(9);
  });

  function long(length: number): TagContent {
    return { ...BOOK, itemId: 'Ab'.repeat(length).slice(0, length) };
  }

  function owner(isil: string): TagContent {
    return { ...BOOK, isil };
  }
});

describe('a write that is torn', () => {
  const before = fc.oneof(
    fc.constant(blank()),
    content.map((old) => chip(part3(old, TITLE, VENDOR))),
    content.map((old) => chip(encodeIso28560Part2(old), { dsfid: 6 })),
    content.map((old) => chip(encodeRfid501(old))),
  );

  test('after any block the tag names the old item, the new one, or none', () => {
    fc.assert(
      fc.property(before, content, model, fc.nat(40), (onto, wanted, dataModel, count) => {
        const plan = planned(planWrite(dataModel, wanted, onto));
        const memory = written(onto, plan, Math.min(count, countOf(onto, plan)));
        const id = contentOf(decodeTag({ ...onto.tag, memory }))?.itemId;
        const old = contentOf(decodeTag(onto.tag))?.itemId;
        expect([undefined, old, wanted.itemId]).toContain(id);
      }),
      CRC_CASES,
    );
  });

  test('also where the number is in an extension block, whose check byte letters that change places get by', () => {
    const long = (middle: string): TagContent => ({ ...BOOK, itemId: `X${middle}ZZZZZZZZZ` });
    const onto = chip(part3(BOOK));
    const [old, wanted] = [long('12213443'), long('21124334')];
    const tag = { ...onto.tag, memory: encodeIso28560Part3(old, SIZE) };
    const plan = planned(planWrite('iso28560-3', wanted, { ...onto, tag }));
    const named = Array.from({ length: countOf(onto, plan) + 1 }, (_, count) => {
      const memory = written({ ...onto, tag }, plan, count);
      return contentOf(decodeTag({ ...tag, memory }))?.itemId;
    });
    expect(named.at(-1)).toBe(wanted.itemId);
    expect([undefined, old.itemId, wanted.itemId]).toEqual(expect.arrayContaining(named));
  });

  test('what was on the tag can be put back, from any block on', () => {
    fc.assert(
      fc.property(before, content, model, fc.nat(40), (onto, wanted, dataModel, count) => {
        const plan = planned(planWrite(dataModel, wanted, onto));
        const memory = written(onto, plan, count);
        const torn = { tag: { ...onto.tag, memory }, locks: onto.locks };
        const back = planned(planRestore({ memory: onto.tag.memory }, torn));
        expect(written(torn, back)).toEqual(onto.tag.memory);
      }),
    );
  });
});
