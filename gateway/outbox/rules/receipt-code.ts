/** The short code on the receipt, by which staff find a loan or return again (O30). */
import type { TransactionId } from '../../ils/ils.ts';

/** Letters and digits that nobody takes for another, in print, by hand or over the telephone; and no vowels, so that no word comes about. */
const LETTERS = '34679CDFGHJKMNPQRTVWXY';
const LENGTH = 8;
const CODES = LETTERS.length ** LENGTH;

/** The last group of a UUID: 48 bits, of which UUIDv7 leaves at least 40 to chance (RFC 9562 §5.7). */
const TAIL = /-([0-9a-f]{12})$/i;

/**
 * One of 5 × 10¹⁰: not the only one in the network for ever, but among those of one library and one month.
 * @param id UUIDv7 of the transaction
 * @throws RangeError when it is no UUID
 */
export function receiptCodeOf(id: TransactionId): string {
  const tail = TAIL.exec(id)?.[1];
  if (tail === undefined) throw new RangeError('the id of a transaction is a UUID');
  let rest = Number.parseInt(tail, 16) % CODES;
  let code = '';
  while (code.length < LENGTH) {
    code = LETTERS.charAt(rest % LETTERS.length) + code;
    rest = Math.floor(rest / LETTERS.length);
  }
  return code;
}

/** As it is printed and read out: in two groups. */
export const printed = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;
