import { expect, test } from 'vitest';
import { inTree } from './library-tree.ts';

test('children stand below their parent by name, and rights that begin in the middle have roots of their own', () => {
  const told = inTree([
    { id: 'school', name: 'Trường 10', parentId: 'ward' },
    { id: 'ward', name: 'Phường', parentId: 'province' },
    { id: 'other', name: 'Trường 9', parentId: 'ward' },
    { id: 'bus', name: 'Xe', parentId: 'unknown' },
  ]);
  expect(told.map(({ library, depth }) => `${depth} ${library.name}`)).toEqual([
    '0 Phường',
    '1 Trường 9',
    '1 Trường 10',
    '0 Xe',
  ]);
});
