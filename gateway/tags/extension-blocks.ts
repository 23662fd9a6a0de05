import { fieldText, utf8Bytes } from './tag-text.ts';

/**
 * Extension blocks of ISO 28560-3, after the basic block: `LEN ID… XOR payload`. LEN counts the whole block, 00 ends
 * the data, 01 is one byte of filler. ID is 16 bits, low byte first; a high byte of FF says that two more bytes of ID
 * follow. XOR makes the xor of the whole block 00.
 */
export interface ExtensionBlock {
  /** Where the block begins in the tag's memory. */
  readonly offset: number;
  readonly length: number;
  readonly id: number;
  readonly xorOk: boolean;
  /** The fields of a known block, in words; empty when the xor is wrong or the block is not known. */
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Library extension block. */
export const LIBRARY = 1;

/** Names of the text fields of each structured block, in their order. */
const TEXT_FIELDS: Readonly<Record<number, readonly string[]>> = {
  [LIBRARY]: ['itemId', 'ownerInstitution'],
  2: [
    'supplierId',
    'productIdLocal',
    'orderNumber',
    'supplierInvoiceNumber',
    'gs1ProductId',
    'supplyChainStage',
  ],
  3: ['shelfLocation', 'marcMediaFormat', 'onixMediaFormat', 'subsidiaryOfOwner'],
  4: ['title'],
  5: ['illBorrowingInstitution', 'illTransactionNumber', 'alternativeIllInstitution'],
};

/** The shortest block: length, ID and xor. What is shorter is filler, or means nothing. */
const HEAD = 4;

/** The blocks that lie whole within the memory that was read; a block cut off by its end is left out. */
export const decodeExtensionBlocks = (memory: Uint8Array, start: number): ExtensionBlock[] =>
  piecesFrom(memory, start)
    .filter(({ bytes }) => bytes.length >= HEAD)
    .map(({ bytes, offset }) => decodeBlock(bytes, offset));

/** A block, a filler, or something too short for either: whatever LEN says belongs together. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Up to the 00 that ends the data, or to a length that goes beyond the memory. */
export function piecesFrom(memory: Uint8Array, start: number): Piece[] {
  const pieces: Piece[] = [];
  for (let offset = start; offset < memory.length;) {
    const length = memory[offset] ?? 0;
    if (length === 0 || offset + length > memory.length) break;
    pieces.push({ offset, bytes: memory.subarray(offset, offset + length) });
    offset += length;
  }
  return pieces;
}

export function decodeBlock(bytes: Uint8Array, offset: number): ExtensionBlock {
  const [, low = 0, high = 0, third = 0, fourth = 0] = bytes;
  const long = high === 0xff;
  const id = long ? low | (third << 8) | (fourth << 16) : low | (high << 8);
  const xorOk = bytes.reduce((sum, byte) => sum ^ byte, 0) === 0;
  const fields = xorOk ? decodeFields(id, bytes.subarray(long ? 6 : 4)) : {};
  return { offset, length: bytes.length, id, xorOk, fields };
}

/** Trailing fields may be missing: only those that are there are named. */
function decodeFields(id: number, payload: Uint8Array): Record<string, string | number> {
  const names = TEXT_FIELDS[id];
  if (!names || payload.length === 0) return {};
  const fields: Record<string, string | number> = {};
  if (id === LIBRARY) fields['mediaFormat'] = payload[0] ?? 0;
  const texts = split(id === LIBRARY ? payload.subarray(1) : payload);
  for (const [index, name] of names.entries()) {
    const text = texts[index];
    if (text !== undefined) fields[name] = fieldText(text);
  }
  return fields;
}

/** Text fields have one 00 between them and none after the last; no bytes at all are no fields. */
function split(payload: Uint8Array): Uint8Array[] {
  if (payload.length === 0) return [];
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end = payload.indexOf(0); end >= 0; end = payload.indexOf(0, start)) {
    parts.push(payload.subarray(start, end));
    start = end + 1;
  }
  return [...parts, payload.subarray(start)];
}

/**
 * A structured block with these fields; missing ones at the end are left out.
 * @throws RangeError for a block that is not structured here, and for one that would be longer than 255 bytes
 */
export function encodeExtensionBlock(id: number, fields: ExtensionBlock['fields']): Uint8Array {
  const names = TEXT_FIELDS[id];
  if (!names) throw new RangeError(`block ${id} has no fields`);
  const media = id === LIBRARY ? [Number(fields['mediaFormat'] ?? 0)] : [];
  const payload = [...media, ...joined(names.map((name) => String(fields[name] ?? '')))];
  const length = HEAD + payload.length;
  if (length > 0xff) throw new RangeError(`block ${id} would be ${length} bytes long`);
  const block = Uint8Array.of(length, id, 0, 0, ...payload);
  block[3] = block.reduce((sum, byte) => sum ^ byte, 0);
  return block;
}

function joined(texts: readonly string[]): number[] {
  const last = texts.findLastIndex((text) => text !== '');
  return texts
    .slice(0, last + 1)
    .flatMap((text, index) => [...(index > 0 ? [0] : []), ...utf8Bytes(text)]);
}
