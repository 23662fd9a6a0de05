import type { Charset } from './charset.ts';
import { readText, writeText } from './charset.ts';
import { checksum, fittingMode } from './checksum.ts';
import { readFixedPart } from './fixed-part.ts';
import type { Field, Message, Unreadable } from './message.ts';
import { shapeOf } from './messages.ts';
import { DELIMITER, readValue } from './text.ts';

/** Reads the bytes of one message, with or without its end. Never throws. */
export function decodeBytes(bytes: Uint8Array, charset: Charset = 'utf-8'): Message | Unreadable {
  return decodeRead(readText(bytes, charset));
}

/**
 * Reads the text of one message. Never throws: what peers do to the format is borne (a fixed part cut short, fields in
 * any order, unknown or twice, no last delimiter or several of them, CR LF at either end, `|` before AY).
 */
export const decode = (text: string): Message | Unreadable =>
  decodeRead({ text, charset: 'utf-8' });

function decodeRead({ text: whole, charset }: { text: string; charset: Charset }) {
  const text = stripped(whole);
  const code = text.slice(0, 2);
  if (text === '') return { error: 'empty' } as const;
  if (text.includes('\0')) return { error: 'nul' } as const;
  if (!/^\d\d$/.test(code)) return { error: 'no-code' } as const;
  const { body, sequence, seal } = withoutTrailer(text);
  const { fixed, end } = readFixedPart(body, 2, shapeOf(code)?.fixed ?? []);
  const { fields, stray } = withoutStray(fieldsOf(code, body.slice(end)));
  return {
    ...{ code, fixed, fields },
    ...sequenceOf(sequence ?? stray?.sequence),
    ...(stray?.torn === true ? { checksum: 'bad' as const } : judged(text, seal, charset)),
  };
}

const sequenceOf = (sequence: string | undefined): Pick<Message, 'sequence'> =>
  sequence === undefined ? {} : { sequence };

/** One server puts the word None of its own language before a reply, when it had nothing to say to the request before. */
function stripped(text: string): string {
  const from = /^[\s]*(?:None(?=\d\d))?/.exec(text)?.[0].length ?? 0;
  let to = text.length;
  while (to > from && isEnd(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

const isEnd = (code: number): boolean => code === 0x0d || code === 0x0a;

interface Seal {
  readonly sent: string;
  /** Characters up to and with the letters AZ. */
  readonly length: number;
}

interface Trailer {
  readonly body: string;
  readonly sequence?: string;
  readonly seal?: Seal;
}

const TRAILER = /(?:AY(\d))?AZ([\dA-Fa-f]{4})([| ]*)$/;
const LONGEST_TRAILER = 40;

/** AY and AZ have no delimiter, so they are known by standing last. A delimiter behind AZ alone makes it part of a value. */
function withoutTrailer(text: string): Trailer {
  const from = Math.max(2, text.length - LONGEST_TRAILER);
  const found = TRAILER.exec(text.slice(from));
  if (!found) return { body: text };
  const [, sequence, sent = '', delimiters] = found;
  const start = from + found.index;
  const isValue = sequence === undefined && delimiters !== '' && text[start - 1] !== DELIMITER;
  if (isValue) return { body: text };
  const seal = { sent, length: start + (sequence === undefined ? 2 : 5) };
  return { body: text.slice(0, start), ...sequenceOf(sequence), seal };
}

interface Stray {
  readonly sequence?: string;
  /** There is an AZ, and it is not four digits. */
  readonly torn: boolean;
}

/** A sequence number without a check sum, or with a torn one, is found where a field would be. */
function withoutStray(fields: Field[]): { fields: Field[]; stray?: Stray } {
  const [id, value] = fields.at(-1) ?? [];
  if (value === undefined || (id !== 'AY' && id !== 'AZ')) return { fields };
  const sequence = id === 'AY' ? /^\d/.exec(value)?.[0] : undefined;
  const torn = id === 'AZ' || value.slice(1).startsWith('AZ');
  return { fields: fields.slice(0, -1), stray: { torn, ...sequenceOf(sequence) } };
}

function judged(
  text: string,
  seal: Seal | undefined,
  charset: Charset,
): Pick<Message, 'checksum' | 'checksumFits'> {
  if (!seal) return { checksum: 'absent' };
  const summed = text.slice(0, seal.length);
  const bytes = writeText(summed, charset);
  if (checksum('bytes', summed, bytes) === seal.sent.toUpperCase()) return { checksum: 'ok' };
  const fits = fittingMode(seal.sent, summed, bytes);
  return { checksum: 'bad', ...(fits === undefined ? {} : { checksumFits: fits }) };
}

/** Empty pieces are delimiters too many. */
function fieldsOf(code: string, text: string): Field[] {
  const { taken, rest } = expirationDate(code, text);
  const pieces = rest.split(DELIMITER).filter((piece) => piece.length >= 2);
  return [
    ...taken,
    ...pieces.map((piece): Field => [piece.slice(0, 2), readValue(piece.slice(2))]),
  ];
}

/** The one field that some take for a fixed one: the expiration date of a hold, in 16, without its id and delimiter. */
function expirationDate(code: string, text: string): { taken: Field[]; rest: string } {
  const date = code === '16' ? /^\d{8}.{4}\d{6}/u.exec(text)?.[0] : undefined;
  return date === undefined
    ? { taken: [], rest: text }
    : { taken: [['BW', date]], rest: text.slice(date.length) };
}
