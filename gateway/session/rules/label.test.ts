import { expect, test } from 'vitest';
import { encodeIso28560Part2 } from '../../tags/iso28560-2.ts';
import { encodeIso28560Part3 } from '../../tags/iso28560-3-rewrite.ts';
import { encodeEpc } from '../../tags/iso28560-4.ts';
import { labelOf } from './label.ts';

const BOOK = { itemId: 'TN0001', isil: 'VN-TT', part: 1, partsInItem: 1 };
const NO_INFORMATION = 6;
const PATRON_CARD = 8;
const item = {
  kind: 'item',
  item: { identifier: 'TN0001', owner: 'VN-TT' },
  part: { number: 1, of: 1 },
};
const hf = { uid: 'E004010000000001', afi: 0x07, dsfid: 0x06, blockSize: 4 };

test('a tag that says nothing of its use is an item, in every format', () => {
  const content = { ...BOOK, usage: NO_INFORMATION };
  expect(labelOf({ ...hf, memory: encodeIso28560Part3(content, 112) })).toEqual(item);
  expect(labelOf({ ...hf, memory: encodeIso28560Part2(content) })).toEqual(item);
  // A UHF label without a user bank has no room to say it.
  const uhf = { ...hf, blockSize: 2, memory: new Uint8Array(), epc: encodeEpc(content, 0x07) };
  expect(labelOf(uhf)).toEqual(item);
});

test('only a patron’s card is none', () => {
  const card = encodeIso28560Part3({ ...BOOK, usage: PATRON_CARD }, 112);
  expect(labelOf({ ...hf, memory: card })).toEqual({ kind: 'card', card: 'TN0001' });
});

test('the fields of a UII are what the site says they are', () => {
  const uiiProfile = { fields: ['item', 'owner'] } as const;
  const epc = encodeEpc({ ...BOOK, usage: 1 }, 0x07, { profile: uiiProfile });
  const tag = { ...hf, blockSize: 2, memory: new Uint8Array(), epc };
  expect(labelOf(tag, { uiiProfile })).toEqual(item);
  expect(labelOf(tag)).toEqual({ kind: 'foreign' });
});
