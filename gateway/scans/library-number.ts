/** Check digits that libraries print, or say that they print: many sites number without a real one. */

/** `absent`: nothing says that the number has a check digit. */
export type CheckDigit = 'valid' | 'invalid' | 'absent';

/**
 * `fourteen-digit`: Codabar numbers of North American libraries, mod 10 over the doubled odd places.
 * `code39`: mod 43 (ISO/IEC 16388 annex A). `itf`: mod 10 (ISO/IEC 16390 annex A). `ean-13`: GS1 General Specifications §7.9.
 */
export const CHECK_SCHEMES = ['fourteen-digit', 'code39', 'itf', 'ean-13'] as const;
export type CheckScheme = (typeof CHECK_SCHEMES)[number];

const CODE39 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';

/** The check character that belongs behind `body`; undefined where the scheme cannot have such a body. */
export function checkCharacter(body: string, scheme: CheckScheme): string | undefined {
  switch (scheme) {
    case 'fourteen-digit':
      return /^\d{13}$/.test(body) ? fourteenth(body) : undefined;
    case 'code39':
      return mod43(body);
    case 'itf':
      return /^\d+$/.test(body) && body.length % 2 === 1 ? weighted(body) : undefined;
    case 'ean-13':
      return /^\d{12}$/.test(body) ? weighted(body) : undefined;
  }
}

/** @param scheme undefined: only the form of the number says whether it should have a check digit */
export function checkDigitOf(number: string, scheme = schemeByForm(number)): CheckDigit {
  if (scheme === undefined) return 'absent';
  const expected = checkCharacter(number.slice(0, -1), scheme);
  return expected !== undefined && number.endsWith(expected) ? 'valid' : 'invalid';
}

/** Fourteen digits that begin with 2 (a patron) or 3 (an item). */
const schemeByForm = (number: string): CheckScheme | undefined =>
  /^[23]\d{13}$/.test(number) ? 'fourteen-digit' : undefined;

/** Digits in odd places doubled, less 9 where that is more than 9. */
function fourteenth(body: string): string {
  const sum = digits(body).reduce((total, digit, at) => {
    const product = at % 2 === 0 ? digit * 2 : digit;
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return complement(sum);
}

/** Weights 3 and 1, beginning with 3 at the right. */
function weighted(body: string): string {
  const sum = digits(body)
    .reverse()
    .reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 3 : 1), 0);
  return complement(sum);
}

function mod43(body: string): string | undefined {
  const values = [...body].map((character) => CODE39.indexOf(character));
  if (values.length === 0 || values.includes(-1)) return undefined;
  return CODE39.charAt(values.reduce((sum, value) => sum + value, 0) % 43);
}

const digits = (text: string): number[] => [...text].map(Number);
const complement = (sum: number): string => String((10 - (sum % 10)) % 10);
