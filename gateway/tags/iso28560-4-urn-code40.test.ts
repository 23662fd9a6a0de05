import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '#tests/vectors/vectors.ts';
import { decodeUrnCode40, encodeUrnCode40 } from './iso28560-4-urn-code40.ts';

test.each([
  ['CH-', '141c'],
  ['000', 'c04f'],
  ['78.', 'ed4d'],
  ['31', 'd319'],
  ['CH-000134-1.12345678.31', '141cc04fc70badb5c6e2da1ded4dd319'],
  ['B.A12312345678', '10e2fb2102dddf7c4e00'],
  ['', ''],
])('%s is %s, and back', (text, hex) => {
  expect(toHex(encodeUrnCode40(text))).toBe(hex);
  expect(decodeUrnCode40(fromHex(hex))).toBe(text);
});

test('eight digits are of the alphabet, nine are a long number', () => {
  expect(toHex(encodeUrnCode40('12345678'))).not.toContain('fb');
  expect(toHex(encodeUrnCode40('123456789'))).toBe('fb00075bcd15');
});

test('zeros in front of a long number are counted', () => {
  expect(toHex(encodeUrnCode40('000000001'))).toBe('fb0000000001');
  expect(decodeUrnCode40(fromHex('fb0000000001'))).toBe('000000001');
});

test('lower case, đ and ệ, one character each', () => {
  expect(toHex(encodeUrnCode40('ađệ'))).toBe('fc61fdc491fee1bb8700');
});

test.each([
  ['a word above FA00', 'fa01'],
  ['padding before a character', '0002'],
  ['half a word', '14'],
  ['a long number that is cut', 'fb00075bcd'],
  ['a long number with more digits than it says', 'fb01ffffffffff'],
  ['half a character', 'fdc4'],
  ['one letter where two bytes are said', 'fd4141'],
  ['the escape that is not known', 'ff41'],
])('%s is no URN Code 40', (_, hex) => {
  expect(decodeUrnCode40(fromHex(hex))).toBeUndefined();
});

test('a character of four bytes is refused', () => {
  expect(() => encodeUrnCode40('A😀')).toThrow(RangeError);
});

test('what is encoded comes back, in whole words', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[A-Z0-9.:-]{0,40}$/),
    fc.stringMatching(/^[A-Za-zđệ/]{0,9}\d{0,40}[a-c.]{0,4}\d{0,12}$/),
  );
  fc.assert(
    fc.property(text, (raw) => {
      const bytes = encodeUrnCode40(raw);
      expect(bytes.length % 2).toBe(0);
      expect(decodeUrnCode40(bytes)).toBe(raw.normalize('NFC'));
    }),
  );
});

test('any bytes at all are at most five characters a byte, or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 62 }), (bytes) => {
      expect((decodeUrnCode40(bytes) ?? '').length).toBeLessThanOrEqual(5 * bytes.length);
    }),
  );
});
