import { startsField } from './fields.ts';
import type { FixedField, FixedKind } from './messages.ts';

export interface FixedPart {
  readonly fixed: Record<string, string>;
  /** Where the tagged fields begin. */
  readonly end: number;
}

/** What a sound value of each kind looks like. Peers pad numbers with blanks (` 80`), and write N for no flag. */
const SOUND: Readonly<Record<FixedKind, RegExp>> = {
  flag: /^[YNU ]$/i,
  bit: /^[01YN]$/i,
  number: /^[\d ]+$/,
  date: /^(?:\d{8}.{4}\d{6}|[ 0]{18})$/u,
  flags: /^[YN ]+$/i,
  sign: /^[^A-Z]$/,
  version: /^[\d. ][^|]{3}$/,
  currency: /^[A-Z ]{3}$/i,
};

/**
 * Reads the fixed part of a message. Peers leave fields out (65 and 29 without their dates) or cut the whole short;
 * then a tagged field stands where the fixed one should, and the fixed one ends there.
 */
export function readFixedPart(
  text: string,
  start: number,
  shape: readonly FixedField[],
): FixedPart {
  const fixed: Record<string, string> = {};
  let at = start;
  for (const [name, length, kind] of inOrderOf(text, start, shape)) {
    if (hasFeeTypeTag(name, text, at)) at += 2;
    const value = text.slice(at, at + lengthOf(text, at, length, kind));
    if (value !== '') fixed[name] = value;
    at += value.length;
  }
  return { fixed, end: at };
}

function lengthOf(text: string, at: number, length: number, kind: FixedKind): number {
  const value = text.slice(at, at + length);
  if (value.length === length && SOUND[kind].test(value)) return length;
  for (let cut = 0; cut < value.length; cut++) {
    if (value[cut] === '|' || startsField(text.slice(at + cut, at + cut + 2))) return cut;
  }
  return length;
}

/** One server sends the date of 38 before its flag. */
function inOrderOf(
  text: string,
  start: number,
  shape: readonly FixedField[],
): readonly FixedField[] {
  const [first, second] = shape;
  if (shape.length !== 2 || first?.[2] !== 'flag' || second?.[2] !== 'date') return shape;
  return /^\d{8}.{4}\d{6}[YN]/.test(text.slice(start, start + 19)) ? [second, first] : shape;
}

/** One server writes the fee type of 18 with its tag, as if it were a tagged field. */
const hasFeeTypeTag = (name: string, text: string, at: number): boolean =>
  name === 'fee_type' && /^BT\d\d\d/.test(text.slice(at, at + 5));
