import { expect, test } from 'vitest';
import { nameAt, outlived } from './names.ts';

test('BK3 a backup in a folder is called by its time', () => {
  const at = new Date('2026-11-23T02:05:06.789Z');
  expect(nameAt(at, false)).toBe('nhip-cau-20261123T020506Z.tar');
  expect(nameAt(at, true)).toBe('nhip-cau-20261123T020506Z.tar.age');
});

test('BK4 the newest stay, sealed or not; what is called otherwise is never touched', () => {
  const days = ['01', '02', '03', '04'].map((day) =>
    nameAt(new Date(`2026-11-${day}`), day === '02'),
  );
  const all = [...days.toReversed(), 'before-moving.tar', 'server.db'];
  expect(outlived(all, 2)).toEqual(days.slice(0, 2));
  expect(outlived(all, 4)).toEqual([]);
  expect(outlived(all, 9)).toEqual([]);
});
