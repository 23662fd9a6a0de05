import { cannot } from './cannot-write.ts';
import type { TagContent } from './data-model.ts';
import { decodeBlock, encodeExtensionBlock, LIBRARY, piecesFrom } from './extension-blocks.ts';
import type { Piece } from './extension-blocks.ts';
import {
  encodeBasicBlock,
  FULL,
  IN_EXTENSION,
  idIsInExtension,
  isilOf,
  lengthIn,
  OWNER_START,
} from './iso28560-3.ts';
import { utf8Bytes } from './tag-text.ts';

/** Which extension blocks of the tag stay on it. */
export type KeptBlocks =
  /** The same item is written again: all. */
  | 'all'
  /** Another item: title, supplier, loans between libraries are about the old one; what is not understood stays. */
  | 'unknown';

const FILLER = 0x01;
const LAST_STRUCTURED = 5;
const ID_ROOM = 16;
/** More than this and the longest ISIL do not fit into one block. */
const LONGEST = 200;

/**
 * A new content in the memory of a tag. Extension blocks that stay keep their bytes and, where nothing must move,
 * their place; so does what stands behind their end.
 * @param memory the whole of it, in normal order, of this format or zero
 * @throws CannotWrite (a RangeError) when the content has no room
 */
export function rewriteIso28560Part3(
  memory: Uint8Array,
  content: TagContent,
  kept: KeptBlocks = 'all',
): Uint8Array {
  const length = lengthIn(memory);
  if (memory.length < length)
    throw cannot('tag.cannot-fit', { needed: length, size: memory.length });
  const long = tooLongFor(content, length);
  if (length < FULL) refuseExtension(content, long);
  if (utf8Bytes(content.itemId).length > LONGEST)
    throw cannot('tag.cannot-hold-id', { id: content.itemId });
  const rewritten = memory.slice();
  if (length === FULL) rewritten.set(extensionArea(memory, content, long, kept), FULL);
  rewritten.set(basicBlock(content, long, length));
  return rewritten;
}

/** On a label where nothing is to be kept. */
export const encodeIso28560Part3 = (content: TagContent, size: number): Uint8Array =>
  rewriteIso28560Part3(new Uint8Array(size), content);

/** What must go to the library extension block, because the basic block has no room or no form for it. */
interface TooLong {
  readonly id: boolean;
  readonly owner: boolean;
}

function tooLongFor({ itemId, isil }: TagContent, length: 32 | 34): TooLong {
  const stored = storedOwner(isil ?? '');
  return {
    id: utf8Bytes(itemId).length > ID_ROOM,
    // Prefixes of one, three or four letters: without its hyphen such an ISIL could not be told from others.
    owner:
      isil !== undefined &&
      (utf8Bytes(stored).length > length - OWNER_START || isilOf(stored) !== isil),
  };
}

const storedOwner = (isil: string): string => isil.replace(/^([A-Z]{2})-/, '$1');

function refuseExtension({ itemId, isil = '' }: TagContent, long: TooLong): void {
  if (long.id) throw cannot('tag.cannot-hold-id', { id: itemId });
  if (long.owner) throw cannot('tag.cannot-hold-owner', { isil });
}

/** The owner's place stays empty when the owner is in the extension block; the standard's text is not clear here. */
function basicBlock(content: TagContent, long: TooLong, length: 32 | 34): Uint8Array {
  const { itemId, isil = '', part, partsInItem, usage } = content;
  if (part > 0xff || partsInItem > 0xff) throw cannot('tag.cannot-hold-parts', { most: 0xff });
  if (itemId === '' || itemId.startsWith(IN_EXTENSION))
    throw cannot('tag.cannot-hold-id', { id: itemId });
  const block = {
    typeOfUsage: usage,
    partsInItem,
    partNumber: part,
    primaryItemId: long.id ? IN_EXTENSION : itemId,
    isil: long.owner ? '' : isil,
  };
  return encodeBasicBlock(block, length);
}

/** All behind the basic block. @throws CannotWrite `tag.cannot-fit` */
function extensionArea(
  memory: Uint8Array,
  content: TagContent,
  long: TooLong,
  kept: KeptBlocks,
): Uint8Array {
  const old = piecesFrom(memory, FULL);
  const stay = old.filter((piece) => kept === 'all' || !isStructured(piece));
  const bytes = withLibraryBlock(stay, libraryFields(memory, content, long)).flatMap((piece) => [
    ...piece,
  ]);
  const area = memory.slice(FULL);
  if (bytes.length > area.length)
    throw cannot('tag.cannot-fit', { needed: FULL + bytes.length, size: memory.length });
  area.fill(0, 0, lengthOf(old));
  area.set(bytes);
  // Blocks that have grown over the 00 behind them need another one.
  if (bytes.length > lengthOf(old) && bytes.length < area.length) area[bytes.length] = 0;
  return area;
}

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

function isStructured({ bytes, offset }: Piece): boolean {
  const { id, xorOk } = decodeBlock(bytes, offset);
  return bytes.length >= 4 && xorOk && id >= LIBRARY && id <= LAST_STRUCTURED;
}

const isLibrary = (piece: Piece): boolean =>
  isStructured(piece) && decodeBlock(piece.bytes, piece.offset).id === LIBRARY;

/** Where the identifier or the owner stood in the block because it was too long, it is not another one. */
function libraryFields(memory: Uint8Array, { itemId, isil = '' }: TagContent, long: TooLong) {
  const hadOwner = (memory[OWNER_START] ?? 0) !== 0;
  return {
    ...(idIsInExtension(memory) && { itemId: '' }),
    ...(!hadOwner && { ownerInstitution: '' }),
    ...(long.id && { itemId }),
    ...(long.owner && { ownerInstitution: isil }),
  };
}

/** The library block where it was, or first; fillers keep those behind it in their place when it has become shorter. */
function withLibraryBlock(
  pieces: readonly Piece[],
  wanted: Readonly<Record<string, string>>,
): Uint8Array[] {
  const old = pieces.find(isLibrary);
  if (!old) {
    const isNeeded = Object.values(wanted).some((text) => text !== '');
    const blocks = isNeeded ? [encodeExtensionBlock(LIBRARY, wanted)] : [];
    return [...blocks, ...pieces.map(({ bytes }) => bytes)];
  }
  return pieces.map((piece) => (piece === old ? changed(old, wanted) : piece.bytes));
}

/** A block that says it already keeps its bytes: other software may have written it a little differently. */
function changed(old: Piece, wanted: Readonly<Record<string, string>>): Uint8Array {
  const { fields } = decodeBlock(old.bytes, old.offset);
  if (Object.entries(wanted).every(([name, text]) => (fields[name] ?? '') === text))
    return old.bytes;
  const block = encodeExtensionBlock(LIBRARY, { ...fields, ...wanted });
  const filled = new Uint8Array(Math.max(block.length, old.bytes.length)).fill(FILLER);
  filled.set(block);
  return filled;
}
