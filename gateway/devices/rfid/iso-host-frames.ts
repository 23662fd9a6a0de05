import type { TagMemory, Uid } from '../device.ts';
import { uidBytes, uidFrom } from './uid.ts';

/** What FEIG commands carry inside their frames (H20800-16e §7): request data after CMD, answer data after STATUS. */
export const COMMAND = {
  softwareVersion: 0x65,
  readerInfo: 0x66,
  rfReset: 0x69,
  setOutput: 0x71,
  setNumberedOutput: 0x72,
  getInput: 0x74,
  isoHost: 0xb0,
  isoCustom: 0xb1,
  isoTransparent: 0xbf,
} as const;

/** Annex C; only those that a driver must tell apart. */
export const STATUS = {
  ok: 0x00,
  noTransponder: 0x01,
  dataFalse: 0x02,
  writeError: 0x03,
  collision: 0x0b,
  unknownCommand: 0x80,
  notAvailable: 0x82,
  rfCommunication: 0x83,
  rfWarning: 0x84,
  bufferOverflow: 0x93,
  moreData: 0x94,
  isoError: 0x95,
} as const;

const ADDRESSED = 0x01;
const MORE = 0x80;
const TR_ISO15693 = 0x03;

/** [B0 01]; `more` asks for the sets that did not fit into the answer before (status 94). */
export const inventoryRequest = (more = false): Uint8Array =>
  Uint8Array.of(0x01, more ? MORE : 0x00);

const addressed = (sub: number, uid: Uid, ...rest: number[]): Uint8Array =>
  Uint8Array.of(sub, ADDRESSED, ...uidBytes(uid), ...rest);

/** [B0 02]: the tag does not answer inventories until RF reset or until it leaves the field. */
export const stayQuietRequest = (uid: Uid) => addressed(0x02, uid);
/** [B0 23], `count` blocks from block `first` on. */
export const readBlocksRequest = (uid: Uid, first: number, count: number) =>
  addressed(0x23, uid, first, count);
/** [B0 24]: whole blocks in memory order, each of which travels last byte first (annex F). */
export const writeBlocksRequest = (uid: Uid, first: number, blockSize: number, bytes: Uint8Array) =>
  addressed(0x24, uid, first, bytes.length / blockSize, blockSize, ...turned(bytes, blockSize));
/** [B0 27]. Always addressed: a broadcast write would take every book in the field. */
export const writeAfiRequest = (uid: Uid, afi: number) => addressed(0x27, uid, afi);
/** [B0 29] */
export const writeDsfidRequest = (uid: Uid, dsfid: number) => addressed(0x29, uid, dsfid);
/** [B0 2C]. [B0 23] can ask too, but answers 00 for ICODE chips whatever they are (§9.1.7). */
export const blockSecurityRequest = (uid: Uid, first: number, count: number) =>
  addressed(0x2c, uid, first, count);
/** [B0 2B] */
export const systemInformationRequest = (uid: Uid) => addressed(0x2b, uid);

/** Each block turned round within itself, not across the payload. */
function turned(bytes: Uint8Array, blockSize: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += blockSize) {
    result.set(bytes.slice(start, start + blockSize).reverse(), start);
  }
  return result;
}

export interface InventoryRecord {
  readonly uid: Uid;
  readonly dsfid: number;
}

/**
 * Answer of [B0 01]: N, then records that begin with their transponder type. Types other than ISO 15693 are
 * patron cards and phones: stepped over. A type whose length is not known ends the reading, and says so.
 */
export function decodeInventory(data: Uint8Array): {
  readonly records: readonly InventoryRecord[];
  readonly whole: boolean;
} {
  const records: InventoryRecord[] = [];
  let at = 1;
  for (let left = data[0] ?? 0; left > 0; left--) {
    const length = recordLength(data, at);
    if (length === undefined || at + length > data.length) return { records, whole: false };
    if (data[at] === TR_ISO15693) records.push(isoRecord(data.subarray(at, at + length)));
    at += length;
  }
  return { records, whole: true };
}

const isoRecord = (record: Uint8Array): InventoryRecord => ({
  dsfid: record[1] ?? 0,
  uid: uidFrom(record.subarray(2, 10)),
});

