import { expect, test } from 'vitest';
import type { Outcome } from '../../ils/ils.ts';
import { binsNamed, sort } from './sorting.ts';
import type { Sorting } from './sorting.ts';

const SORTING: Sorting = {
  exceptions: ['staff'],
  otherwise: ['shelf-1', 'shelf-2'],
  holds: ['held'],
  otherLibrary: ['away'],
  libraries: { 'ward-4': ['cart-4'] },
  notAnswered: ['later'],
  sortBins: { A: ['bin-a'] },
  collections: { 'Thiếu nhi': ['children'] },
  media: { '006': ['discs'] },
  callNumbers: { '8': ['literature'], '89': ['vietnamese'] },
};

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;
const answer = (more: Partial<Accepted> & { readonly callNumber?: string } = {}): Accepted => {
  const { callNumber, ...rest } = more;
  const item = { title: 'Số đỏ', author: '', ...(callNumber !== undefined && { callNumber }) };
  return { outcome: 'accepted', item, destination: 'shelf', ...rest };
};
const binOf = (more: Parameters<typeof answer>[0]) => sort({ answer: answer(more) }, SORTING);

test.each([
  ['what is wrong goes to staff, whatever the library says', 'exception', 'staff', undefined],
  ['somebody waits', 'hold', 'held', { destination: 'hold', sortBin: 'A' }],
  ['another library', 'other-library', 'away', { destination: 'other-library' }],
  [
    ...['another library with a cart of its own', 'other-library', 'cart-4'],
    { destination: 'other-library', destinationLibrary: { id: 'ward-4', name: 'Phường 4' } },
  ],
  ['the library’s sort bin', 'sort-bin', 'bin-a', { sortBin: ' a ', collection: 'Thiếu nhi' }],
  ['collection', 'collection', 'children', { collection: 'THIẾU NHI', mediaType: '006' }],
  ['medium', 'media', 'discs', { mediaType: '006', callNumber: '8' }],
  ['call number', 'call-number', 'literature', { callNumber: '813' }],
  ['the longest beginning of a call number', 'call-number', 'vietnamese', { callNumber: '895.9' }],
  ['all else', 'otherwise', 'shelf-1', {}],
] as const)('DB20 %s', (_what, why, bin, more) => {
  const trouble = more === undefined ? ('two-items' as const) : undefined;
  const sorted = sort({ trouble, answer: answer(more ?? { destination: 'hold' }) }, SORTING);
  expect([sorted.why, sorted.bins[0]]).toEqual([why, bin]);
});

test('DB20 no answer: a bin of its own where there is one', () => {
  expect(sort({}, SORTING).bins).toEqual(['later']);
  const { notAnswered: _none, ...without } = SORTING;
  expect(sort({}, without).bins).toEqual(['shelf-1', 'shelf-2']);
});

test('DB20 a site without a bin for holds sorts them as if nobody waited', () => {
  const { holds: _none, ...without } = SORTING;
  expect(sort({ answer: answer({ destination: 'hold' }) }, without).why).toBe('otherwise');
});

test('DB24 a sort bin that has no place is named; where the site places none, it is nothing', () => {
  expect(binOf({ sortBin: 'Z9', callNumber: '813' })).toEqual({
    ...{ why: 'call-number', bins: ['literature'], unmapped: 'Z9' },
  });
  const { sortBins: _none, ...without } = SORTING;
  expect(sort({ answer: answer({ sortBin: 'Z9' }) }, without)).not.toHaveProperty('unmapped');
});

test('every bin that a rule names is known', () => {
  expect(binsNamed(SORTING).toSorted()).toEqual(
    [
      ...['away', 'bin-a', 'cart-4', 'children', 'discs', 'held', 'later', 'literature', 'shelf-1'],
      ...['shelf-2', 'staff', 'vietnamese'],
    ].toSorted(),
  );
});
