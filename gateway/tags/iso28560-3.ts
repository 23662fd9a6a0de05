import { crcOfTag } from './crc.ts';
import type { TagContent } from './data-model.ts';
import { decodeExtensionBlocks, LIBRARY } from './extension-blocks.ts';
import type { ExtensionBlock } from './extension-blocks.ts';
import { fieldText, looksLikeText, paddedText } from './tag-text.ts';

/**
 * ISO 28560-3 (Danish data model), basic block:
 *
 *     0      content parameter (high nibble) · type of usage (low nibble)
 *     1      parts in item          2      part number
 *     3-18   primary item identifier, UTF-8, NUL padded
 *     19-20  CRC over bytes 0-18 and 21-33, low byte first
 *     21-33  owner institution: ISIL without its hyphen; 21-31 on chips of 32 bytes
 */
export interface Iso28560Part3 {
  readonly contentParameter: number;
  /** Class nibble of ISO 28560-1: 1 circulating, 2 not for circulation, 7 discarded, 8 patron card… */
  readonly typeOfUsage: number;
  readonly partsInItem: number;
  /** 0: one tag stands for all parts. */
  readonly partNumber: number;
  readonly primaryItemId: string;
  readonly primaryItemIdInExtension: boolean;
  /** As stored, without the hyphen. */
  readonly ownerInstitution: string;
  /** ISIL with its hyphen (ISO 15511); undefined when the field is empty. */
  readonly isil: string | undefined;
  /** As stored: low byte first. */
  readonly crcStored: number;
  readonly crcOk: boolean;
  readonly basicBlockLength: 32 | 34;
  /** Some software has written tags with the bytes of each block the wrong way round. */
  readonly blockByteOrder: 'normal' | 'reversed';
  /** Part number above the number of parts: software that wrote the two fields in the wrong order. */
  readonly setInformationSwapped: boolean;
  readonly extensionBlocks: readonly ExtensionBlock[];
}

export const FULL = 34;
const TRUNCATED = 32;
const ID = { start: 3, end: 19 } as const;
/** Behind the identifier. */
export const CRC_START = 19;
export const OWNER_START = 21;
/** First byte of the identifier when the real one is in the library extension block, being longer than 16 bytes. */
export const IN_EXTENSION = '\u0001';
const VERSION = 1;

/** The CRC covers 32 bytes; the owner's last two count as 00 on a truncated block. */
function crcInput(memory: Uint8Array, length: number): Uint8Array {
  const covered = new Uint8Array(32);
  covered.set(memory.subarray(0, 19));
  covered.set(memory.subarray(OWNER_START, length), 19);
  return covered;
}

const storedCrc = (memory: Uint8Array): number => (memory[19] ?? 0) | ((memory[20] ?? 0) << 8);

const crcFits = (memory: Uint8Array, length: number): boolean =>
  memory.length >= length && crcOfTag(crcInput(memory, length)) === storedCrc(memory);

/** Turns the bytes of every block round; a rest shorter than a block is left as it is. */
export function reverseBlocks(memory: Uint8Array, blockSize: number): Uint8Array {
  const turned = memory.slice();
  for (let at = 0; at + blockSize <= memory.length; at += blockSize) {
    turned.subarray(at, at + blockSize).reverse();
  }
  return turned;
}

/** The truncated block is for chips of 32 bytes alone; on others it would hide torn bytes 32 and 33. */
export const lengthIn = (memory: Uint8Array): 32 | 34 => (memory.length >= FULL ? FULL : TRUNCATED);

/**
 * Finds the basic block, also with the bytes of the blocks turned round; the CRC decides.
 * @returns the fields, `crcOk` true; undefined when no CRC fits
 */
export function decodeIso28560Part3(memory: Uint8Array, blockSize = 4): Iso28560Part3 | undefined {
  const length = lengthIn(memory);
  for (const blockByteOrder of ['normal', 'reversed'] as const) {
    const bytes = blockByteOrder === 'normal' ? memory : reverseBlocks(memory, blockSize);
    if (crcFits(bytes, length)) return { ...fieldsOf(bytes, length), blockByteOrder };
  }
  return undefined;
}

/** The fields as they stand, whatever the CRC says: for staff who look at a damaged tag. */
export function readBasicBlock(memory: Uint8Array): Iso28560Part3 {
  return {
    ...fieldsOf(memory, lengthIn(memory)),
    blockByteOrder: 'normal',
  };
}

function fieldsOf(
  memory: Uint8Array,
  basicBlockLength: 32 | 34,
): Omit<Iso28560Part3, 'blockByteOrder'> {
  const [usage = 0, partsInItem = 0, partNumber = 0] = memory;
  const extensionBlocks = basicBlockLength === FULL ? decodeExtensionBlocks(memory, FULL) : [];
  const ownerInstitution = fieldText(memory.subarray(OWNER_START, basicBlockLength));
  const primaryItemIdInExtension = idIsInExtension(memory);
  return {
    contentParameter: usage >> 4,
    typeOfUsage: usage & 0x0f,
    partsInItem,
    partNumber,
    primaryItemId: primaryItemIdInExtension
      ? idFrom(extensionBlocks)
      : fieldText(memory.subarray(ID.start, ID.end)),
    primaryItemIdInExtension,
    ownerInstitution,
    isil: isilOf(ownerInstitution),
    crcStored: storedCrc(memory),
    crcOk: crcFits(memory, basicBlockLength),
    basicBlockLength,
    setInformationSwapped: partsInItem > 0 && partNumber > partsInItem,
    extensionBlocks,
  };
}

