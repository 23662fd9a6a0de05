import fc from 'fast-check';
import { expect, test, describe } from 'vitest';
import { fromHex } from '#tests/vectors/vectors.ts';
import type { TagContent } from './data-model.ts';
import { explainInEnglish } from './explain-english.ts';
import { epcSteps } from './iso28560-4-epc.ts';
import { encodeEpc } from './iso28560-4.ts';
import { contentOf, decodeTag } from './tag.ts';
import { planWrite } from './write-plan.ts';
import type { OntoTag, Refusal, WritePlan } from './write-plan.ts';

const BOOK: TagContent = {
  itemId: 'VN0000012345',
  isil: 'VN-000123',
  part: 1,
  partsInItem: 1,
  usage: 1,
};
const OTHER: TagContent = { ...BOOK, itemId: 'VN0000099999' };

function planned(result: WritePlan | Refusal): WritePlan {
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.why));
  return result;
}

const lost = (result: WritePlan | Refusal): string[] => explainInEnglish(planned(result).losses);

describe('UHF', () => {
  const uhf = (epc: Uint8Array, user = new Uint8Array(32)): OntoTag => ({
    tag: { memory: user, blockSize: 2, dsfid: undefined, afi: undefined, epc },
    locks: [],
  });
  const factory = fromHex('3000e2801160600002084b6c1f20');
  const factoryZeros = fromHex('3000000000000000000000000000');

  test('a fresh label says what it was told, and nothing is lost', () => {
    const plan = planned(planWrite('iso28560-4', BOOK, uhf(factory), { afi: 0x07 }));
    expect(contentOf(decodeTag({ blockSize: 2, ...plan.image }))).toEqual(BOOK);
    expect(plan.losses).toEqual([]);
    expect(plan.epc).toBeDefined();
    expect(plan).not.toHaveProperty('afi');
  });

  test('a number of commerce is lost, and another item', () => {
    const shop = fromHex('3000300833b2ddd9014000000000');
    expect(lost(planWrite('iso28560-4', BOOK, uhf(shop)))).toEqual([
      'The number 300833b2ddd9014000000000 in its EPC bank.',
    ]);
    const counted = uhf(fromHex('3000000000000000000000000313'));
    expect(lost(planWrite('iso28560-4', BOOK, counted))).toEqual([
      'The number 000000000000000000000313 in its EPC bank.',
    ]);
    expect(lost(planWrite('iso28560-4', BOOK, uhf(factoryZeros)))).toEqual([]);
    const old = uhf(encodeEpc(OTHER, 0xc2));
    expect(lost(planWrite('iso28560-4', BOOK, old))).toContain('The number of item VN0000099999.');
    expect(planned(planWrite('iso28560-4', BOOK, old)).epc?.[1]).toBe(0xc2);
  });

  /** A bank of 16 words; what a reader gets of it is as long as the PC word says. */
  const states = (before: Uint8Array, after: Uint8Array): Uint8Array[] => {
    const bank = new Uint8Array(32);
    bank.set(before);
    return epcSteps(before, after).flatMap((step) =>
      Array.from({ length: step.length / 2 }, (_, word) => {
        bank.set(step.subarray(2 * word, 2 * word + 2), 2 * word);
        return bank.slice(0, 2 + 2 * ((bank[0] ?? 0) >> 3));
      }),
    );
  };

  test('an EPC bank that is torn after any word names the old item, the new one, or none', () => {
    const digits = fc.stringMatching(/^[0-9]{4,12}$/);
    const before = fc.oneof(
      digits.map((itemId) => encodeEpc({ ...BOOK, itemId }, 0xc2)),
      fc.constantFrom(factory, factoryZeros),
    );
    fc.assert(
      fc.property(before, digits, (old, itemId) => {
        const after = encodeEpc({ ...BOOK, itemId }, 0x07);
        const name = (epc: Uint8Array) => contentOf(decodeTag({ ...uhf(epc).tag }))?.itemId;
        const seen = states(old, after);
        expect(seen.at(-1)).toEqual(after);
        for (const epc of seen) expect([undefined, name(old), itemId]).toContain(name(epc));
        for (const epc of states(after, old)) {
          expect([undefined, name(old), itemId]).toContain(name(epc));
        }
      }),
    );
  });

  test('a PC word alone, as an AFI is, needs no detour', () => {
    expect(epcSteps(encodeEpc(BOOK, 0x07), encodeEpc(BOOK, 0xc2))).toHaveLength(1);
  });

  test('formats of HF are not for it, and without an owner there is no UII', () => {
    const { isil: _, ...ownerless } = BOOK;
    expect(planWrite('iso28560-3', BOOK, uhf(factory))).toMatchObject({
      why: { code: 'tag.cannot-format' },
    });
    expect(planWrite('iso28560-4', ownerless, uhf(factory))).toMatchObject({
      why: { code: 'tag.cannot-hold-owner' },
    });
  });
});
