import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { contentOfRfid501, decodeRfid501, encodeRfid501 } from './rfid501.ts';

describe.each(vectorsOf('rfid501'))('$name', ({ bytes, expect: { model: _, ...words } }) => {
  test('reads as published', () => {
    expect(decodeRfid501(bytes)).toEqual(words);
  });

  test('is written again as it was', () => {
    const fields = decodeRfid501(bytes);
    const again = fields && encodeRfid501(contentOfRfid501(fields), fields);
    expect(toHex(again ?? new Uint8Array()).slice(0, bytes.length * 2)).toBe(toHex(bytes));
  });
});

test('whatever was encoded decodes to the same', () => {
  const fields = fc.record({
    barcode: fc.stringMatching(/^[0-9A-Z.+/-]{1,16}$/),
    setIndex: fc.nat(15),
    setTotal: fc.nat(15),
    itemType: fc.nat(255),
    branch: fc.nat(0xfff),
    library: fc.nat(0xfffff),
    custom: fc.integer(),
  });
  fc.assert(
    fc.property(fields, (tag) => {
      expect(decodeRfid501(encodeRfid501(contentOfRfid501(tag), tag))).toEqual(tag);
    }),
  );
});

test('cut before the end of its fields it is not read', () => {
  const whole = encodeRfid501({ itemId: '123', part: 1, partsInItem: 1, usage: 1 });
  for (let end = 0; end < 28; end++) expect(decodeRfid501(whole.subarray(0, end))).toBeUndefined();
  expect(decodeRfid501(whole.subarray(0, 28))?.barcode).toBe('123');
});
