import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldedWords } from './fold.ts';

test('marks, đ and case are folded away', () => {
  expect(fold('Đường đời Nguyễn, ưỡng ỷ ẵ')).toBe('duong doi nguyen uong y a');
});

test('the two spellings of a tone are one', () => {
  expect(fold('hoà')).toBe(fold('hòa'));
});

test('composed and decomposed text fold alike', () => {
  fc.assert(
    fc.property(fc.string(), (text) => fold(text.normalize('NFD')) === fold(text.normalize('NFC'))),
  );
});

test('folding twice changes nothing', () => {
  fc.assert(fc.property(fc.string(), (text) => fold(fold(text)) === fold(text)));
});

test('a query is its folded words, each once', () => {
  expect(foldedWords('  Dế mèn, dế MÈN! ')).toEqual(['de', 'men']);
});
