import { expect, test } from 'vitest';
import { isListed } from './charged-list.ts';

test.each([
  ['an empty list', [], 0, 'no'],
  ['a list nobody counted', [], undefined, 'cannot-tell'],
  ['identifiers, and it is there', ['A-1', 'A-2'], 2, 'yes'],
  ['identifiers, and it is not there', ['A-2', 'A-3'], 2, 'no'],
  ['a part of the list', ['A-2'], 2, 'cannot-tell'],
  ['titles', ['Số đỏ', 'Quê nội'], 2, 'cannot-tell'],
  ['text with the identifier in it', ['A-1 Số đỏ, hạn 5.12.'], 1, 'yes'],
  ['text with a longer identifier in it', ['A-11 Số đỏ'], 1, 'cannot-tell'],
] as const)('%s', (_what, entries, count, listed) => {
  expect(isListed({ entries, count }, 'A-1')).toBe(listed);
});
