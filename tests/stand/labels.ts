/** Loose labels for the tagging station: what lies in the drawer of a library that has collected books for thirty years. */
import { bookTag, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { uhfBookTag, uhfTag } from '#tests/simulators/uhf-tag.ts';
import type { StandBook } from './books.ts';

/** Another number than any of the sample's: whoever writes over it must be told what is lost. */
const OLD_ITEM = 'SK00012345';

/** ISO/IEC 15963 chip numbers of NXP that stay the same from start to start, so that what was written is found again. */
const uidOf = (number: number): string => `E0040150F0${number.toString().padStart(6, '0')}`;
const tidOf = (number: number): string => `E2806890F${number.toString().padStart(15, '0')}`;

/** The key of the words is the name of the label. */
const HF: Readonly<Record<string, (uid: string) => BookTag>> = {
  'label-blank': (uid) => tagWith({ uid, afi: 0, dsfid: 0 }),
  'label-blank-short': (uid) => tagWith({ uid, afi: 0, dsfid: 0, blocks: 8 }),
  'label-blank-3m': (uid) =>
    tagWith({ uid, afi: 0, dsfid: 0, content: new Uint8Array(24).fill(0x55) }),
  'label-rfid501': (uid) => tagWith({ uid, dsfid: 0, content: rfid501(OLD_ITEM) }),
  'label-iso28560-2': (uid) => tagWith({ uid, dsfid: 0x06, content: ISO_28560_2 }),
  'label-reversed': (uid) => reversed(bookTag({ uid, itemId: OLD_ITEM })),
  'label-damaged': (uid) => damaged(bookTag({ uid, itemId: OLD_ITEM })),
  'label-nfc': (uid) => tagWith({ uid, afi: 0, dsfid: 0, content: NDEF }),
  'label-locked': (uid) => locked(bookTag({ uid, itemId: OLD_ITEM })),
  'label-set-1': (uid) => tagWith({ uid, afi: 0, dsfid: 0 }),
  'label-set-2': (uid) => tagWith({ uid, afi: 0, dsfid: 0 }),
  'label-set-3': (uid) => tagWith({ uid, afi: 0, dsfid: 0 }),
};
const UHF: Readonly<Record<string, (uid: string) => BookTag>> = {
  'label-blank': (uid) => uhfTag({ uid }),
  'label-no-user-bank': (uid) => uhfTag({ uid, words: 0 }),
  'label-iso28560-4': (uid) => uhfBookTag({ uid, itemId: OLD_ITEM }),
  'label-set-1': (uid) => uhfTag({ uid }),
  'label-set-2': (uid) => uhfTag({ uid }),
  'label-set-3': (uid) => uhfTag({ uid }),
};

/** Labels are handled as books are; nothing is printed on them. */
export function looseLabels(air: 'hf' | 'uhf'): StandBook[] {
  const [labels, numberOf] = air === 'hf' ? [HF, uidOf] : [UHF, tidOf];
  return Object.entries(labels).map(([name, make], index) => ({
    barcode: name,
    title: '',
    author: '',
    tags: [make(numberOf(index + 1))],
  }));
}

/** The worked example of ISO 28560-2 annex D: item 123456789012, with owner, set and shelf mark. */
const ISO_28560_2 = Buffer.from(
  '9100051cbe991a140201d0140204b34607441cb6e2e335d6830207acc09ebaa06f6b0000',
  'hex',
);
/** NFC Forum Type 5: capability container, an empty NDEF message. */
const NDEF = Buffer.from('e1400e010303d0000000fe00', 'hex');

/** 3M RFID501: type, one of one, then the number. */
const rfid501 = (itemId: string): Uint8Array =>
  Buffer.concat([Buffer.from([0x04, 0x11, 0x00, 0x01]), Buffer.from(itemId.padEnd(28, '\0'))]);

/** As readers write that send each block from its last byte on, and were not told to turn it round. */
function reversed(tag: BookTag): BookTag {
  for (let at = 0; at < tag.memory.length; at += tag.blockSize) {
    tag.memory.subarray(at, at + tag.blockSize).reverse();
  }
  return tag;
}

/** The check sum no longer fits: a write that was torn years ago. */
function damaged(tag: BookTag): BookTag {
  tag.memory[5] = (tag.memory[5] ?? 0) ^ 0x01;
  return tag;
}

function locked(tag: BookTag): BookTag {
  for (let block = 0; block < tag.memory.length / tag.blockSize; block++) tag.locked.add(block);
  return tag;
}
