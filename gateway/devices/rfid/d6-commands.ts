import type { ReaderModel, Uid } from '../device.ts';
import { D5, encodeFrame } from './d6-frames.ts';
import type { D6Frame } from './d6-frames.ts';
import { uidFrom } from './uid.ts';

/** What the frames of 3M readers carry (3M 210 specification §7): requests, and the fields of their answers. */
export const COMMAND = {
  quiet: 0x01,
  readBlocks: 0x02,
  readEas: 0x03,
  writeBlocks: 0x04,
  writeAfi: 0x09,
  readAfi: 0x0a,
  writeDsfid: 0x0b,
  writeEas: 0x0c,
  tagInfo: 0x0d,
  readDsfid: 0x0f,
  version: 0x11,
  passThrough: 0x14,
  inventory: 0xfe,
} as const;

/** Appendix A. */
export const ERROR = {
  ok: 0x00,
  notImplemented: 0x02,
  /** No transponder, also said of one that did not like the command, and of an EAS that is off. */
  noTransponder: 0x06,
  unknown: 0x0f,
  noSuchBlock: 0x11,
  locked: 0x12,
  notRead: 0x15,
  notWritten: 0x16,
  isoNotSupported: 0x21,
  isoNotRecognised: 0x22,
  isoOptionNotSupported: 0x23,
  notSupportedByTag: 0x30,
  optionNotSupported: 0x31,
  parameter: 0x32,
  cancelled: 0xfd,
  noMemory: 0xfe,
} as const;

export const request = (command: number, ...fields: number[]): Uint8Array =>
  encodeFrame(Uint8Array.of(command, ...fields));

/** Fields of FE: of any AFI; UIDs only (option 01), and 04, which the specification wants set. */
export const INVENTORY_FIELDS = [0x00, 0x05] as const;
/** Fields of 0D behind the UID, as a mask: 01 DSFID, 02 AFI, 04 size of the memory. */
export const TAG_INFO_MASK = 0x07;
/**
 * Fields of 14: `sendLength2 maxReceive2 control2` and a request of ISO/IEC 15693-3 without its CRC, here “reset to
 * ready” (§10.4.7) to all tags at once: flags 02, high data rate. Of the control word no use of other bits is known.
 */
export const RESET_TO_READY = [0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x26] as const;
/** Get version as the maker's own software asks the 810. */
export const versionRequestD5 = () => encodeFrame(Uint8Array.of(0x04, 0x00, COMMAND.version), D5);

export interface D6Answer {
  readonly command: number;
  readonly error: number;
  /** What follows the error byte. */
  readonly data: Uint8Array;
}

/** @returns undefined for frames of the D5 kind, which have neither command nor error where these have them */
export function answerOf({ start, body }: D6Frame): D6Answer | undefined {
  const [command, error] = body;
  if (start === D5 || command === undefined || error === undefined) return undefined;
  return { command, error, data: body.slice(2) };
}

/** The four bytes of a version, in either kind of frame. */
export function versionAnswer(frame: D6Frame): Uint8Array | undefined {
  if (frame.start === D5) return d5Version(frame.body);
  const answer = answerOf(frame);
  const isVersion = answer?.command === COMMAND.version && answer.error === ERROR.ok;
  return isVersion && answer.data.length === 4 ? answer.data : undefined;
}

export function d5Version(body: Uint8Array): Uint8Array | undefined {
  const isVersion = body[0] === 0x04 && body[1] === 0x00 && body[2] === COMMAND.version;
  return isVersion && body.length === 7 ? body.slice(3) : undefined;
}

/** §7.2: the first byte of a reader's version is 0A. */
export const modelOf = (version: Uint8Array): ReaderModel => ({
  name: version[0] === 0x0a ? '3M 210/810' : '3M-like reader',
  firmware: version.join('.'),
});

/** The UID that an answer begins with; undefined when it has none. */
export const uidOf = (data: Uint8Array): Uid | undefined =>
  data.length >= 8 ? uidFrom(data.subarray(0, 8)) : undefined;

/** Answer of FE: `AFI options N {UID8}×N`. The same tag may come twice, because the reader polls twice. */
export function decodeInventory(
  data: Uint8Array,
): { readonly afi: number; readonly options: number; readonly uids: readonly Uid[] } | undefined {
  const [afi, options, count] = data;
  if (afi === undefined || options === undefined || count === undefined) return undefined;
  const size = (options & 0x02 ? 1 : 0) + 8;
  if (data.length !== 3 + count * size) return undefined;
  const uids = Array.from({ length: count }, (_, index) =>
    uidFrom(data.subarray(3 + (index + 1) * size - 8, 3 + (index + 1) * size)),
  );
  return { afi, options, uids };
}

export interface TagInfo {
  readonly uid: Uid;
  readonly dsfid?: number;
  readonly afi?: number;
  readonly blockSize?: number;
  readonly blockCount?: number;
  readonly icRef?: number;
}

/** Answer of 0D: `UID mask` and what the mask says is there; size and count of blocks are each one less. */
export function decodeTagInfo(data: Uint8Array): TagInfo | undefined {
  const uid = uidOf(data);
  const mask = data[8];
  if (uid === undefined || mask === undefined || (mask & 0xf0) !== 0) return undefined;
  const rest = [...data.subarray(9)];
  const [dsfid, afi, size, count, icRef] = [0x01, 0x02, 0x04, 0x04, 0x08].map((bit) =>
    mask & bit ? rest.shift() : undefined,
  );
  const expected = mask.toString(2).replaceAll('0', '').length + (mask & 0x04 ? 1 : 0);
  if (data.length !== 9 + expected) return undefined;
  return {
    uid,
    ...(dsfid !== undefined && { dsfid }),
    ...(afi !== undefined && { afi }),
    ...(size !== undefined && { blockSize: (size & 0x1f) + 1 }),
    ...(count !== undefined && { blockCount: count + 1 }),
    ...(icRef !== undefined && { icRef }),
  };
}

export interface D6Block {
  readonly number: number;
  /** 0 free, 1 locked by a user, 2 by the factory, 3 both; above, what went wrong with this block. */
  readonly lock: number;
  readonly data: Uint8Array;
}

/** `old`: each block with its number. `first`: the number of the first only, asked for by option 04. */
export type BlockStyle = 'old' | 'first';

/**
 * Answer of 02 (§7.5): `UID N {number lock data}×N`, or `UID first N {lock data}×N`. Number and lock are a byte
 * each; software that takes the two for one 16-bit number reads locked blocks wrongly.
 * @returns undefined when the length does not fit
 */
export function decodeBlocks(
  data: Uint8Array,
  style: BlockStyle,
): { readonly uid: Uid; readonly first: number; readonly blocks: readonly D6Block[] } | undefined {
  const uid = uidOf(data);
  const list = data.subarray(style === 'old' ? 9 : 10);
  const count = data[style === 'old' ? 8 : 9];
  if (uid === undefined || !count || list.length % count !== 0) return undefined;
  const size = list.length / count;
  const head = style === 'old' ? 2 : 1;
  if (size <= head) return undefined;
  const firstOfAll = style === 'old' ? (list[0] ?? 0) : (data[8] ?? 0);
  const blocks = Array.from({ length: count }, (_, index) => {
    const block = list.subarray(index * size, (index + 1) * size);
    const number = style === 'old' ? (block[0] ?? 0) : firstOfAll + index;
    return { number, lock: block[head - 1] ?? 0, data: block.slice(head) };
  });
  return { uid, first: firstOfAll, blocks };
}
