import type { BookTag } from './book-tag.ts';

/** Bytes of the PC word before the AFI: five bits of length in words, user memory, XPC, ISO numbering. */
const USER_MEMORY = 0x04;
const ISO_NUMBERING = 0x01;

export interface UhfTagOptions {
  /** TID: 24 upper-case hex digits, beginning with E2. */
  readonly uid?: string;
  /** EPC; by default what a fresh label of a roll carries. */
  readonly uii?: Uint8Array;
  /** Undefined: a label that was never written in a library: GS1 numbering, no AFI. */
  readonly afi?: number;
  /** Words of the user bank: 32 on UCODE 7xm, 0 on many. */
  readonly words?: number;
  readonly user?: Uint8Array;
}

/** All labels of a roll begin life with the same EPC. */
const FRESH = Buffer.from('e20000000000000000000000', 'hex');

/** A UHF label with any content. Its AFI is the low byte of the PC word, and its `memory` the user bank. */
export function uhfTag(options: UhfTagOptions = {}): BookTag & { epc: Uint8Array } {
  const { uid = nextTid(), uii = FRESH, afi, words = 32, user = new Uint8Array() } = options;
  const memory = new Uint8Array(words * 2);
  memory.set(user.subarray(0, memory.length));
  const high = (uii.length / 2) * 8 + (user.length > 0 ? USER_MEMORY : 0);
  const pc = afi === undefined ? [high, 0] : [high + ISO_NUMBERING, afi];
  return {
    uid,
    blockSize: 2,
    memory,
    eas: false,
    locked: new Set(),
    epc: Uint8Array.of(...pc, ...uii),
    get afi() {
      return this.epc[1] ?? 0;
    },
    set afi(value) {
      this.epc[1] = value;
    },
    get dsfid() {
      return this.memory[0] ?? 0;
    },
    set dsfid(value) {
      this.memory[0] = value;
    },
  };
}

export interface UhfBook extends Pick<UhfTagOptions, 'uid' | 'afi' | 'words'> {
  readonly itemId: string;
  /** ISIL with its hyphen. */
  readonly owner?: string;
  readonly part?: number;
  readonly parts?: number;
  /** Text of the UII; owner and item by default. */
  readonly uii?: string;
}

/** A label written as ISO/TS 28560-4 says, by other code than the gateway's; AFI 07, in stock. */
export function uhfBookTag(book: UhfBook): BookTag & { epc: Uint8Array } {
  const { itemId, owner = 'VN-000123', part = 1, parts = 1, afi = 0x07 } = book;
  const { uii = `${owner}.${itemId}` } = book;
  const user = Buffer.concat([
    Buffer.from([0x06]),
    text(0x61, itemId),
    text(0x63, owner),
    Buffer.from([0x14, ...counted(parts * 100 + part)]),
    Buffer.from([0x65, 0x01, 0x10]),
  ]);
  return uhfTag({ ...book, afi, user, uii: urnCode40(uii.toUpperCase()) });
}

/** One element: precursor (octet string and object number), length, characters. */
const text = (precursor: number, value: string): Buffer =>
  Buffer.concat([Buffer.from([precursor, value.length]), Buffer.from(value, 'latin1')]);

const counted = (value: number): number[] =>
  value < 256 ? [1, value] : [2, value >> 8, value & 0xff];

const ALPHABET = '\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789';

/** Three characters in two bytes: 1600a + 40b + c + 1. */
function urnCode40(value: string): Uint8Array {
  const padded = value.padEnd(Math.ceil(value.length / 3) * 3, '\0');
  const bytes = Buffer.alloc((padded.length / 3) * 2);
  for (let at = 0; at < padded.length; at += 3) {
    const [a = 0, b = 0, c = 0] = [...padded.slice(at, at + 3)].map((sign) =>
      ALPHABET.indexOf(sign),
    );
    bytes.writeUInt16BE(1600 * a + 40 * b + c + 1, (at / 3) * 2);
  }
  return bytes;
}

let made = 0;
/** A TID of NXP (UCODE 7) that no other tag of this process has. */
export const nextTid = (): string =>
  `E2806890${(++made).toString(16).toUpperCase().padStart(16, '0')}`;
