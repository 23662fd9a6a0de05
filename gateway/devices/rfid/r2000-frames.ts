/**
 * Frames of UHF modules on Impinj's R2000 (IND903, Rodinbell “A0” protocol). There is no driver for them yet; the tool
 * that explains bytes knows them.
 *
 *     A0 LEN ADR CMD DATA… CHK     LEN counts ADR…CHK; all bytes together sum to 0 (mod 256)
 */
export interface R2000Frame {
  readonly address: number;
  readonly command: number;
  readonly data: Uint8Array;
}

const START = 0xa0;
const REAL_TIME_INVENTORY = 0x89;
/** Antenna and frequency, PC word, at least no EPC, RSSI. */
const MIN_PUSH = 4;
/** Antenna, tags per second (2 bytes), tags in all (4 bytes): the end of an inventory. */
const END_PACKET = 7;

export function encodeR2000({ address, command, data }: R2000Frame): Uint8Array {
  const bytes = Uint8Array.of(START, data.length + 3, address, command, ...data, 0);
  bytes[bytes.length - 1] = -sum(bytes) & 0xff;
  return bytes;
}

/** @returns undefined when the bytes are not one whole frame with a right check sum */
export function decodeR2000(bytes: Uint8Array): R2000Frame | undefined {
  const [start, length = 0, address = 0, command = 0] = bytes;
  if (start !== START || length < 3 || bytes.length !== length + 2) return undefined;
  if ((sum(bytes) & 0xff) !== 0) return undefined;
  return { address, command, data: bytes.slice(4, -1) };
}

/** Numbers are numbers, codes and raw bytes lower-case hex. */
export interface DescribedR2000Frame {
  readonly direction: 'request' | 'response';
  readonly checksumOk: boolean;
  readonly address?: number;
  readonly command?: string;
  readonly data?: string;
  readonly antFreq?: string;
  readonly pc?: string;
  readonly epc?: string;
  readonly rssi?: string;
}

export function describeR2000(
  bytes: Uint8Array,
  direction: DescribedR2000Frame['direction'],
): DescribedR2000Frame {
  const frame = decodeR2000(bytes);
  if (!frame) return { direction, checksumOk: false };
  const { address, command, data } = frame;
  const isPush = direction === 'response' && command === REAL_TIME_INVENTORY;
  const fields = (isPush && pushFields(data)) || { data: hex(data) };
  return { direction, address, command: hex([command]), checksumOk: true, ...fields };
}

/** A tag that was seen; undefined for an error code or the end of the inventory. */
function pushFields(data: Uint8Array): Partial<DescribedR2000Frame> | undefined {
  if (data.length < MIN_PUSH || data.length === END_PACKET) return undefined;
  return {
    antFreq: hex(data.subarray(0, 1)),
    pc: hex(data.subarray(1, 3)),
    epc: hex(data.subarray(3, -1)),
    rssi: hex(data.subarray(-1)),
  };
}

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);
const hex = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
