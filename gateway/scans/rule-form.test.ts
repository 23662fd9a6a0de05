import { expect, test } from 'vitest';
import { formOf } from './rule-form.ts';

test.each([
  ['^2\\d{13}$', '2#############'],
  ['^\\d{7,9}$', '#######(##)'],
  ['^[A-Z]{2}\\.\\d{6}$', '@@.######'],
  ['^VV\\.\\d$', 'VV.#'],
  ['^Đ\\p{L}-\\d{3}$', 'Đ@-###'],
  ['.', '.'],
  ['^(2|3)\\d{13}$', '^(2|3)\\d{13}$'],
  ['^\\d{999}$', '^\\d{999}$'],
  ['^99', '^99'],
])('%s reads %s', (pattern, form) => {
  expect(formOf({ pattern })).toBe(form);
});

test('a symbology is named', () => {
  expect(formOf({ pattern: '^\\d{8}$', symbology: 'qr' })).toBe('######## · qr');
});
