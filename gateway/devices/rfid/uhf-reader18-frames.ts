import { crc16 } from './crc.ts';

/**
 * Frames of the UHFReader18 family (UHFReader18 manual V2.0 §3; the same in UHFReader288MP manual v1.14 §3):
 *
 *     request  LEN ADR CMD          DATA… CRClo CRChi     LEN = DATA + 4
 *     answer   LEN ADR CMD STATUS   DATA… CRClo CRChi     LEN = DATA + 5
 *
 * LEN does not count itself; the CRC (that of FEIG) covers it.
 */
export interface UhfRequest {
  /** 0…FE; FF addresses any reader. */
  readonly address: number;
  readonly command: number;
  readonly data: Uint8Array;
}

export interface UhfResponse extends UhfRequest {
  readonly status: number;
}

/** Addresses any reader; the answer carries the reader's own address, so answers are not matched on it. */
export const ANY_UHF_READER = 0xff;

/** Readers of the network say that they are alive, in no frame at all. 56 is also a length: all six must match. */
const HEARTBEAT = Uint8Array.of(0x56, 0, 0, 0, 0, 0);
const CRC_BYTES = 2;
const MIN_REQUEST = 4;
const MIN_ANSWER = 5;

export function encodeUhfRequest({ address, command, data }: UhfRequest): Uint8Array {
  const bytes = Uint8Array.of(data.length + MIN_REQUEST, address, command, ...data, 0, 0);
  const crc = crc16(bytes.subarray(0, -CRC_BYTES));
  bytes.set([crc & 0xff, crc >> 8], bytes.length - CRC_BYTES);
  return bytes;
}

/** @returns undefined when the bytes are not one whole request with a right CRC */
export function decodeUhfRequest(bytes: Uint8Array): UhfRequest | undefined {
  if (!isWhole(bytes, MIN_REQUEST)) return undefined;
  const [, address = 0, command = 0] = bytes;
  return { address, command, data: bytes.slice(3, -CRC_BYTES) };
}

/** @returns undefined when the bytes are not one whole answer with a right CRC */
export function decodeUhfResponse(bytes: Uint8Array): UhfResponse | undefined {
  if (!isWhole(bytes, MIN_ANSWER)) return undefined;
  const [, address = 0, command = 0, status = 0] = bytes;
  return { address, command, status, data: bytes.slice(4, -CRC_BYTES) };
}

const isWhole = (bytes: Uint8Array, minimum: number): boolean =>
  bytes.length > minimum && bytes.length === (bytes[0] ?? 0) + 1 && crc16(bytes) === 0;

export type UhfPiece =
  | { readonly kind: 'answer'; readonly response: UhfResponse }
  | { readonly kind: 'heartbeat' }
  /** So many bytes were thrown away; the exchange they belonged to is to be repeated. */
  | { readonly kind: 'garbage'; readonly bytes: number };

/**
 * Cuts what a reader sends into answers. After an impossible length or a wrong CRC all that has come is dropped: where
 * the next frame begins cannot be known, and the reader answers when asked again. Holds 256 bytes at most.
 */
export class UhfAnswerParser {
  #pending = new Uint8Array(0);

  get midFrame(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array): UhfPiece[] {
    const pieces: UhfPiece[] = [];
    this.#pending = Uint8Array.of(...this.#pending, ...chunk);
    while (this.#pending.length > 0) {
      const piece = this.#next();
      if (!piece) break;
      pieces.push(piece);
    }
    return pieces;
  }

  /** The frame that has begun will not be finished: too long a gap between its bytes (§2: 15 ms), or a new request. */
  abandon(): UhfPiece[] {
    return this.#pending.length > 0 ? [this.#drop()] : [];
  }

  #next(): UhfPiece | undefined {
    const pending = this.#pending;
    const [length = 0] = pending;
    if (mayBeHeartbeat(pending)) {
      if (pending.length < HEARTBEAT.length) return undefined;
      this.#pending = pending.subarray(HEARTBEAT.length);
      return { kind: 'heartbeat' };
    }
    if (length < MIN_ANSWER) return this.#drop();
    if (pending.length <= length) return undefined;
    const response = decodeUhfResponse(pending.subarray(0, length + 1));
    if (!response) return this.#drop();
    this.#pending = pending.subarray(length + 1);
    return { kind: 'answer', response };
  }

  #drop(): UhfPiece {
    const { length } = this.#pending;
    this.#pending = new Uint8Array(0);
    return { kind: 'garbage', bytes: length };
  }
}

const mayBeHeartbeat = (bytes: Uint8Array): boolean =>
  HEARTBEAT.every((byte, index) => (bytes[index] ?? byte) === byte);
