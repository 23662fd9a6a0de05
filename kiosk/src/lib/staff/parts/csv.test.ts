import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

const MARK = '\u{feff}';

test('is told apart as UTF-8 by spreadsheets, each line ended', () => {
  expect(csvOf([['Đất rừng', 3]])).toBe(`${MARK}Đất rừng,3\r\n`);
});

test('commas, quotes and lines stay within their field', () => {
  expect(csvOf([['a,b', 'say "yes"', 'two\nlines', undefined]])).toBe(
    `${MARK}"a,b","say ""yes""","two\nlines",\r\n`,
  );
});

test('nothing that was typed is reckoned as a formula; a number stays one', () => {
  expect(csvOf([['=1+1', '@x', '-2', -2]])).toBe(`${MARK}'=1+1,'@x,'-2,-2\r\n`);
});
