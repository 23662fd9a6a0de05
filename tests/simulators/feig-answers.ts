import type { BookTag } from './book-tag.ts';
import type { WriteResult } from './rfid-reader.ts';

export interface FeigAnswer {
  readonly status: number;
  readonly data?: Uint8Array;
  /** Milliseconds of radio: what the air takes, beside the line. */
  readonly airMs: number;
}

/**
 * Air time of ISO/IEC 15693 at 26.48 kbit/s, one subcarrier, 1-of-4: a request of some 12 bytes takes 4 ms, a byte of
 * the answer 0.3 ms, an inventory 16 slots of which an empty one takes 0.6 ms, the chip 20 ms to burn a block; the
 * field is off 15 ms at a reset.
 */
export const AIR_MS = {
  rfReset: 15,
  inventory: (tags: number) => 4 + 16 * 0.6 + tags * 4.5,
  request: 4,
  read: (bytes: number) => 5 + (3 + bytes * 1.25) * 0.3,
  systemInformation: 5 + 17 * 0.3,
  write: (blocks = 1) => blocks * (5 + 20),
} as const;

/** RX-BUF and TX-BUF, 288 bytes each. */
export const BUFFERS = Buffer.from([0x01, 0x20, 0x01, 0x20]);

export const NO_TRANSPONDER: FeigAnswer = { status: 0x01, airMs: AIR_MS.request };
export const PARAMETER_RANGE: FeigAnswer = { status: 0x11, airMs: 0 };
export const LENGTH_ERROR: FeigAnswer = { status: 0x81, airMs: 0 };

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
  if (count === 0 || count * blockSize > 128) return PARAMETER_RANGE;
  if ((first + count) * blockSize > memory.length) return isoError(0x10);
  const blocks = Array.from({ length: count }, (_, index) => {
    const start = (first + index) * blockSize;
    return [0x00, ...memory.slice(start, start + blockSize).reverse()];
  });
  const data = Uint8Array.from([count, blockSize, ...blocks.flat()]);
  return { status: 0x00, data, airMs: AIR_MS.read(count * blockSize) };
}

/** `DB_N {SEC}×N`, bit 0 of SEC: locked. */
export function blockSecurity(
  { blockSize, locked, memory }: BookTag,
  first: number,
  count: number,
): FeigAnswer {
  if (count === 0) return PARAMETER_RANGE;
  if ((first + count) * blockSize > memory.length) return isoError(0x10);
  const states = Array.from({ length: count }, (_, index) => Number(locked.has(first + index)));
  return { status: 0x00, data: Uint8Array.of(count, ...states), airMs: AIR_MS.read(count) };
}

const isoError = (error: number, ...rest: number[]): FeigAnswer => ({
  status: 0x95,
  data: Uint8Array.of(error, ...rest),
  airMs: AIR_MS.request,
});

/** A chip that does not know the command (ISO/IEC 15693-3 §7.4.2). */
export const NOT_SUPPORTED = isoError(0x01);

/** Status 03 and 95 say at which block it stopped (DB_ADR_E), where it was about blocks. */
export function written(result: WriteResult, blocks?: number): FeigAnswer {
  const airMs = AIR_MS.write(blocks);
  const at = blocks === undefined || !('block' in result) ? [] : [result.block];
  switch (result.result) {
    case 'done':
      return { status: 0x00, airMs };
    case 'gone':
      return { ...NO_TRANSPONDER, airMs };
    case 'unconfirmed':
      return { status: 0x03, data: Uint8Array.from(at), airMs };
    case 'refused':
      return { ...isoError(0x12, ...at), airMs };
    case 'no-such-block':
      return { ...isoError(0x10, ...at), airMs };
  }
}
