import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import type { TagContent } from './data-model.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import type { DataSet, NewDataSet } from './iso15962-data-sets.ts';
import { decodeElement, encodeIndex, encodeOwner, encodeText, OID } from './iso28560-2-elements.ts';
import {
  contentOfPart2,
  decodeElements,
  decodeIso28560Part2,
  encodeIso28560Part2,
  encodeUsage,
} from './iso28560-2.ts';

const contentIn = (hex: string) => {
  const decoded = decodeIso28560Part2(fromHex(hex));
  return decoded && contentOfPart2(decoded);
};

function repacked(set: DataSet): NewDataSet {
  const element = decodeElement(set);
  if (typeof element === 'string') throw new Error(element);
  const { oid, value } = element;
  if (typeof value !== 'string') return encodeIndex(value);
  if (oid === OID.ownerInstitution) return encodeOwner(value);
  return oid === OID.typeOfUsage
    ? encodeUsage(Number.parseInt(value.slice(0, 1), 16))
    : encodeText(oid, value);
}

describe.each(vectorsOf('iso28560-2'))('$name', ({ bytes, expect: { model, ...words } }) => {
  test('decodes', () => {
    expect(model).toBe('iso28560-2');
    expect(decodeIso28560Part2(bytes)).toEqual(words);
  });

  test('every element is packed to the same bytes again', () => {
    for (const set of decodeDataSets(bytes).sets) {
      const packed = repacked(set);
      expect([packed.compaction, toHex(packed.data)]).toEqual([set.compaction, toHex(set.data)]);
    }
  });

  test('cut anywhere it is shorter, damaged or nothing, never another number', () => {
    const { end } = decodeDataSets(bytes);
    for (let cut = 0; cut < end; cut++) {
      const decoded = decodeIso28560Part2(bytes.subarray(0, cut));
      const content = decoded && contentOfPart2(decoded);
      expect(content?.itemId ?? words['primaryItemId']).toBe(words['primaryItemId']);
    }
  });
});

const example =
  '9100051cbe991a14 0201d0 140204b3 46074 41cb6e2e335d6 830207acc09ebaa06f6b0000'.replaceAll(
    ' ',
    '',
  );

test('the example of the standard says what every format has', () => {
  expect(contentIn(example)).toEqual({
    itemId: '123456789012',
    isil: 'US-InU-Mu',
    part: 3,
    partsInItem: 12,
    usage: 6,
  });
});

test('a tag with two locked elements, as dp2 lays it out: padding within a block, an index with a spare zero', () => {
  const tag =
    '91 00 05 1c be 99 1a 14 02 02 d0 02 14 02 04 b3 c6 02 07 44 1c b6 e2 e3 35 d6 00 00 ' +
    '03 07 ac c0 9e ba a0 6f 6b 7f 02 04 74 65 73 74';
  const { elements, error } = decodeElements(fromHex(tag));
  expect(error).toBeUndefined();
  expect(elements.map(({ oid, padBytes, value }) => [oid, padBytes, value])).toEqual([
    [1, 0, '123456789012'],
    [2, 0, [3, 4, 6, 17]],
    [4, 0, '1203'],
    [6, 2, 'QA268.L55'],
    [3, 0, 'US-InU-Mu'],
    [17, 0, 'test'],
  ]);
});

test.each([
  ['integer 101: a zero in front was lost', '140165', 1, 1],
  ['numeric 001002', '2403001002', 1, 2],
  ['integer 12', '14010c', 1, 2],
  ['numeric 0300: one tag stands for all', '24020300', 3, 0],
])('set information, %s', (_, set, partsInItem, partNumber) => {
  const { elements } = decodeElements(fromHex(set));
  expect(elements[0]).toMatchObject({ name: 'setInformation', partsInItem, partNumber });
});

test('set information of more digits is shown as it stands', () => {
  const [set] = decodeElements(fromHex('240401020304')).elements;
  expect(set).toMatchObject({ value: '01020304' });
  expect(set).not.toHaveProperty('partsInItem');
});

