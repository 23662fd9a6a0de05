import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCharacter, checkDigitOf } from './library-number.ts';

describe('fourteen digits', () => {
  test.each([
    ['33191000105864', 'valid'],
    ['30234000517861', 'valid'],
    ['20999000000017', 'valid'],
    // Printed as samples on public pages, with check digits that are none.
    ['35555000012349', 'invalid'],
    ['22390000027896', 'invalid'],
    ['49999000000010', 'absent'],
    ['3319100010586', 'absent'],
    ['VV.012345', 'absent'],
  ])('%s: %s', (number, expected) => {
    expect(checkDigitOf(number)).toBe(expected);
  });

  test('one wrong digit is always noticed', () => {
    const body = fc.stringMatching(/^[23]\d{12}$/);
    fc.assert(
      fc.property(body, fc.nat(13), fc.integer({ min: 1, max: 9 }), (first, at, by) => {
        const number = first + (checkCharacter(first, 'fourteen-digit') ?? '');
        expect(checkDigitOf(number)).toBe('valid');
        const wrong = String((Number(number[at]) + by) % 10);
        const spoilt = number.slice(0, at) + wrong + number.slice(at + 1);
        expect(checkDigitOf(spoilt, 'fourteen-digit')).toBe('invalid');
      }),
    );
  });
});

test.each([
  ['TV-0042', 'code39', 'G'],
  ['ABC123', 'code39', '$'],
  ['30114', 'code39', '9'],
  ['978604000000', 'ean-13', '2'],
  ['978030640615', 'ean-13', '7'],
  ['1234567', 'itf', '0'],
] as const)('%s as %s has the check character %s', (body, scheme, character) => {
  expect(checkCharacter(body, scheme)).toBe(character);
  expect(checkDigitOf(body + character, scheme)).toBe('valid');
});

test('what cannot be such a number at all has a wrong check digit', () => {
  expect(checkDigitOf('abc', 'code39')).toBe('invalid');
  expect(checkDigitOf('', 'itf')).toBe('invalid');
  expect(checkDigitOf('12345', 'ean-13')).toBe('invalid');
  expect(checkDigitOf('123', 'itf')).toBe('invalid');
});
