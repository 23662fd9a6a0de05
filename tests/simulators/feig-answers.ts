import type { BookTag } from './book-tag.ts';
import type { RequestOnWire } from './feig-wire.ts';

export type FeigCommandName =
  | 'baud-detect'
  | 'software-version'
  | 'reader-info'
  | 'rf-reset'
  | 'rf-switch'
  | 'inventory'
  | 'stay-quiet'
  | 'read-blocks'
  | 'write-afi'
  | 'system-information'
  | 'unknown';

export interface FeigAnswer {
  readonly status: number;
  readonly data?: Uint8Array;
  /** Milliseconds of radio: what the air takes, beside the line. */
  readonly airMs: number;
}

const ISO_COMMANDS: Readonly<Record<number, FeigCommandName>> = {
  0x01: 'inventory',
  0x02: 'stay-quiet',
  0x23: 'read-blocks',
  0x27: 'write-afi',
  0x2b: 'system-information',
};
const COMMANDS: Readonly<Record<number, FeigCommandName>> = {
  0x52: 'baud-detect',
  0x65: 'software-version',
  0x66: 'reader-info',
  0x69: 'rf-reset',
  0x6a: 'rf-switch',
};

/**
 * Air time of ISO/IEC 15693 at 26.48 kbit/s, one subcarrier, 1-of-4: a request of some 12 bytes takes 4 ms, a byte of
 * the answer 0.3 ms, an inventory 16 slots of which an empty one takes 0.6 ms; the field is off 15 ms at a reset.
 */
export const AIR_MS = {
  rfReset: 15,
  inventory: (tags: number) => 4 + 16 * 0.6 + tags * 4.5,
  stayQuiet: 4,
  read: (bytes: number) => 5 + (3 + bytes * 1.25) * 0.3,
  systemInformation: 5 + 17 * 0.3,
  writeAfi: 5 + 20,
} as const;

/** RX-BUF and TX-BUF, 288 bytes each. */
export const BUFFERS = Buffer.from([0x01, 0x20, 0x01, 0x20]);

export const nameOf = ({ command, data }: RequestOnWire): FeigCommandName =>
  (command === 0xb0 ? ISO_COMMANDS[data[0] ?? 0] : COMMANDS[command]) ?? 'unknown';

/** Commands to one tag carry MODE 01 (addressed), 09 with security status, and its UID. */
export function uidOf({ data }: RequestOnWire, name: FeigCommandName): string | undefined {
  const one = ['stay-quiet', 'read-blocks', 'write-afi', 'system-information'].includes(name);
  if (!one || ((data[1] ?? 0) & 0x07) !== 1) return undefined;
  return data.subarray(2, 10).toString('hex').toUpperCase();
}

export const record = (dsfid: number, uid: string): Buffer =>
  Buffer.concat([Buffer.from([0x03, dsfid]), Buffer.from(uid, 'hex')]);

export function systemInformation({ dsfid, uid, afi, blockSize, memory }: BookTag): FeigAnswer {
  const count = memory.length / blockSize;
  const head = Buffer.concat([Buffer.from([dsfid]), Buffer.from(uid, 'hex')]);
  const data = Buffer.concat([head, Buffer.from([afi, blockSize - 1, count - 1, 0x01])]);
  return { status: 0x00, data, airMs: AIR_MS.systemInformation };
}

/** At most 128 data bytes at once; every block goes out with a security byte before it, and last byte first. */
export function readBlocks(
  { blockSize, memory }: BookTag,
  first: number,
  count: number,
): FeigAnswer {
  if (count === 0 || count * blockSize > 128) return { status: 0x11, airMs: 0 };
  if ((first + count) * blockSize > memory.length) {
    return { status: 0x95, data: Uint8Array.of(0x10), airMs: AIR_MS.stayQuiet };
  }
  const blocks = Array.from({ length: count }, (_, index) => {
    const start = (first + index) * blockSize;
    return [0x00, ...memory.slice(start, start + blockSize).reverse()];
  });
  const data = Uint8Array.from([count, blockSize, ...blocks.flat()]);
  return { status: 0x00, data, airMs: AIR_MS.read(count * blockSize) };
}
