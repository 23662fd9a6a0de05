import { expect, test } from 'vitest';
import { countsOf, percentOf } from './import-counts.ts';

const batch = { added: 5, changed: 2, unchanged: 9, refused: 1, putBack: 6, kept: 1 };

test('a batch that is undone tells what was put back, all others what they bring', () => {
  expect(countsOf({ ...batch, state: 'undone' })).toEqual([
    ['put-back', 6],
    ['kept', 1],
  ]);
  expect(countsOf({ ...batch, state: 'checked' })).toContainEqual(['refused', 1]);
});

test('an empty file is done with; never more than all of it', () => {
  expect(percentOf({ bytes: 0, bytesDone: 0 })).toBe(100);
  expect(percentOf({ bytes: 1000, bytesDone: 999 })).toBe(99);
  expect(percentOf({ bytes: 10, bytesDone: 12 })).toBe(100);
});
