/** ISBN (ISO 2108) as a search key: always thirteen digits. */

/** @returns undefined when it is no ISBN or its check digit is wrong; text after the number (`(bìa mềm)`) is left out */
export function isbn13(text: string): string | undefined {
  const [bare = ''] = /^[\dXx][\d\- ]*[\dXx]/.exec(text.trim()) ?? [];
  const digits = bare.replace(/[- ]/g, '').toUpperCase();
  if (/^97[89]\d{10}$/.test(digits))
    return checkDigit13(digits) === digits.at(-1) ? digits : undefined;
  if (!/^\d{9}[\dX]$/.test(digits) || checkDigit10(digits) !== digits.at(-1)) return undefined;
  const stem = `978${digits.slice(0, 9)}`;
  return stem + checkDigit13(stem);
}

function checkDigit13(digits: string): string {
  const sum = [...digits.slice(0, 12)].reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1),
    0,
  );
  return String((10 - (sum % 10)) % 10);
}

function checkDigit10(digits: string): string {
  const sum = [...digits.slice(0, 9)].reduce(
    (total, digit, at) => total + Number(digit) * (10 - at),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
