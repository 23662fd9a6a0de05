import { expect, test } from 'vitest';
import { milliseconds, number, ratio, written } from './table.ts';

test('a table is Markdown whose columns line up', () => {
  const table = written({
    title: 'Books',
    about: 'Ten of them.',
    head: ['name', 'took'],
    rows: [
      ['borrowed', '12 ms'],
      ['ten', '1,234 ms'],
    ],
  });
  expect(table.split('\n').slice(4)).toEqual([
    '| name     |     took |',
    '| -------- | -------: |',
    '| borrowed |    12 ms |',
    '| ten      | 1,234 ms |',
    '',
  ]);
});

test('figures have as many digits as mean something', () => {
  expect(number(12_345)).toBe('12,300');
  expect(milliseconds(0.123_456)).toBe('0.123 ms');
  expect(ratio(3, 2)).toBe('1.5×');
});
