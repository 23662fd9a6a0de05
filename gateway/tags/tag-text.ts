/** UTF-8 text fields of tags. A tag that lies about its text is shown with replacement marks, never thrown away. */
const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Text up to the first NUL, NFC. */
export function fieldText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end)).normalize('NFC');
}

/** Whether the bytes are UTF-8 text without control characters, NUL for padding allowed anywhere. */
export function looksLikeText(bytes: Uint8Array): boolean {
  try {
    const text = strictUtf8.decode(bytes.filter((byte) => byte !== 0));
    return !/\p{Cc}/u.test(text);
  } catch {
    return false;
  }
}

/** NFC, as UTF-8. @throws RangeError for text with a NUL in it, which would end the field */
export function utf8Bytes(text: string): Uint8Array {
  if (text.includes('\0')) throw new RangeError('a text field cannot hold a NUL');
  return new TextEncoder().encode(text.normalize('NFC'));
}

/** UTF-8, padded with NUL to `length`. @throws RangeError when it does not fit */
export function paddedText(text: string, length: number): Uint8Array {
  const bytes = utf8Bytes(text);
  if (bytes.length > length) throw new RangeError(`“${text}” is longer than ${length} bytes`);
  const field = new Uint8Array(length);
  field.set(bytes);
  return field;
}
