import { describe, expect, test } from 'vitest';
import { fromHex } from '#tests/vectors/vectors.ts';
import { cardNumber, isRandomNumber } from './card-number.ts';

describe('the number of a card', () => {
  test.each([
    ['hex', '04A1B2C3'],
    ['hex-reversed', 'C3B2A104'],
    ['decimal', '0077705923'],
    ['decimal-reversed', '3283263748'],
  ] as const)('of four bytes, as %s', (format, expected) => {
    expect(cardNumber(fromHex('04a1b2c3'), format)).toBe(expected);
  });

  test('of seven bytes no digit is lost, though no number of JavaScript holds them', () => {
    const uid = fromHex('ffeeddccbbaa99');
    expect(cardNumber(uid, 'decimal')).toBe('72038755451251353');
    expect(cardNumber(uid, 'hex-reversed')).toBe('99AABBCCDDEEFF');
  });

  test('leading zeros count', () => {
    expect(cardNumber(fromHex('00000001'), 'hex')).toBe('00000001');
    expect(cardNumber(fromHex('00000001'), 'decimal')).toBe('0000000001');
  });
});

test.each([
  ['08112233', true],
  ['04112233', false],
  ['08112233445566', false],
])('%s is made up anew each time: %s', (uid, expected) => {
  expect(isRandomNumber(fromHex(uid))).toBe(expected);
});
