/**
 * What commands of the UHFReader18 family carry inside their frames: request data after CMD, answer data after STATUS
 * (UHFReader18 manual V2.0 §8; UHFReader288MP manual v1.14 §8). Words of two bytes, most significant byte first.
 */
export const UHF_COMMAND = {
  inventory: 0x01,
  read: 0x02,
  write: 0x03,
  setEas: 0x0c,
  readerInfo: 0x21,
  setPower: 0x2f,
  getWorkMode: 0x36,
  /** Nobody's answer: what a reader in scan mode pushes. */
  pushed: 0xee,
} as const;

/** §5 */
export const UHF_STATUS = {
  ok: 0x00,
  finished: 0x01,
  scanTimeOver: 0x02,
  moreFollows: 0x03,
  memoryFull: 0x04,
  wrongPassword: 0x05,
  tagLacksCommand: 0x0b,
  passwordIsZero: 0x0c,
  tagProtected: 0x0d,
  tagUnprotected: 0x0e,
  tagLacksEas: 0x19,
  executeError: 0xf9,
  poorCommunication: 0xfa,
  noTag: 0xfb,
  tagError: 0xfc,
  wrongLength: 0xfd,
  /** Also what a reader says, under command 00, of a request whose CRC was wrong. */
  illegalCommand: 0xfe,
  wrongParameter: 0xff,
} as const;

/** §6: the byte after status FC. */
export const TAG_ERROR = { overrun: 0x03, locked: 0x04, power: 0x0b } as const;

/** EPC Gen2 §6.3.2.1. */
export const BANK = { reserved: 0, epc: 1, tid: 2, user: 3 } as const;

/** `18`: UHFReader18. `288`: R2000-based readers, which tell antenna and signal and can address a tag by any bank. */
export type UhfVariant = '18' | '288';

/** Words of a TID that tells one chip from all others: E2, maker, model, then the serial number (EPC Gen2 §6.3.2.1.3). */
export const TID_WORDS = 6;

/** Which tag a command is for: what goes before its parameters, and what behind them. */
export interface UhfTarget {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** ENum and the whole EPC. */
export const targetByEpc = (epc: Uint8Array): UhfTarget => ({
  head: Uint8Array.of(epc.length / 2, ...epc),
  tail: new Uint8Array(),
});

/** UHFReader288MP §8.2.2: ENum FF, then a mask behind the password: bank, first bit (2 bytes), bits, data. */
export const targetByTid = (tid: Uint8Array): UhfTarget => ({
  head: Uint8Array.of(0xff),
  tail: Uint8Array.of(BANK.tid, 0, 0, tid.length * 8, ...tid),
});

/** Who is in the field, by TID; firmware 2.36 and later of the 18 (§8.2.1). Without parameters the 18 tells EPCs. */
export const tidInventory18 = (): Uint8Array => Uint8Array.of(0, TID_WORDS);

/**
 * Q 4 (some sixteen tags), session 0, no mask, TID from word 0, target A, antenna 1, `tenths` × 100 ms at most. A tag in
 * session 0 answers again in the next round, so presence can be told by looking again.
 */
export const tidInventory288 = (tenths: number): Uint8Array =>
  Uint8Array.of(0x04, 0x00, 0, TID_WORDS, 0x00, 0x80, tenths);

/** Asks for no access state. A password that is not the tag's fails the whole command, and fresh tags have none. */
export const NO_PASSWORD = Uint8Array.of(0, 0, 0, 0);

export interface UhfPlace {
  readonly bank: number;
  readonly word: number;
}

export const readWords = (
  { head, tail }: UhfTarget,
  { bank, word }: UhfPlace,
  count: number,
): Uint8Array => Uint8Array.of(...head, bank, word, count, ...NO_PASSWORD, ...tail);

export const writeWords = (
  { head, tail }: UhfTarget,
  { bank, word }: UhfPlace,
  words: Uint8Array,
  password: Uint8Array,
): Uint8Array =>
  Uint8Array.of(words.length / 2, ...head, bank, word, ...words, ...password, ...tail);

export const setEas = (
  { head, tail }: UhfTarget,
  armed: boolean,
  password: Uint8Array,
): Uint8Array => Uint8Array.of(...head, ...password, armed ? 1 : 0, ...tail);

/**
 * Data of an inventory answer: `[antenna] N {length, EPC or TID, [RSSI]}×N`; antenna and RSSI on the 288 only.
 * @returns undefined when the lengths do not fit
 */
export function decodeUhfInventory(
  data: Uint8Array,
  variant: UhfVariant,
): readonly Uint8Array[] | undefined {
  const rssiBytes = variant === '288' ? 1 : 0;
  let at = variant === '288' ? 1 : 0;
  // A reader without tags to tell of may leave out the count, too.
  const count = data[at++] ?? 0;
  const found: Uint8Array[] = [];
  for (let left = count; left > 0; left--) {
    const length = data[at];
    if (length === undefined || at + 1 + length + rssiBytes > data.length) return undefined;
    found.push(data.slice(at + 1, at + 1 + length));
    at += 1 + length + rssiBytes;
  }
  return at >= data.length ? found : undefined;
}

export interface UhfReaderInfo {
  /** As the manuals write it: `2.36`. */
  readonly firmware: string;
  readonly type: number;
  /** dBm; FF: the reader does not know. */
  readonly power: number;
  /** Longest inventory, in tenths of a second. */
  readonly scanTime: number;
}

/** Answer of 21: `version2 type protocols maxFreq minFreq power scanTime`, on the 288 more behind. */
export function decodeUhfReaderInfo(data: Uint8Array): UhfReaderInfo | undefined {
  if (data.length < 8) return undefined;
  const [major = 0, minor = 0, type = 0, , , , power = 0, scanTime = 0] = data;
  return { firmware: `${major}.${minor}`, type, power, scanTime };
}

/** Type byte → what is printed on the reader; those of the 288 kind answer inventories with antenna and RSSI. */
const TYPES: Readonly<Record<number, { name: string; variant: UhfVariant }>> = {
  0x03: { name: 'RRU9803M', variant: '18' },
  0x08: { name: 'RRU9803M', variant: '18' },
  0x09: { name: 'UHFReader18', variant: '18' },
  0x0c: { name: 'UHFReader288M', variant: '288' },
  0x0f: { name: 'UHFReader86', variant: '288' },
  0x10: { name: 'UHFReader86', variant: '288' },
  0x16: { name: 'RRU9883M', variant: '288' },
  0x20: { name: 'UHFReader288MP', variant: '288' },
};

/** A type that nobody has named is taken for an 18: the plain commands are understood by all. */
export const uhfType = (type: number): { name: string; variant: UhfVariant } =>
  TYPES[type] ?? { name: `UHFReader18 family, type ${type}`, variant: '18' };

/** §8.4.10: the low two bits of Read_mode; anything but 0 is a reader that reads by itself. */
export const isAnswerMode = (workMode: Uint8Array): boolean => ((workMode[4] ?? 0) & 0x03) === 0;
