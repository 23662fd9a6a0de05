import type { Scan } from '../device.ts';
import { decodeEciText, decodeText } from './scan-text.ts';

/** Letters of ISO/IEC 15424. Modifiers are not told apart where makers differ (]F1, ]F2). */
const SYMBOLOGIES: Readonly<Record<string, NonNullable<Scan['symbology']>>> = {
  A: 'code39',
  C: 'code128',
  E: 'ean',
  F: 'codabar',
  I: 'itf',
  Q: 'qr',
  d: 'datamatrix',
};

/** QR modes in which the text may hold ECI escapes: with ECI; with FNC1 in first or second place and ECI. */
const ECI_MODES = /^\]Q[246]$/;

/**
 * The scan in a frame. A leading `]`, letter and digit is an AIM identifier even where the scanner was not told to
 * send one, as no library label begins that way.
 * @param known the symbology where the scanner says it beside the text
 * @returns undefined when the bytes are no text
 */
export function decodeScan(frame: Uint8Array, known?: Scan['symbology']): Scan | undefined {
  const head = String.fromCharCode(...frame.subarray(0, 3));
  const identifier = /^\][A-Za-z]\d$/.test(head) ? head : undefined;
  const body = identifier ? frame.subarray(3) : frame;
  const { text, guessed } = ECI_MODES.test(head) ? decodeEciText(body) : decodeText(body);
  const trimmed = text.trim();
  if (trimmed === '' || !isText(trimmed)) return undefined;
  const symbology = identifier === undefined ? known : symbologyOf(identifier);
  return { text: withoutFrameLetters(trimmed, symbology), symbology, guessed };
}

function symbologyOf(identifier: string): Scan['symbology'] {
  // Zebra sends ISBN and ISSN labels as ]X0.
  if (identifier === ']X0') return 'ean';
  return SYMBOLOGIES[identifier.charAt(1)] ?? 'other';
}

/** Control characters are line garbage, except the separators of GS1 and of ISO/IEC 15434 (FS, GS, RS, US) and TAB. */
// eslint-disable-next-line no-control-regex
const isText = (text: string): boolean => !/[\0-\x08\x0a-\x1b\x7f-\x9f\ufffd]/.test(text);

/** Some scanners send the start and stop letters of Codabar: `A31234567890123B`. */
function withoutFrameLetters(text: string, symbology: Scan['symbology']): string {
  if (symbology !== undefined && symbology !== 'codabar') return text;
  return /^[A-Da-d](\d+)[A-Da-d]$/.exec(text)?.[1] ?? text;
}
