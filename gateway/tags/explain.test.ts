import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { explain } from './explain.ts';
import { explainInEnglish } from './explain-english.ts';
import { encodeExtensionBlock } from './extension-blocks.ts';
import { encodeIso28560Part2 } from './iso28560-2.ts';
import { encodeIso28560Part3 } from './iso28560-3-rewrite.ts';
import { encodeBasicBlock, reverseBlocks } from './iso28560-3.ts';
import { encodeEpc, encodeUserBank } from './iso28560-4.ts';
import { encodeRfid501 } from './rfid501.ts';
import { say, TAG_SENTENCES } from './sentence.ts';
import type { Sentence } from './sentence.ts';
import { decodeTag } from './tag.ts';
import type { DecodeOptions, TagBytes } from './tag.ts';

const BOOK = { itemId: 'VN0000012345', isil: 'VN-000123', part: 1, partsInItem: 1, usage: 1 };
const FIRST = {
  typeOfUsage: 1,
  partsInItem: 1,
  partNumber: 1,
  primaryItemId: 'B1',
  isil: 'VN-1',
};

function english(tag: Partial<TagBytes>, options?: DecodeOptions): string[] {
  const whole = { memory: new Uint8Array(), blockSize: 4, ...tag };
  return explainInEnglish(explain(whole, decodeTag(whole, options)));
}
const says = (content: ArrayLike<number>, dsfid = 0): string[] =>
  english({ memory: Uint8Array.from(content), dsfid });

describe('in plain words', () => {
  test('a book of a set, with what its extension blocks say, most important first', () => {
    const basic = encodeIso28560Part3({ ...BOOK, part: 2, partsInItem: 3, usage: 2 }, 34);
    const library = { mediaFormat: 2, itemId: 'OLD-7', ownerInstitution: 'VN-9' };
    const blocks = [
      encodeExtensionBlock(1, library),
      encodeExtensionBlock(3, { shelfLocation: '895.9', subsidiaryOfOwner: 'Phòng thiếu nhi' }),
      encodeExtensionBlock(4, { title: 'Dế Mèn' }).with(7, 0),
      Uint8Array.of(5, 120, 0, 5 ^ 120 ^ 7, 7),
    ].flatMap((block) => [...block]);
    expect(says([...basic, ...blocks])).toEqual([
      'Item VN0000012345.',
      'Part 2 of 3.',
      'Owned by VN-000123.',
      'Use: not for loan.',
      'Medium: CD or DVD.',
      'Other number of the item: OLD-7.',
      'Owner, by another code: VN-9.',
      'Shelf: 895.9.',
      'Branch of the owner: Phòng thiếu nhi.',
      'Extension block 4 is damaged.',
      'Extension block 120 (5 bytes) is not known here.',
      'Written as ISO 28560-3 (Danish data model).',
    ]);
  });

  test.each([
    ['one tag for all parts', { partNumber: 0, partsInItem: 4 }, 'One label for all 4 parts.'],
    [
      'swapped set numbers',
      { partNumber: 3, partsInItem: 2 },
      'The numbers of its set stand in each other’s place.',
    ],
    ['a patron card', { typeOfUsage: 8 }, 'Patron card B1.'],
    ['equipment', { typeOfUsage: 9 }, 'Use: equipment of the library.'],
    ['a class that there is not', { typeOfUsage: 12 }, 'Use: reserved by the standard.'],
    ['a prepared label', { primaryItemId: '' }, 'Prepared for a library, and names no item yet.'],
  ])('%s', (_, fields, sentence) => {
    expect(says(encodeBasicBlock({ ...FIRST, ...fields }))).toContain(sentence);
  });

  test('how it is written: short, reversed, number in the extension block', () => {
    expect(says(encodeBasicBlock(FIRST, 32))).toContain('In the short form for chips of 32 bytes.');
    const whole = encodeIso28560Part3(BOOK, 36);
    expect(says(reverseBlocks(whole, 4))).toContain(
      'The bytes of every block stand the wrong way round.',
    );
    const long = encodeIso28560Part3({ ...BOOK, itemId: 'A'.repeat(20) }, 112);
    expect(says(long)).toContain(
      'Its number is too long for its place and stands in an extension block.',
    );
  });

  test('ISO 28560-2, with elements that have no words of their own', () => {
    const memory = [
      ...encodeIso28560Part2(BOOK),
      ...fromHex('7f020348c3a0'),
      ...fromHex('6f1c0141'),
    ];
    expect(says(memory, 6)).toEqual([
      'Item VN0000012345.',
      'Owned by VN-000123.',
      'Use: for loan.',
      'Title: Hà.',
      'Data element 43: A.',
      'Written as ISO 28560-2.',
    ]);
  });

  test('UHF', () => {
    const memory = Uint8Array.from([...encodeUserBank({ ...BOOK, usage: 2 }), 0, 0]);
    expect(english({ memory, epc: encodeEpc(BOOK, 7), blockSize: 2 })).toEqual([
      'Item VN0000012345.',
      'Owned by VN-000123.',
      'Use: not for loan.',
      'Identified by radio as VN-000123.VN0000012345.',
      'Written as ISO/TS 28560-4 (UHF).',
    ]);
  });

  test('3M’s format', () => {
    const set = { ...BOOK, part: 1, partsInItem: 2 };
    const kept = { itemType: 13, branch: 4095, library: 1048575, custom: -5 };
    expect(says(encodeRfid501(set, kept))).toEqual([
      'Item VN0000012345.',
      'Part 1 of 2.',
      'Kind: book and audio tape.',
      'Branch 4095 of library 1048575.',
      'The site’s own number -5.',
      'Written as RFID501 (3M).',
    ]);
  });

  test.each([
    ['blank', new Uint8Array(8), ['Blank: nothing is written on it.']],
    [
      '3M’s blank',
      [...new Uint8Array(24).fill(0x55), 0, 0],
      ['Blank, as 3M delivered its labels.'],
    ],
    [
      'an NFC tag',
      fromHex('e1400e010302d0000000fe'),
      [
        'Used as an NFC tag (112 bytes of data); nothing of a library is on it.',
        'It holds a message, 2 bytes.',
      ],
    ],
    ['unknown', [9, 8, 7], ['In a format that is not known here. No number is read from it.']],
    ['unreadable', [], ['The label answers, and its memory cannot be read.']],
  ])('%s', (_, memory, sentences) => {
    expect(says(memory)).toEqual(sentences);
  });
});

