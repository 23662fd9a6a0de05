/** An RFID label in the simulator: a chip with blocks, as ISO/IEC 15693 describes it. */
export interface BookTag {
  /** 16 upper-case hex digits, beginning with E0. */
  readonly uid: string;
  readonly blockSize: number;
  /** Blocks one after the other; changed by writes. */
  readonly memory: Uint8Array;
  afi: number;
  dsfid: number;
  /** The chip's own alarm rings (NXP ICODE, UCODE). */
  eas: boolean;
  /** Numbers of the blocks that are locked for ever. */
  readonly locked: Set<number>;
  /** UHF: PC word and UII; the AFI is the low byte of the PC word, and `memory` the user bank. */
  epc?: Uint8Array;
}

export interface BookTagOptions {
  readonly uid: string;
  /** What is written on it; the rest of the memory is zero. */
  readonly content?: Uint8Array;
  /** 28 blocks: ICODE SLI(X); 80: SLIX2; 8: SLI-L, which holds the truncated basic block only. */
  readonly blocks?: 8 | 28 | 80;
  readonly afi?: number;
  readonly dsfid?: number;
}

/** A label with any content; AFI 07, in stock, unless told otherwise. */
export function tagWith(options: BookTagOptions): BookTag {
  const { uid, content = new Uint8Array(), blocks = 28, afi = 0x07, dsfid = 0x3e } = options;
  const memory = new Uint8Array(blocks * 4);
  memory.set(content.subarray(0, memory.length));
  return { uid, blockSize: 4, memory, afi, dsfid, eas: false, locked: new Set() };
}

export interface BookOnTag extends Omit<BookTagOptions, 'content'> {
  readonly itemId: string;
  /** Without hyphen, as stored: `VN000123`. */
  readonly owner?: string;
  readonly part?: number;
  readonly parts?: number;
  /** Low nibble of byte 0: 1 circulating, 2 not for circulation, 8 patron card. */
  readonly typeOfUsage?: number;
}

/** A label written as ISO 28560-3 says, by other code than the gateway's. */
export function bookTag(book: BookOnTag): BookTag {
  const { itemId, owner = 'VN000123', part = 1, parts = 1, typeOfUsage = 1 } = book;
  const content = Buffer.alloc(34);
  content.set([0x10 + typeOfUsage, parts, part]);
  content.write(itemId, 3, 16, 'utf8');
  content.write(owner, 21, book.blocks === 8 ? 11 : 13, 'utf8');
  const covered = Buffer.concat([content.subarray(0, 19), content.subarray(21)]);
  content.writeUInt16LE(crcOfBook(covered), 19);
  return tagWith({ ...book, content: book.blocks === 8 ? content.subarray(0, 32) : content });
}

/** By long division of the whole message, the textbook way, so as not to share a mistake with the gateway's. */
function crcOfBook(message: Uint8Array): number {
  const bits = [...message].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  let remainder = 0xffff;
  for (const bit of bits) {
    const top = (remainder >> 15) ^ Number(bit);
    remainder = ((remainder << 1) & 0xffff) ^ (top ? 0x1021 : 0);
  }
  return remainder;
}

let made = 0;
/** A chip number of NXP that no other tag of this process has. */
export const nextUid = (): string =>
  `E00401${(++made).toString(16).toUpperCase().padStart(10, '0')}`;
