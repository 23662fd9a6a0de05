import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { checkIso28560Part2 } from './iso28560-2-check.ts';
import { decodeElements, encodeIso28560Part2 } from './iso28560-2.ts';

const check = (hex: string) => checkIso28560Part2(decodeElements(fromHex(hex)).elements);

test.each(vectorsOf('iso28560-2'))('$name is as it should be', ({ input_hex }) => {
  expect(check(input_hex)).toEqual([]);
});

test('what we write is as it should be', () => {
  const content = fc.record({
    itemId: fc.stringMatching(/^[A-Z0-9]{1,12}$/),
    isil: fc.stringMatching(/^VN-[A-Z0-9]{1,8}$/),
    part: fc.constantFrom(0, 1, 2),
    partsInItem: fc.integer({ min: 2, max: 99 }),
    usage: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(content, (book) => {
      const { elements } = decodeElements(encodeIso28560Part2(book));
      expect(checkIso28560Part2(elements)).toEqual([]);
    }),
  );
});

test.each([
  ['id-missing', '050110'],
  ['id-not-first', '050110 110204d2'],
  ['index-not-second', '110204d2 050110 020120'],
  ['index-differs', '110204d2 0201a0 050110'],
  ['element-twice', '110204d2 050110 050110'],
  ['set-implausible', '110204d2 24020102'],
  ['set-implausible', '110204d2 2404 01020304'],
] as const)('%s: %s', (fault, hex) => {
  expect(check(hex)).toEqual([fault]);
});
