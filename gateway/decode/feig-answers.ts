import type { FeigResponse } from '../devices/rfid/feig-frames.ts';
import { COMMAND, decodeSystemInformation, STATUS } from '../devices/rfid/iso-host-frames.ts';
import type { Words } from './decoder.ts';
import { inMemoryOrder } from './feig.ts';
import { codeHex, toHex } from './hex.ts';

/** What an answer carries, where it is known; undefined where it is not. */
export function feigAnswerFields(
  { command, status, data }: FeigResponse,
  subCommand: string | undefined,
): Words | undefined {
  if (command === COMMAND.softwareVersion) return status === STATUS.ok ? version(data) : undefined;
  if (command !== COMMAND.isoHost) return undefined;
  switch (subCommand?.toLowerCase()) {
    case '01':
      return inventory(status, data);
    case '23':
      return status === STATUS.ok ? readBlocks(data) : failure(status, data);
    case '2b':
      return status === STATUS.ok ? systemInformation(data) : failure(status, data);
    case '2c':
      return status === STATUS.ok ? blockSecurity(data) : failure(status, data);
    default:
      return failure(status, data);
  }
}

/** [65]: `SW-REV2 D-REV HW-TYPE SW-TYPE TR-TYPE2`; the software type is the number that the manual lists as decimal. */
function version(data: Uint8Array): Words | undefined {
  if (data.length < 7) return undefined;
  const at = (from: number, to: number) => toHex(data.subarray(from, to));
  const types = { hwType: at(3, 4), swType: data[4], trType: at(5, 7) };
  return { data: toHex(data), swRev: at(0, 2), dRev: at(2, 3), ...types };
}

/** Of a write, and of what else the tag refused: `[ISO error] [block]`. */
function failure(status: number, data: Uint8Array): Words | undefined {
  const [first, second] = data;
  if (status === STATUS.writeError && data.length === 1) return { dbAdrError: first };
  if (status !== STATUS.isoError || first === undefined || data.length > 2) return undefined;
  return { isoError: codeHex(first), ...(second !== undefined && { dbAdrError: second }) };
}

/** What stands behind a record of an unknown type has no names: those before it are told all the same. */
function inventory(status: number, data: Uint8Array): Words | undefined {
  const more = status === STATUS.moreData;
  if (data.length === 0) return status === STATUS.noTransponder ? { tags: [], more } : undefined;
  const tags: Words[] = [];
  let at = 1;
  for (let left = data[0] ?? 0; left > 0; left--) {
    const record = RECORDS[data[at] ?? 0];
    const length = record?.length(data.subarray(at));
    if (!record || length === undefined || at + length > data.length)
      return tags.length > 0 ? { tags, more, data: field(data, at) } : undefined;
    tags.push({ trType: data[at], ...record.words(data.subarray(at, at + length)) });
    at += length;
  }
  return { tags, more };
}

interface RecordKind {
  readonly length: (from: Uint8Array) => number;
  readonly words: (record: Uint8Array) => Words;
}

const field = (record: Uint8Array, from: number, to?: number) => toHex(record.subarray(from, to));

/** TR_INFO bit 2 of a 14443A card: its UID has ten bytes, not seven (§7.1.1). */
const LONG_UID = 0x04;

/** Records of an inventory by transponder type (§7.1.1). A type that is not listed makes all behind it unreadable. */
const RECORDS: Readonly<Record<number, RecordKind>> = {
  0x03: {
    length: () => 10,
    words: (record) => ({ dsfid: field(record, 1, 2), uid: field(record, 2) }),
  },
  0x04: {
    length: (from) => ((from[1] ?? 0) & LONG_UID ? 13 : 10),
    words: (record) => {
      return { trInfo: field(record, 1, 2), optInfo: field(record, 2, 3), uid: field(record, 3) };
    },
  },
  0x05: {
    length: () => 10,
    words: (record) => {
      return {
        protoInfo: field(record, 1, 2),
        appData: field(record, 2, 6),
        pupi: field(record, 6),
      };
    },
  },
  0x08: {
    length: () => 9,
    words: (record) => ({ hr: field(record, 3, 5), uid: field(record, 5) }),
  },
};

/** [B0 23]: `DB_N DB_SIZE {SEC DB}×N`; SEC is there whether asked for or not. */
function readBlocks(data: Uint8Array): Words | undefined {
  const [dbN = 0, dbSize = 0] = data;
  const size = 1 + dbSize;
  if (data.length < 2 || data.length !== 2 + dbN * size) return undefined;
  const blocks = Array.from({ length: dbN }, (_, at) => {
    const block = data.subarray(2 + at * size, 2 + (at + 1) * size);
    return { sec: block[0], data: inMemoryOrder(block.subarray(1)) };
  });
  return { dbN, dbSize, blocks };
}

function systemInformation(data: Uint8Array): Words | undefined {
  const decoded = decodeSystemInformation(data);
  if (!decoded) return undefined;
  const { dsfid, uid, afi, blockSize, blockCount } = decoded;
  return {
    dsfid: codeHex(dsfid),
    uid: uid.toLowerCase(),
    afi: codeHex(afi),
    blockSize,
    blockCount,
    icRef: field(data, 12),
  };
}

/** [B0 2C]: `DB_N {SEC}×N`. */
function blockSecurity(data: Uint8Array): Words | undefined {
  const [dbN, ...sec] = data;
  return dbN === sec.length ? { dbN, sec } : undefined;
}
