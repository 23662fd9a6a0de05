import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listAsked, windowOf } from './summary.ts';

test.each([
  ['Y         ', 'holds'],
  ['  Y       ', 'charged'],
  [' y Y      ', 'overdue'],
  ['     Y', 'unavailable'],
  ['      Y   ', undefined],
  ['          ', undefined],
  ['', undefined],
])('S2-36 summary “%s” asks for %s', (summary, list) => {
  expect(listAsked(summary)).toBe(list);
});

test('S2-36 the window counts from 1, with both ends', () => {
  const list = ['a', 'b', 'c'];
  expect(windowOf(list, '2', '3')).toEqual(['b', 'c']);
  expect(windowOf(list, ' 00001', '0001')).toEqual(['a']);
  expect(windowOf(list, '', '2')).toEqual(['a', 'b']);
  expect(windowOf(list, undefined, undefined)).toEqual(list);
  expect(windowOf(list, '9', '12')).toEqual([]);
  expect(windowOf(list, '0', '0')).toEqual([]);
  expect(windowOf(list, 'x', '-1')).toEqual(list);
});

test('S2-36 windows that follow one another tell the whole list', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (list, size) => {
      const starts = Array.from({ length: Math.ceil(list.length / size) }, (_, n) => n * size + 1);
      const windows = starts.map((start) => windowOf(list, `${start}`, `${start + size - 1}`));
      expect(windows.flat()).toEqual(list);
    }),
  );
});
