import type { Uid } from '../device.ts';
import {
  COMMAND,
  d5Version,
  decodeBlocks,
  decodeInventory,
  decodeTagInfo,
  uidOf,
} from './d6-commands.ts';
import type { BlockStyle, D6Block, TagInfo } from './d6-commands.ts';
import { D5, decodeFrame } from './d6-frames.ts';
import { uidFrom } from './uid.ts';

/** A frame taken apart for people and tools: each field under its own name, absent where the frame has none. */
export interface D6Decoded extends Partial<TagInfo> {
  readonly start: 'd6' | 'd5' | undefined;
  readonly direction: 'request' | 'response';
  /** False: torn, and nothing else is told. */
  readonly crcOk: boolean;
  readonly command?: number;
  /** Answers only; 00 is “done”. */
  readonly error?: number;
  readonly uid?: Uid;
  readonly firstBlock?: number;
  readonly blockCount?: number;
  readonly blockNumber?: number;
  readonly flags?: number;
  readonly mask?: number;
  readonly options?: number;
  readonly afi?: number;
  readonly dsfid?: number;
  readonly eas?: number;
  readonly version?: Uint8Array;
  readonly uids?: readonly Uid[];
  readonly blocks?: readonly D6Block[];
  /** What has no name of its own. */
  readonly data?: Uint8Array;
}

type Fields = Omit<D6Decoded, 'start' | 'direction' | 'crcOk'>;

const startOf = ([first]: Uint8Array) =>
  first === 0xd6 ? ('d6' as const) : first === D5 ? ('d5' as const) : undefined;

/** Never throws. */
export function decodeD6Request(bytes: Uint8Array): D6Decoded {
  const head = { start: startOf(bytes), direction: 'request' } as const;
  const frame = decodeFrame(bytes);
  if (!frame) return { ...head, crcOk: false };
  if (frame.start === D5) return { ...head, crcOk: true, data: frame.body };
  const [command = 0] = frame.body;
  const data = frame.body.slice(1);
  return { ...head, crcOk: true, command, ...(requestFields(command, data) ?? { data }) };
}

/** @param style of a block list; without one, whichever fits, the old one first. Never throws. */
export function decodeD6Response(
  bytes: Uint8Array,
  { style }: { readonly style?: BlockStyle } = {},
): D6Decoded {
  const head = { start: startOf(bytes), direction: 'response' } as const;
  const frame = decodeFrame(bytes);
  if (!frame) return { ...head, crcOk: false };
  if (frame.start === D5) {
    const version = d5Version(frame.body);
    return { ...head, crcOk: true, ...(version && { version }), data: frame.body };
  }
  const [command = 0, error = 0] = frame.body;
  const data = frame.body.slice(2);
  const fields = error === 0 ? answerFields(command, data, style) : refusalFields(data);
  return { ...head, crcOk: true, command, error, ...(fields ?? { data }) };
}

/** A request that names a tag and one byte. */
const BYTE_FIELD: Readonly<Record<number, 'afi' | 'dsfid' | 'eas' | 'mask'>> = {
  [COMMAND.writeAfi]: 'afi',
  [COMMAND.readAfi]: 'afi',
  [COMMAND.writeDsfid]: 'dsfid',
  [COMMAND.readDsfid]: 'dsfid',
  [COMMAND.writeEas]: 'eas',
  [COMMAND.readEas]: 'eas',
  [COMMAND.tagInfo]: 'mask',
};

function requestFields(command: number, data: Uint8Array): Fields | undefined {
  if (command === COMMAND.inventory && data.length === 2) {
    const [afi = 0, options = 0] = data;
    return { afi, options };
  }
  const uid = uidOf(data);
  if (uid === undefined || command === COMMAND.version) return undefined;
  const rest = data.slice(8);
  if (command === COMMAND.readBlocks || command === COMMAND.writeBlocks) {
    return blockRequest(command, uid, rest);
  }
  return tagAndByte(command, uid, rest);
}

function blockRequest(command: number, uid: Uid, rest: Uint8Array): Fields | undefined {
  const [firstBlock, blockCount, flags] = rest;
  if (firstBlock === undefined || blockCount === undefined) return undefined;
  if (command === COMMAND.readBlocks) {
    return { uid, firstBlock, blockCount, ...(flags !== undefined && { options: flags }) };
  }
  if (flags === undefined) return undefined;
  return { uid, firstBlock, blockCount, flags, data: rest.slice(3) };
}

function tagAndByte(command: number, uid: Uid, rest: Uint8Array): Fields | undefined {
  const [byte] = rest;
  if (byte === undefined) return { uid };
  const field = BYTE_FIELD[command];
  return field && rest.length === 1 ? { uid, [field]: byte } : undefined;
}

function answerFields(command: number, data: Uint8Array, style: BlockStyle | undefined) {
  if (command === COMMAND.inventory) return decodeInventory(data);
  if (command === COMMAND.version) return { version: data };
  if (command === COMMAND.tagInfo) return decodeTagInfo(data);
  if (command === COMMAND.readBlocks) return blockFields(data, style);
  const uid = uidOf(data);
  if (uid === undefined) return undefined;
  const rest = data.slice(8);
  if (command === COMMAND.writeBlocks && rest.length === 1) {
    return { uid, blockNumber: rest[0] ?? 0 };
  }
  return tagAndByte(command, uid, rest);
}

function blockFields(data: Uint8Array, style: BlockStyle | undefined): Fields | undefined {
  const styles: readonly BlockStyle[] = style ? [style] : ['old', 'first'];
  for (const one of styles) {
    const list = decodeBlocks(data, one);
    if (!list) continue;
    return {
      uid: list.uid,
      ...(one === 'first' && { firstBlock: list.first }),
      blocks: list.blocks,
    };
  }
  return undefined;
}

/** With an error comes the UID that it is about, or nothing. */
const refusalFields = (data: Uint8Array): Fields | undefined =>
  data.length === 8 ? { uid: uidFrom(data) } : undefined;