const idFrom = (blocks: readonly ExtensionBlock[]): string => libraryField(blocks, 'itemId') ?? '';

/** A text of the library extension block; undefined where it is empty or the block is not whole. */
function libraryField(
  blocks: readonly ExtensionBlock[],
  name: 'itemId' | 'ownerInstitution',
): string | undefined {
  const field = blocks.find(({ id, fields }) => id === LIBRARY && fields[name])?.fields[name];
  return field === undefined ? undefined : String(field);
}

/** More than the basic block must be read to know the identifier. */
export const idIsInExtension = (memory: Uint8Array): boolean =>
  memory.length >= TRUNCATED &&
  memory[0] !== undefined &&
  memory[0] >> 4 === VERSION &&
  memory[ID.start] === IN_EXTENSION.charCodeAt(0);

/** Of two letters and at least as many characters: less may be anything. */
const STORED_ISIL = /^[A-Z]{2}[A-Za-z0-9/:-]{2,11}$/;

/** The hyphen is not stored: it stands after a two-letter prefix (ISO 15511). Other prefixes keep what they have. */
export function isilOf(owner: string): string | undefined {
  if (owner === '') return undefined;
  return /^[A-Z]{2}[A-Za-z0-9/:-]/.test(owner) ? `${owner.slice(0, 2)}-${owner.slice(2)}` : owner;
}

/**
 * The fields of what looks like this format and whose CRC is wrong, also with the bytes of the blocks turned round.
 * @returns undefined when it does not look like it; none of the fields is to be believed
 */
export function readDamagedPart3(memory: Uint8Array, blockSize = 4): Iso28560Part3 | undefined {
  if (looksLikePart3(memory)) return readBasicBlock(memory);
  const turned = reverseBlocks(memory, blockSize);
  return looksLikePart3(turned)
    ? { ...readBasicBlock(turned), blockByteOrder: 'reversed' }
    : undefined;
}

/**
 * Danish by its looks, whatever the CRC says: text where text must be, and before it a version of 1; or, should byte 0
 * be the torn one, an owner as an ISIL looks.
 */
export function looksLikePart3(memory: Uint8Array): boolean {
  if (memory.length < TRUNCATED) return false;
  const id = memory.subarray(idIsInExtension(memory) ? ID.start + 1 : ID.start, ID.end);
  const owner = memory.subarray(OWNER_START, Math.min(FULL, memory.length));
  if (!looksLikeText(id) || !looksLikeText(owner)) return false;
  const isWritten = memory.subarray(ID.start, FULL).some((byte) => byte !== 0);
  return (isWritten && (memory[0] ?? 0) >> 4 === VERSION) || STORED_ISIL.test(fieldText(owner));
}

/** What the block names; undefined when it names nothing, as on labels prepared by their maker. */
export function contentOfPart3(fields: Iso28560Part3): TagContent | undefined {
  const { primaryItemId: itemId, typeOfUsage: usage } = fields;
  const isil = fields.isil ?? libraryField(fields.extensionBlocks, 'ownerInstitution');
  if (itemId === '') return undefined;
  return { itemId, ...(isil !== undefined && { isil }), ...setOf(fields), usage };
}

/** Two numbers in the wrong order are put right; no number of parts says no more than that this part exists. */
function setOf(fields: Iso28560Part3): { part: number; partsInItem: number } {
  const { partNumber, partsInItem } = fields;
  if (fields.setInformationSwapped) return { part: partsInItem, partsInItem: partNumber };
  if (partsInItem > 0) return { part: partNumber, partsInItem };
  return { part: Math.max(1, partNumber), partsInItem: Math.max(1, partNumber) };
}

export interface BasicBlock {
  readonly typeOfUsage: number;
  readonly partsInItem: number;
  readonly partNumber: number;
  /** At most 16 bytes of UTF-8. */
  readonly primaryItemId: string;
  /** With or without its hyphen; at most 13 bytes without, 11 on a truncated block. */
  readonly isil: string;
}

/**
 * The basic block alone: 34 bytes, or 32 for chips that hold no more.
 * @throws RangeError when a field does not fit: longer ones belong to the library extension block
 */
export function encodeBasicBlock(block: BasicBlock, length: 32 | 34 = FULL): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = (VERSION << 4) | block.typeOfUsage;
  bytes[1] = block.partsInItem;
  bytes[2] = block.partNumber;
  bytes.set(paddedText(block.primaryItemId, ID.end - ID.start), ID.start);
  const owner = block.isil.replace(/^([A-Z]{2})-/, '$1');
  bytes.set(paddedText(owner, length - OWNER_START), OWNER_START);
  const crc = crcOfTag(crcInput(bytes, length));
  bytes.set([crc & 0xff, crc >> 8], 19);
  return bytes;
}
