import { decodeCompacted } from './iso15962-compaction.ts';

/**
 * URN Code 40 (ISO/IEC 15962): three characters in two bytes, 1600a + 40b + c + 1, high byte first; 0 is padding.
 * First bytes above FA are escapes: FB a long number, FC one character of ISO 646, FD and FE one character of two or
 * three bytes in UTF-8. FF and what else the standard may say of it is not known here, and not decoded.
 */
const ALPHABET = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789';
const PAD = 0;
const ESCAPE = { number: 0xfb, one: 0xfc, two: 0xfd, three: 0xfe } as const;
/** A long number has 9 to 24 digits, in 4 to 19 bytes. */
const MIN_DIGITS = 9;
const MIN_BYTES = 4;
const MAX_TRIPLE = 64_000;

/** @returns undefined when the bytes are no URN Code 40 */
export function decodeUrnCode40(bytes: Uint8Array): string | undefined {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const piece = pieceAt(bytes, at);
    if (!piece) return undefined;
    text += piece.text;
    at += piece.length;
  }
  return text.normalize('NFC');
}

interface TextPiece {
  readonly text: string;
  readonly length: number;
}

function pieceAt(bytes: Uint8Array, at: number): TextPiece | undefined {
  switch (bytes[at]) {
    case ESCAPE.number:
      return longNumber(bytes, at);
    case ESCAPE.one:
      return character(bytes, at, 1);
    case ESCAPE.two:
      return character(bytes, at, 2);
    case ESCAPE.three:
      return character(bytes, at, 3);
    default:
      return triple(bytes, at);
  }
}

/** Padding stands behind the characters of a triple alone; words of 0000, and a last byte of 00, are nothing else. */
function triple(bytes: Uint8Array, at: number): TextPiece | undefined {
  const [high = 0, low] = bytes.subarray(at, at + 2);
  if (low === undefined) return high === 0 ? { text: '', length: 1 } : undefined;
  const value = high * 256 + low;
  if (value > MAX_TRIPLE) return undefined;
  const code = Math.max(0, value - 1);
  const codes = [Math.floor(code / 1600), Math.floor(code / 40) % 40, code % 40];
  const text = codes
    .map((one) => ALPHABET.charAt(one))
    .join('')
    .replace(/\0+$/, '');
  return text.includes('\0') ? undefined : { text, length: 2 };
}

/** FB, then digits less 9 in the high nibble and bytes less 4 in the low one, then the number, high byte first. */
function longNumber(bytes: Uint8Array, at: number): TextPiece | undefined {
  const counts = bytes[at + 1] ?? 0;
  const end = at + 2 + MIN_BYTES + (counts & 0x0f);
  if (end > bytes.length) return undefined;
  const number = bytes.subarray(at + 2, end).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const digits = MIN_DIGITS + (counts >> 4);
  const text = number.toString().padStart(digits, '0');
  return text.length === digits ? { text, length: end - at } : undefined;
}

function character(bytes: Uint8Array, at: number, size: number): TextPiece | undefined {
  const text = decodeCompacted(bytes.subarray(at + 1, at + 1 + size), 'utf-8');
  return text !== undefined && [...text].length === 1 ? { text, length: 1 + size } : undefined;
}

/** Whole words: an odd number of bytes is followed by a 00. @throws RangeError for a character of four bytes in UTF-8 */
export function encodeUrnCode40(text: string): Uint8Array {
  const bytes = segmentsOf(text.normalize('NFC')).flatMap(encodeSegment);
  return Uint8Array.from(bytes.length % 2 === 0 ? bytes : [...bytes, 0]);
}

/** Numbers of nine digits and more, runs of the alphabet, single other characters. */
const segmentsOf = (text: string): string[] =>
  text.match(/\d{9,24}|(?:(?!\d{9})[A-Z.:0-9-])+|[^]/gu) ?? [];

function encodeSegment(segment: string): number[] {
  if (/^\d{9}/.test(segment)) return encodeLongNumber(segment);
  if (ALPHABET.includes(segment.charAt(0)) && !segment.startsWith('\0'))
    return encodeTriples(segment);
  const bytes = [...new TextEncoder().encode(segment)];
  const escape = [ESCAPE.one, ESCAPE.two, ESCAPE.three][bytes.length - 1];
  if (escape === undefined) throw new RangeError(`“${segment}” cannot be written in URN Code 40`);
  return [escape, ...bytes];
}

function encodeLongNumber(digits: string): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(digits); rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  while (bytes.length < MIN_BYTES) bytes.unshift(0);
  const counts = ((digits.length - MIN_DIGITS) << 4) | (bytes.length - MIN_BYTES);
  return [ESCAPE.number, counts, ...bytes];
}

function encodeTriples(run: string): number[] {
  const codes = Array.from(run, (letter) => ALPHABET.indexOf(letter));
  const bytes: number[] = [];
  for (let at = 0; at < codes.length; at += 3) {
    const [a = PAD, b = PAD, c = PAD] = codes.slice(at, at + 3);
    const value = 1600 * a + 40 * b + c + 1;
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}
