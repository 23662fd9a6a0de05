import { CP850 } from './cp850.ts';
import { withoutMarks } from './text.ts';

/** What two peers agree on; the standard's own is ASCII, with code page 850 for the rest. */
export type Charset = 'utf-8' | 'cp850' | 'ascii';

export const CHARSETS: readonly Charset[] = ['utf-8', 'cp850', 'ascii'];

const encoder = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface ReadText {
  readonly text: string;
  /** What the bytes were read as: code page 850 where they should be UTF-8, or ASCII, and are not. */
  readonly charset: Charset;
}

/** Any bytes are some text: what is not UTF-8 is taken as code page 850, of which every byte is a character. */
export function readText(bytes: Uint8Array, charset: Charset): ReadText {
  if (charset === 'cp850') return { text: fromCp850(bytes), charset };
  try {
    return { text: strictUtf8.decode(bytes), charset: 'utf-8' };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: fromCp850(bytes), charset: 'cp850' };
  }
}

/** Letters that the charset lacks lose their marks (ắ → a, đ → d) and stay readable. */
export function writeText(text: string, charset: Charset): Uint8Array {
  return charset === 'cp850' ? toCp850(text) : encoder.encode(inCharset(text, charset));
}

/** The text as it will arrive, one character for each that is sent. */
export function inCharset(text: string, charset: Charset): string {
  if (charset === 'utf-8') return text;
  if (charset === 'ascii') return withoutMarks(text);
  return Array.from(text, (one) => (isInCp850(one) ? one : withoutMarks(one))).join('');
}

function fromCp850(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : (CP850[byte - 0x80] ?? ''),
  ).join('');
}

function toCp850(text: string): Uint8Array {
  return Uint8Array.from(inCharset(text, 'cp850'), (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point < 0x80 ? point : (codeOf.get(character) ?? 0x3f);
  });
}

const codeOf: ReadonlyMap<string, number> = new Map(
  Array.from(CP850, (character, at) => [character, at + 0x80]),
);

const isInCp850 = (character: string): boolean =>
  (character.codePointAt(0) ?? 0) < 0x80 || codeOf.has(character);