describe('a damaged tag: what is wrong, and what is left', () => {
  const [torn] = vectorsOf('iso28560-3').filter(({ name }) => name.includes('torn'));

  test('a wrong check sum', () => {
    expect(says(torn?.bytes ?? [])).toEqual([
      'Damaged: it is no longer whole.',
      'Its check sum is wrong, as after a write that was interrupted.',
      'What is left of it reads “030100348”; do not trust it.',
      'Written as ISO 28560-3 (Danish data model).',
    ]);
  });

  test('and a site that takes it all the same is told so', () => {
    expect(
      english({ memory: torn?.bytes ?? new Uint8Array() }, { acceptWrongCrc: true }),
    ).toContain('Its check sum is wrong; this library takes such labels all the same.');
  });

  test('a lost extension block, a data set that is cut, and one that cannot be', () => {
    const long = encodeIso28560Part3({ ...BOOK, itemId: 'A'.repeat(20) }, 112);
    expect(says(long.with(40, 0))).toContain(
      'Its number should be in an extension block, which is missing or is not whole.',
    );
    const part2 = encodeIso28560Part2(BOOK);
    expect(says(part2.subarray(0, part2.length - 1), 6)).toContain(
      'A field goes on behind the end of the memory.',
    );
    expect(says([...part2, 0x10, 1, 1], 6)).toContain(
      'It holds bytes that its format does not allow.',
    );
  });
});

describe('the list of sentences', () => {
  const hasItsParams = ({ code, params }: Sentence): boolean => {
    const spec = Object.entries<string | readonly string[]>(
      Object.entries(TAG_SENTENCES).find(([listed]) => listed === code)?.[1] ?? { missing: 'text' },
    );
    return (
      spec.length === Object.keys(params).length &&
      spec.every(([name, kind]) => {
        const value = params[name];
        if (typeof kind !== 'string') return kind.includes(String(value));
        return typeof value === (kind === 'number' ? 'number' : 'string');
      })
    );
  };

  test('whatever is on a tag, it is said with listed sentences and all that fills them in', () => {
    const blocks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 3 });
    const part3 = blocks.map((parts) =>
      Uint8Array.from([...encodeIso28560Part3(BOOK, 34), ...parts.flatMap((part) => [...part])]),
    );
    const memory = fc.oneof(fc.uint8Array({ maxLength: 64 }), part3);
    fc.assert(
      fc.property(memory, fc.constantFrom(0, 6), (bytes, dsfid) => {
        const tag = { memory: bytes, blockSize: 4, dsfid };
        const sentences = explain(tag, decodeTag(tag));
        expect(sentences.length).toBeGreaterThan(0);
        expect(sentences.filter((sentence) => !hasItsParams(sentence))).toEqual([]);
      }),
    );
  });

  test('English has words for each, and every value finds its place', () => {
    for (const [code, spec] of Object.entries<Readonly<Record<string, string | readonly string[]>>>(
      TAG_SENTENCES,
    )) {
      const names = Object.keys(spec);
      const marks = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
      const [line = ''] = explainInEnglish([{ code, params: marks }]);
      for (const name of names) expect(line, code).toContain(`<${name}>`);
      expect(line, code).not.toMatch(/\{/);
    }
  });

  test('English has a word for every word of a list', () => {
    const lines = Object.entries<Readonly<Record<string, string | readonly string[]>>>(
      TAG_SENTENCES,
    ).flatMap(([code, spec]) =>
      Object.entries(spec).flatMap(([name, words]) =>
        typeof words === 'string'
          ? []
          : words.map((word) => explainInEnglish([{ code, params: { [name]: word } }])[0] ?? ''),
      ),
    );
    // A word of the list itself would stand there in one piece, with a capital inside.
    expect(lines.filter((line) => /\b[a-z]+[A-Z]\w*/.test(line.replaceAll('gs1', '')))).toEqual([]);
  });

  test('what is not about tags is left out', () => {
    const other = { code: 'desk.written', params: {} };
    expect(explainInEnglish([other, say('tag.blank', {})])).toHaveLength(1);
  });
});
