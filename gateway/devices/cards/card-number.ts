/** How a site writes the number of a contactless card, as its readers did when the cards were enrolled. */
export type CardNumberFormat = 'hex' | 'hex-reversed' | 'decimal' | 'decimal-reversed';

/** Digits of a decimal number of four bytes, leading zeros included: readers that type do so (“8H10D”). */
const DECIMAL_DIGITS = 10;

/** @param uid in the order in which the card sends it (ISO/IEC 14443-3 §6.5.4) */
export function cardNumber(uid: Uint8Array, format: CardNumberFormat): string {
  const bytes = format.endsWith('reversed') ? uid.toReversed() : uid;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!format.startsWith('decimal')) return digits.toUpperCase();
  return BigInt(`0x${digits || '0'}`)
    .toString()
    .padStart(DECIMAL_DIGITS, '0');
}

/**
 * ISO/IEC 14443-3 §6.5.4: four bytes that begin with 08 are made up anew each time the card gets power. Phones, bank
 * cards and identity cards (ICAO 9303) do so to be nobody: such a number would be another patron's tomorrow.
 */
export const isRandomNumber = (uid: Uint8Array): boolean => uid.length === 4 && uid[0] === 0x08;
