/** Far more than any tag holds; the longest frame of any reader. */
export const MAX_BYTES = 0xffff;

/** Bytes written as hexadecimal text, in either case, with spaces, colons or hyphens between them. */
export function parseHex(text: string): Uint8Array | { readonly error: string } {
  const digits = text.replace(/[\s:-]/g, '');
  const foreign = /[^\da-f]/i.exec(digits)?.[0];
  if (foreign !== undefined) return { error: `“${foreign}” is not a hexadecimal digit` };
  if (digits.length % 2 !== 0) return { error: 'an odd number of hexadecimal digits' };
  if (digits.length === 0) return { error: 'no bytes' };
  if (digits.length > 2 * MAX_BYTES) return { error: `more than ${MAX_BYTES} bytes` };
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

export const toHex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** One byte, or a word of `bytes` bytes, high byte first. */
export const codeHex = (code: number, bytes = 1): string =>
  code.toString(16).padStart(2 * bytes, '0');
