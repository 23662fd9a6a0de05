/** Longest value of a tagged field, in characters (SIP 2.00, variable-length fields). */
export const LONGEST_VALUE = 255;

export const DELIMITER = '|';

/** Nearly all values: nothing is to be done about them. */
const SENDABLE = /^[\x20-\x7b\x7d\x7e]*$/;

// Control characters of C0 and C1, DEL, line and paragraph separators, byte order marks, lone surrogates: none is displayable.
// eslint-disable-next-line no-control-regex
const NOT_DISPLAYABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\p{Cs}]+/gu;

/**
 * A value as it may be sent: NFC, one line, without the delimiter, 255 characters at most. A slash takes the place of
 * the delimiter, which no escape can carry.
 */
export function cleanValue(value: string): string {
  if (value.length <= LONGEST_VALUE && SENDABLE.test(value)) return value.trim();
  const clean = value.normalize('NFC').replace(NOT_DISPLAYABLE, ' ').replaceAll(DELIMITER, '/');
  return cutTo(clean, LONGEST_VALUE).trim();
}

/** The value of a field that came: NFC, for peers send marks decomposed; without control characters, for peers send those, too. */
export const readValue = (value: string): string =>
  isPlainAscii(value) ? value : value.normalize('NFC').replace(NOT_DISPLAYABLE, ' ');

/** @param length in code points, so that no character is cut in two */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  return [...text].slice(0, length).join('');
}

const isPlainAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/**
 * Letters without their marks, for peers that take ASCII only. đ has no decomposition, so it is named; what is no letter
 * of a Latin alphabet becomes `?`.
 */
export function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\P{ASCII}/gu, (character) => PLAIN[character] ?? '?');
}

const PLAIN: Readonly<Record<string, string>> = {
  đ: 'd',
  Đ: 'D',
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '…': '...',
  '₫': 'd',
  '\u00a0': ' ',
};