/** §7.1.1: 14443A carries a ten-byte UID when TR_INFO bit 2 is set, else seven bytes right-aligned. */
function recordLength(data: Uint8Array, at: number): number | undefined {
  switch (data[at]) {
    case TR_ISO15693:
      return 10;
    case 0x04:
      return (data[at + 1] ?? 0) & 0x04 ? 13 : 10;
    case 0x05:
      return 10;
    case 0x08:
      return 9;
    default:
      return undefined;
  }
}

export interface SystemInformation {
  readonly uid: Uid;
  readonly dsfid: number;
  readonly afi: number;
  readonly blockSize: number;
  readonly blockCount: number;
}

/**
 * Answer of [B0 2B]: `DSFID UID8 AFI MEM2 IC`. The manual calls MEM “block size, number of blocks”, but the bytes
 * are those of ISO/IEC 15693-3: each one less than what it means, the size in the low five bits.
 * @returns undefined when the length is wrong
 */
export function decodeSystemInformation(data: Uint8Array): SystemInformation | undefined {
  if (data.length !== 13) return undefined;
  const [dsfid = 0] = data;
  const [afi = 0, size = 0, count = 0] = data.subarray(9);
  const blocks = { blockSize: (size & 0x1f) + 1, blockCount: count + 1 };
  return { dsfid, uid: uidFrom(data.subarray(1, 9)), afi, ...blocks };
}

/**
 * Answer of [B0 23]: `DB_N DB_SIZE {SEC DB}×N`; SEC is there whether asked for or not. Each block travels last byte
 * first (annex F) and is turned round here, within the block.
 * @returns undefined when the length does not fit
 */
export function decodeBlocks(
  data: Uint8Array,
): Pick<TagMemory, 'blockSize' | 'memory'> | undefined {
  const [count, blockSize] = data;
  if (!count || !blockSize || data.length !== 2 + count * (1 + blockSize)) return undefined;
  const memory = new Uint8Array(count * blockSize);
  for (let block = 0; block < count; block++) {
    const start = 2 + block * (1 + blockSize) + 1;
    memory.set(data.subarray(start, start + blockSize), block * blockSize);
  }
  return { blockSize, memory: turned(memory, blockSize) };
}

/**
 * Answer of [B0 2C]: `DB_N {SEC}×N`; bit 0 of SEC is the lock of ISO/IEC 15693-3 §10.4.13, whoever set it.
 * @returns undefined when the length does not fit
 */
export function decodeBlockSecurity(data: Uint8Array): readonly boolean[] | undefined {
  const [count, ...states] = data;
  return count && states.length === count ? states.map((state) => (state & 0x01) === 1) : undefined;
}

/** Software type, decimal → what is printed on the reader (§6.2). */
const MODELS: Readonly<Record<number, string>> = {
  74: 'ISC.MR100/PR100',
  76: 'ISC.MR101-A',
  78: 'ISC.MR101-U',
  80: 'CPR.M02',
  81: 'CPR.02',
  83: 'CPR40',
  87: 'CPR.04',
  91: 'ISC.LRU1000',
};

export interface ReaderInfo {
  readonly model: string;
  /** `03.03` */
  readonly firmware: string;
  /** Bytes the reader takes in and gives out at once; undefined where it does not say. */
  readonly receiveBuffer: number | undefined;
  readonly sendBuffer: number | undefined;
}

/** Answer of [65] `SW-REV2 D-REV HW-TYPE SW-TYPE TR-TYPE2`, and of [66], which adds `RX-BUF2 TX-BUF2`. */
export function decodeReaderInfo(data: Uint8Array): ReaderInfo | undefined {
  if (data.length < 7) return undefined;
  const [major = 0, minor = 0, , , softwareType = 0] = data;
  const word = (at: number) =>
    data.length >= at + 2 ? (data[at] ?? 0) * 256 + (data[at + 1] ?? 0) : undefined;
  return {
    model: MODELS[softwareType] ?? `type ${softwareType}`,
    firmware: [major, minor].map((part) => String(part).padStart(2, '0')).join('.'),
    receiveBuffer: word(7),
    sendBuffer: word(9),
  };
}
