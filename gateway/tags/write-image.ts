import { cannot, CannotWrite } from './cannot-write.ts';
import type { DataModel, TagContent } from './data-model.ts';
import type { DecodedTag, TagBytes } from './decoded-tag.ts';
import { usageOf } from './field-words.ts';
import { DSFID_PART2, encodeIso28560Part2 } from './iso28560-2.ts';
import { rewriteIso28560Part2 } from './iso28560-2-rewrite.ts';
import { rewriteIso28560Part3 } from './iso28560-3-rewrite.ts';
import { encodeEpc, encodeUserBank, rewriteUserBank } from './iso28560-4.ts';
import type { UiiProfile } from './iso28560-4.ts';
import { encodeRfid501, RFID501_LENGTH } from './rfid501.ts';
import { contentOf } from './tag.ts';

/** What a tag is to hold: what is written, and what is expected when it is read back. */
export interface TagImage {
  /** The whole memory; on UHF the user bank. */
  readonly memory: Uint8Array;
  /** Undefined: left as it is. */
  readonly dsfid?: number;
  readonly afi?: number;
  /** UHF: PC word and UII. */
  readonly epc?: Uint8Array;
}

export interface ImageOptions {
  /** On UHF part of the PC word; 07, in stock, unless the tag has one or this says otherwise. */
  readonly afi?: number;
  readonly uiiProfile?: UiiProfile;
}

/** A tag as it is now: the whole memory, in normal order, and what it says without trusting a wrong CRC. */
export interface Now {
  readonly tag: TagBytes & { readonly afi?: number | undefined };
  readonly decoded: DecodedTag;
}

/**
 * The content in a data model, on a tag that holds something already. Of the same model, what is not understood and,
 * for the same item, all that is said of it stays; of another model, or of a damaged tag, nothing does.
 * @throws CannotWrite
 */
export function imageFor(
  model: DataModel,
  content: TagContent,
  now: Now,
  options: ImageOptions = {},
): TagImage {
  if ((model === 'iso28560-4') !== (now.tag.epc !== undefined))
    throw cannot('tag.cannot-format', {});
  requireFields(content);
  const image = inModel(model, content, now, options);
  return options.afi === undefined ? image : { ...image, afi: options.afi };
}

/** ISO 15511 allows 16; some libraries have longer ones of their own. */
const LONGEST_OWNER = 40;
const MOST_PARTS = 0xff;

/** What no format holds: every one reads control characters as something else. */
function requireFields({ itemId, isil = '', part, partsInItem }: TagContent): void {
  if (itemId === '' || /\p{Cc}/u.test(itemId)) throw cannot('tag.cannot-hold-id', { id: itemId });
  if (/\p{Cc}/u.test(isil) || isil.length > LONGEST_OWNER)
    throw cannot('tag.cannot-hold-owner', { isil });
  if (Math.max(part, partsInItem) > MOST_PARTS)
    throw cannot('tag.cannot-hold-parts', { most: MOST_PARTS });
}

function inModel(model: DataModel, content: TagContent, now: Now, options: ImageOptions): TagImage {
  switch (model) {
    case 'iso28560-3':
      return { memory: part3(content, now), dsfid: DSFID_PART3 };
    case 'iso28560-2':
      return { memory: part2(content, now), dsfid: DSFID_PART2 };
    case 'rfid501':
      return { memory: rfid501(content, now), dsfid: 0 };
    case 'iso28560-4':
      return part4(content, now, options);
  }
}

/** As on tags in the field; nothing rests on it when tags are read. */
const DSFID_PART3 = 0x3e;

/** The same number of the same library; no owner on the tag contradicts none. */
export function isSameItem(decoded: DecodedTag, content: TagContent): boolean {
  const old = contentOf(decoded);
  return (
    old?.itemId === content.itemId.normalize('NFC') &&
    (old.isil === undefined || old.isil === content.isil)
  );
}

