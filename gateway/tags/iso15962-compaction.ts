import { BitReader, BitWriter } from './iso15962-bits.ts';

/**
 * The compactions of ISO/IEC 15962: how the text of a data element is packed into bytes. Their place in the list is
 * their code in the precursor.
 */
export const COMPACTIONS = [
  'application-defined',
  'integer',
  'numeric',
  '5-bit',
  '6-bit',
  '7-bit',
  'octet-string',
  'utf-8',
] as const;
export type Compaction = (typeof COMPACTIONS)[number];
/** Those whose bytes mean text by themselves, whatever the element. */
export type TextCompaction = Exclude<Compaction, 'application-defined'>;

interface Packing {
  /** Whether an encoder may choose it for this text. */
  readonly fits: RegExp;
  readonly pack: (text: string) => Uint8Array;
  /** @returns undefined when the bytes cannot have been packed so */
  readonly unpack: (bytes: Uint8Array) => string | undefined;
}

/** In the order of preference: the first that fits is the shortest. */
const PACKINGS: Readonly<Record<TextCompaction, Packing>> = {
  integer: { fits: /^[1-9]\d{1,18}$/, pack: packInteger, unpack: unpackInteger },
  numeric: { fits: /^\d{2,}$/, pack: packNumeric, unpack: unpackNumeric },
  '5-bit': bitPacking(/^[A-_]{3,}$/, 5, 0b00000, (code) => code | 0x40),
  '6-bit': bitPacking(/^[ -_]{3,}[!-_]$/, 6, 0b100000, (code) =>
    code < 0x20 ? code | 0x40 : code,
  ),
  // eslint-disable-next-line no-control-regex -- the code takes all of ISO 646 but DEL
  '7-bit': bitPacking(/^[\u0000-~]{8,}$/, 7, 0b1111111, (code) => code),
  // eslint-disable-next-line no-control-regex -- all of ISO 8859-1
  'octet-string': { fits: /^[\u0000-\u00ff]*$/, pack: packOctets, unpack: unpackOctets },
  'utf-8': { fits: /(?:)/, pack: packUtf8, unpack: unpackUtf8 },
};

const isTextCompaction = (name: string): name is TextCompaction => name in PACKINGS;
const BY_PREFERENCE = COMPACTIONS.filter(isTextCompaction);

/** The compaction that an encoder takes: the first that fits. */
export const compactionFor = (text: string): TextCompaction =>
  BY_PREFERENCE.find((name) => PACKINGS[name].fits.test(text)) ?? 'utf-8';

/** Whether an encoder may have chosen it for this text. */
export const mayPack = (text: string, compaction: Compaction): boolean =>
  isTextCompaction(compaction) && PACKINGS[compaction].fits.test(text);

/** @throws RangeError when the text has characters that this compaction cannot hold */
export function encodeCompacted(text: string, compaction: TextCompaction): Uint8Array {
  const packing = PACKINGS[compaction];
  if (!packing.fits.test(text)) throw new RangeError(`“${text}” cannot be packed as ${compaction}`);
  return packing.pack(text);
}

/** The text, NFC; undefined when the bytes cannot have been packed so. */
export const decodeCompacted = (
  bytes: Uint8Array,
  compaction: TextCompaction,
): string | undefined => PACKINGS[compaction].unpack(bytes)?.normalize('NFC');

function packInteger(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt(text); rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return Uint8Array.from(bytes);
}

/** More than eight bytes cannot come from the nineteen digits that the code allows. */
function unpackInteger(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > 8) return undefined;
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n).toString();
}

/** Two digits a byte; an odd last one is followed by F. */
function packNumeric(text: string): Uint8Array {
  const nibbles = text.length % 2 === 0 ? text : `${text}f`;
  return Uint8Array.from(nibbles.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function unpackNumeric(bytes: Uint8Array): string | undefined {
  const nibbles = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const digits = nibbles.replace(/f$/, '');
  return /^\d+$/.test(digits) ? digits : undefined;
}

function packOctets(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** ISO 8859-1 proper: `TextDecoder('latin1')` is Windows-1252 and takes 80…9F for other letters. */
function unpackOctets(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function packUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text.normalize('NFC'));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function unpackUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Characters cut to `width` bits. The bits left over in the last byte are the beginning of the `filler` group. */
function bitPacking(
  fits: RegExp,
  width: number,
  filler: number,
  letterOf: (code: number) => number,
): Packing {
  const padding = Array.from({ length: 8 }, (_, at) => (filler >> (width - 1 - (at % width))) & 1);
  const pack = (text: string): Uint8Array => {
    const bits = new BitWriter();
    for (const letter of text) bits.put(letter.charCodeAt(0), width);
    return bits.finish(padding);
  };
  const unpack = (bytes: Uint8Array): string => {
    const reader = new BitReader(bytes);
    const codes: number[] = [];
    for (let code = reader.take(width); code !== undefined; code = reader.take(width)) {
      codes.push(code);
    }
    // No text that may be packed so ends in the filler.
    while (codes.at(-1) === filler) codes.pop();
    return codes.map((code) => String.fromCharCode(letterOf(code))).join('');
  };
  return { fits, pack, unpack };
}
