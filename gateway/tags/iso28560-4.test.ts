import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import type { TagContent } from './data-model.ts';
import { decodeEpc, withAfi } from './iso28560-4-epc.ts';
import {
  contentOfPart4,
  decodeUii,
  decodeUserBank,
  encodeEpc,
  encodeUii,
  encodeUserBank,
  rewriteUserBank,
} from './iso28560-4.ts';

const ON_LOAN = 0xc2;
const IN_STOCK = 0x07;
const epcOf = (hex: string) => decodeEpc(fromHex(hex));
const example: TagContent = {
  itemId: '12345678',
  isil: 'CH-000134-1',
  part: 1,
  partsInItem: 3,
  usage: 6,
};

describe.each(vectorsOf('iso28560-4-epc'))('$name', ({ bytes, expect: words }) => {
  test('decodes', () => {
    const { pc = 0, afi, ...epc } = decodeEpc(bytes) ?? {};
    const { model, pc: pcHex, afi: afiHex, ...fields } = words;
    expect(model).toBe('iso28560-4');
    expect([pc.toString(16), afi?.toString(16)]).toEqual([pcHex, afiHex]);
    expect(epc).toMatchObject(fields);
  });

  test('encodes to the same bytes', () => {
    expect(toHex(encodeEpc(example, ON_LOAN, { userMemory: true }))).toBe(toHex(bytes));
  });

  test('cut anywhere it names nothing', () => {
    for (let cut = 0; cut < bytes.length; cut++) {
      const epc = decodeEpc(bytes.subarray(0, cut));
      expect(epc && contentOfPart4(epc)).toBeUndefined();
    }
  });
});

test('bytes behind the length that PC says are not of the UII', () => {
  expect(epcOf('0dc2141cffff')?.uii).toBe('CH-');
});

test('a PC word without an AFI is a number of GS1: it has no UII of ours', () => {
  const epc = epcOf('3000300833b2ddd9014000000000');
  expect(epc).toMatchObject({ isoAfi: false, lengthWords: 6 });
  expect(epc).not.toHaveProperty('afi');
  expect(epc && contentOfPart4(epc)).toBeUndefined();
});

test('arming changes the AFI of the PC word, and nothing else', () => {
  expect(withAfi(0x45c2, IN_STOCK)).toBe(0x4507);
});

describe('the fields of a UII', () => {
  test('by the profile of the example', () => {
    expect(decodeUii('CH-000134-1.12345678.31')).toEqual({
      itemId: '12345678',
      isil: 'CH-000134-1',
      partsInItem: 3,
      part: 1,
    });
    expect(decodeUii('CH-000134-1.12345678')).toEqual({ itemId: '12345678', isil: 'CH-000134-1' });
  });

  test('by another profile', () => {
    const profile = { fields: ['set', 'item', 'owner'] } as const;
    expect(decodeUii('0302.B7.VN-TVT', profile)).toEqual({
      itemId: 'B7',
      isil: 'VN-TVT',
      partsInItem: 3,
      part: 2,
    });
  });

  test.each(['12345678', 'CH-1.123.456.789', '.12345678.31', 'CH-1..31', 'CH-1.123.3', '1.2.31'])(
    '%s has another shape: no number is guessed from it',
    (uii) => {
      expect(decodeUii(uii)).toBeUndefined();
    },
  );

  test('what would not be read back is refused', () => {
    expect(() => encodeUii({ ...example, itemId: '12.34' })).toThrow(RangeError);
    const { isil, ...nobodys } = example;
    expect(isil).toBeDefined();
    expect(() => encodeUii(nobodys)).toThrow(RangeError);
    const long = { ...example, itemId: 'a'.repeat(40) };
    expect(() => encodeEpc(long, ON_LOAN)).toThrow(RangeError);
  });
});

describe('the user bank', () => {
  const written = encodeUserBank({ ...example, usage: 1 });

  test('says what the UII does not', () => {
    expect(toHex(written)).toBe('0624020301050110');
    expect(decodeUserBank(written)?.elements).toMatchObject([
      { name: 'setInformation', partsInItem: 3, partNumber: 1 },
      { name: 'typeOfUsage', value: '10' },
    ]);
  });

  test('of another DSFID is not one', () => {
    expect(decodeUserBank(fromHex('0014020301'))).toBeUndefined();
    expect(decodeUserBank(new Uint8Array())).toBeUndefined();
  });

  test('that is cut is damaged, and the tag with it', () => {
    const epc = decodeEpc(encodeEpc(example, ON_LOAN));
    const bank = decodeUserBank(written.subarray(0, 4));
    expect(bank?.error).toBe('truncated');
    expect(epc && contentOfPart4(epc, bank)).toBeUndefined();
  });

  test('keeps what we do not write when it is rewritten', () => {
    const bank = Uint8Array.from({ length: 32 }, (_, at) => written[at] ?? 0);
    bank.set(fromHex('7f0203414243'), 8);
    const rewritten = rewriteUserBank(bank, { ...example, part: 2, usage: 1 });
    expect(decodeUserBank(rewritten)?.elements).toMatchObject([
      { name: 'setInformation', partNumber: 2 },
      { name: 'typeOfUsage', value: '10' },
      { name: 'title', value: 'ABC' },
    ]);
    expect(() => rewriteUserBank(new Uint8Array(32), example)).toThrow(RangeError);
  });
});

test('an identifier in the user bank counts whatever the shape of the UII', () => {
  const foreign = epcOf('0dc2141c');
  const bank = decodeUserBank(encodeUserBank(example, { everything: true }));
  expect(foreign && contentOfPart4(foreign, bank)).toEqual(example);
});

test('two identifiers that differ name nothing: a rewriting was interrupted', () => {
  const epc = decodeEpc(encodeEpc(example, ON_LOAN));
  const bank = decodeUserBank(encodeUserBank({ ...example, itemId: '999' }, { everything: true }));
  expect(epc && contentOfPart4(epc, bank)).toBeUndefined();
});

test('what is written is read back', () => {
  const content = fc.record({
    itemId: fc.oneof(fc.stringMatching(/^[A-Z0-9-]{1,12}$/), fc.stringMatching(/^\d{9,20}$/)),
    isil: fc.stringMatching(/^[A-Z]{2}-[A-Z0-9:-]{1,8}$/),
    part: fc.integer({ min: 0, max: 99 }),
    partsInItem: fc.integer({ min: 1, max: 99 }),
    usage: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(content, fc.boolean(), (raw, everything) => {
      const epc = decodeEpc(encodeEpc(raw, IN_STOCK));
      const bank = decodeUserBank(encodeUserBank(raw, { everything }));
      expect(epc?.afi).toBe(IN_STOCK);
      expect(epc && contentOfPart4(epc, bank)).toEqual(raw);
    }),
  );
});