function part3(content: TagContent, { tag, decoded }: Now): Uint8Array {
  if (decoded.kind !== 'iso28560-3')
    return rewriteIso28560Part3(new Uint8Array(tag.memory.length), content);
  const isPrepared = contentOf(decoded) === undefined;
  const kept = isPrepared || isSameItem(decoded, content) ? 'all' : 'unknown';
  return rewriteIso28560Part3(tag.memory, content, kept);
}

function part2(content: TagContent, { tag: { memory, blockSize }, decoded }: Now): Uint8Array {
  const isSame = decoded.kind === 'iso28560-2' && isSameItem(decoded, content);
  return isSame
    ? fitting(content, memory.length, () => rewriteIso28560Part2(memory, content, blockSize))
    : onto(
        memory.length,
        fitting(content, memory.length, () => encodeIso28560Part2(content)),
      );
}

/** The place of the library is the site's and stays; the kind of item is the old item's. */
function rfid501(content: TagContent, { tag, decoded }: Now): Uint8Array {
  requireCirculating(content);
  if (decoded.kind !== 'rfid501') return onto(tag.memory.length, encodeRfid501(content));
  const { itemType, ...place } = decoded;
  const kept = isSameItem(decoded, content) ? { ...place, itemType } : place;
  const bytes = encodeRfid501(content, kept);
  return onto(tag.memory.length, [...bytes, ...tag.memory.subarray(RFID501_LENGTH)]);
}

/** Zeros behind it. @throws CannotWrite `tag.cannot-fit` */
function onto(size: number, bytes: ArrayLike<number>): Uint8Array {
  if (bytes.length > size) throw cannot('tag.cannot-fit', { needed: bytes.length, size });
  const memory = new Uint8Array(size);
  memory.set(bytes);
  return memory;
}

/** What the encoders of data sets cannot place, in a sentence: their text is for programmers. */
function fitting(content: TagContent, size: number, encode: () => Uint8Array): Uint8Array {
  try {
    return encode();
  } catch (error) {
    if (error instanceof CannotWrite || !(error instanceof RangeError)) throw error;
    const needed = neededBy(content);
    throw needed > size
      ? cannot('tag.cannot-fit', { needed, size })
      : cannot('tag.cannot-hold-id', { id: content.itemId });
  }
}

function neededBy(content: TagContent): number {
  try {
    return encodeIso28560Part2(content).length;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

const IN_STOCK = 0x07;

function part4(content: TagContent, { tag, decoded }: Now, options: ImageOptions): TagImage {
  const { uiiProfile: profile } = options;
  const old = decoded.kind === 'iso28560-4' ? decoded : undefined;
  const memory = userBank(
    content,
    tag.memory,
    old?.user !== undefined && isSameItem(decoded, content),
  );
  const afi = options.afi ?? old?.epc.afi ?? IN_STOCK;
  const settings = { userMemory: memory.some((byte) => byte !== 0), ...(profile && { profile }) };
  return { memory, epc: epcFor(content, afi, settings) };
}

/** A chip without a user bank can only be what the EPC bank says: a circulating item. */
function userBank(content: TagContent, old: Uint8Array, isSame: boolean): Uint8Array {
  if (old.length > 0)
    return isSame
      ? fitting(content, old.length, () => rewriteUserBank(old, content))
      : onto(old.length, encodeUserBank(content));
  requireCirculating(content);
  return old;
}

/** A label without a field for it says of everything that it circulates. */
function requireCirculating(content: TagContent): void {
  const usage = usageOf(content.usage);
  if (usage !== 'circulating' && usage !== 'noInformation')
    throw cannot('tag.cannot-hold-usage', { usage });
}

function epcFor(
  content: TagContent,
  afi: number,
  settings: Parameters<typeof encodeEpc>[2],
): Uint8Array {
  try {
    return encodeEpc(content, afi, settings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw content.isil === undefined
      ? cannot('tag.cannot-hold-owner', { isil: '' })
      : cannot('tag.cannot-hold-id', { id: content.itemId });
  }
}
