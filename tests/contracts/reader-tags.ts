/** Tags for the contract of readers: the same wishes, met by labels of either air. */
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';

export interface ReaderTags {
  /** A label in a book, AFI 07, of a chip that has everything. */
  book(itemId?: string): BookTag;
  /** Its memory is shorter than what is asked for. */
  small(): BookTag;
  /** More than fits into one answer. */
  large(): BookTag;
  /** A chip that has no alarm (EAS). */
  withoutAlarm(): BookTag;
  /** The number of a tag that does not exist. */
  absent(): string;
  /** A number that no chip of this air can have; absent where the driver cannot be shown one. */
  readonly noise?: string;
}

/** Not NXP: manufacturer 07 of ISO/IEC 7816-6, Texas Instruments. */
const otherMaker = (): string => nextUid().replace(/^E004/, 'E007');

/** ISO 15693. */
export const HF_TAGS: ReaderTags = {
  book: (itemId = 'B1') => bookTag({ uid: nextUid(), itemId }),
  small: () => bookTag({ uid: nextUid(), itemId: 'B1', blocks: 8 }),
  large: () => numbered(tagWith({ uid: nextUid(), blocks: 80 })),
  withoutAlarm: () => bookTag({ uid: otherMaker(), itemId: 'B1' }),
  absent: nextUid,
  noise: '0FFF00000000BEEF',
};

/** TID of an NXP UCODE with a serial number (E2, 806: XTID, mask designer 006), 12 bytes. */
const nextTid = (): string => `E2806894${nextUid()}`;

/** EPC Gen2. Each has another UII, for that is what an inventory tells. */
export const UHF_TAGS: ReaderTags = {
  book: (itemId = 'B1') => uhfTag(nextTid(), 64, itemId),
  small: () => uhfTag(nextTid(), 8),
  large: () => numbered(uhfTag(nextTid(), 320)),
  // Mask designer 001 is Impinj.
  withoutAlarm: () => uhfTag(`E2801105${nextUid()}`, 64),
  absent: nextTid,
};

/** PC word: six words of UII, user memory, ISO 15961 AFI (ISO/IEC 18000-63 §6.3.2.1.2.2). */
const PC = 0x3500;

function uhfTag(uid: string, bytes: number, content = ''): BookTag {
  const memory = new Uint8Array(bytes);
  memory.set(new TextEncoder().encode(content).subarray(0, bytes));
  const uii = Buffer.from(uid.slice(-24), 'hex');
  const afi = 0x07;
  const epc = Uint8Array.of(PC >> 8, afi, ...uii);
  return { ...{ uid, blockSize: 2, memory, afi, dsfid: 0, eas: false, locked: new Set() }, epc };
}

/** Every byte tells where it belongs. */
function numbered(tag: BookTag): BookTag {
  tag.memory.set(tag.memory.map((_, at) => (at * 7) & 0xff));
  return tag;
}

/** What a gate would read on the tag itself: on UHF the AFI is part of the PC word. */
export const afiOn = ({ afi, epc }: BookTag): number => epc?.[1] ?? afi;