test.each(['050111', '650111'])('type of usage is a code, however it is called: %s', (usage) => {
  const decoded = decodeElements(fromHex(`1102 04d2 ${usage}`));
  expect(decoded.elements[1]).toMatchObject({ name: 'typeOfUsage', value: '11' });
  expect(contentOfPart2(decoded)?.usage).toBe(1);
});

test.each(['150180', '250110', '0500'])(
  'type of usage that is no code says nothing: %s',
  (usage) => {
    expect(contentOfPart2(decodeElements(fromHex(`110204d2${usage}`)))?.usage).toBe(6);
  },
);

test('zeros may follow in the content parameter', () => {
  const [index] = decodeElements(fromHex('0203d00200')).elements;
  expect(index?.value).toEqual([3, 4, 6, 17]);
});

describe('is not this format:', () => {
  test.each([
    ['nothing', ''],
    ['a blank tag', '00'.repeat(112)],
    ['the blank of 3M', '55'.repeat(24) + '00'.repeat(8)],
    ['elements without an identifier', '140204b300'],
    ['an empty identifier', '610000'],
    ['an NFC container', 'e1400e010303d0000000fe00000000000000000000000000'.padEnd(224, '0')],
    ['text', Buffer.from('Hello, library').toString('hex')],
  ])('%s', (_, hex) => {
    expect(decodeIso28560Part2(fromHex(hex))).toBeUndefined();
  });
});

test('an identifier that is cut off is a damaged tag, and names nothing', () => {
  const decoded = decodeIso28560Part2(fromHex('9100051cbe'));
  expect(decoded).toEqual({ elements: [], error: 'truncated' });
  expect(decoded && contentOfPart2(decoded)).toBeUndefined();
});

test('bytes that no compaction makes are a damaged tag', () => {
  expect(decodeIso28560Part2(fromHex('2102abcd00'))?.error).toBe('malformed');
});

const content = fc.record(
  {
    itemId: fc
      .oneof(fc.stringMatching(/^[0-9A-Z-]{1,20}$/), fc.string({ unit: 'binary', maxLength: 12 }))
      .map((text) => text.toWellFormed().normalize('NFC'))
      .filter((text) => text !== '' && !/\p{Cc}/u.test(text)),
    isil: fc.stringMatching(/^[A-Z]{2}-[A-Za-z0-9/:-]{1,11}$/),
    part: fc.integer({ min: 0, max: 999 }),
    partsInItem: fc.integer({ min: 1, max: 999 }),
    usage: fc.integer({ min: 0, max: 15 }),
  },
  { requiredKeys: ['itemId', 'part', 'partsInItem', 'usage'] },
);

const whole = (raw: Partial<TagContent> & Omit<TagContent, 'isil'>): TagContent => raw;

test('what is written is read back', () => {
  const options = fc.record(
    {
      contentParameter: fc.boolean(),
      lockableId: fc.constantFrom(4, 8),
      usageCompaction: fc.constantFrom('application-defined' as const, 'octet-string' as const),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(content, options, (raw, how) => {
      const bytes = encodeIso28560Part2(whole(raw), how);
      const decoded = decodeIso28560Part2(bytes);
      expect(decoded && contentOfPart2(decoded)).toEqual(raw);
    }),
  );
});

test('the identifier ends with a block where it is to be locked', () => {
  fc.assert(
    fc.property(content, fc.constantFrom(4, 8), (raw, lockableId) => {
      const bytes = encodeIso28560Part2(whole(raw), { lockableId });
      expect((decodeDataSets(bytes).sets[0]?.end ?? 0) % lockableId).toBe(0);
    }),
  );
});

test('a circulating book of one part, as it goes on the tag', () => {
  const book = { itemId: 'B123456', isil: 'FI-He', part: 1, partsInItem: 1, usage: 1 };
  expect(toHex(encodeIso28560Part2(book))).toBe('41060b1cb3d35da00201a0030432408e97050110');
});

test('any memory at all is read without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 320 }), (memory) => {
      expect(decodeElements(memory).elements.length * 2).toBeLessThanOrEqual(memory.length);
    }),
  );
});
