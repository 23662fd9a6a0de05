import { cannot } from './cannot-write.ts';
import type { TagContent } from './data-model.ts';

/**
 * RFID501, the format of older 3M sites, 32 bytes:
 *
 *     0      04                     1      set index (high nibble) · set total (low nibble)
 *     2      00                     3      type of item: 1 book, 2 magazine, 3 bound journal, 4 audio tape, 5 video,
 *                                          6 CD, 7 diskette, 8 book and diskette, 9 book and CD, 13 book and tape
 *     4-19   barcode, ASCII, NUL padded
 *     20-23  12 bits branch, 20 bits library, high byte first
 *     24-27  the site's own number, signed, high byte first
 *     28-31  00
 *
 * It has no check sum: a torn write cannot be seen later, only by reading back at once.
 */
export interface Rfid501 {
  readonly setIndex: number;
  readonly setTotal: number;
  readonly itemType: number;
  readonly barcode: string;
  readonly branch: number;
  readonly library: number;
  readonly custom: number;
}

export const RFID501_LENGTH = 32;
const MARK = 0x04;
const BARCODE = { start: 4, end: 20 } as const;
/** Where the fields end; some software writes no more. */
const FIELDS_END = 28;
/** What a bar code of a library prints: the characters of Code 39. */
const PRINTED = /^[0-9A-Za-z $%+./-]+$/;
const BOOK = 1;
const CIRCULATING = 1;

/** @returns undefined when it is not this format; with no check sum, every byte that is fixed must be as it is fixed */
export function decodeRfid501(memory: Uint8Array): Rfid501 | undefined {
  if (memory.length < FIELDS_END || memory[0] !== MARK || memory[2] !== 0) return undefined;
  if (memory.subarray(FIELDS_END, RFID501_LENGTH).some((byte) => byte !== 0)) return undefined;
  const barcode = barcodeOf(memory);
  return PRINTED.test(barcode) ? { ...numbersOf(memory), barcode } : undefined;
}

/** Empty when something stands behind the padding. */
function barcodeOf(memory: Uint8Array): string {
  const text = String.fromCharCode(...memory.subarray(BARCODE.start, BARCODE.end));
  return text.replace(/\0+$/, '');
}

function numbersOf(memory: Uint8Array): Omit<Rfid501, 'barcode'> {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  const place = view.getUint32(20);
  return {
    setIndex: view.getUint8(1) >> 4,
    setTotal: view.getUint8(1) & 0x0f,
    itemType: view.getUint8(3),
    branch: place >>> 20,
    library: place & 0xfffff,
    custom: view.getInt32(24),
  };
}

/**
 * The 32 bytes. `kept`: the fields of the tag that is written over; without one it is a book of no branch.
 * @throws CannotWrite (a RangeError) when the barcode has more than 16 characters or others than Code 39 prints, or more than 15 parts
 */
export function encodeRfid501(content: TagContent, kept?: Partial<Rfid501>): Uint8Array {
  const { itemId, part, partsInItem } = content;
  if (itemId.length > BARCODE.end - BARCODE.start || !PRINTED.test(itemId))
    throw cannot('tag.cannot-hold-id', { id: itemId });
  if (part > 15 || partsInItem > 15) throw cannot('tag.cannot-hold-parts', { most: 15 });
  const bytes = new Uint8Array(RFID501_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes.set([MARK, (part << 4) | partsInItem, 0, kept?.itemType ?? BOOK]);
  bytes.set(new TextEncoder().encode(itemId), BARCODE.start);
  view.setUint32(20, (kept?.branch ?? 0) * 0x100000 + (kept?.library ?? 0));
  view.setInt32(24, kept?.custom ?? 0);
  return bytes;
}

/** The format knows no owner, and no patron cards: sites tell those by their prefix. */
export const contentOfRfid501 = ({ barcode, setIndex, setTotal }: Rfid501): TagContent => ({
  itemId: barcode,
  part: setIndex,
  partsInItem: setTotal,
  usage: CIRCULATING,
});
