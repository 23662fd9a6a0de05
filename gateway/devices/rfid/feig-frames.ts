import { crc16 } from './crc.ts';

/**
 * Frames of the FEIG ISO-Host protocol (H20800-16e §3.1):
 *
 *     standard  LEN            ADR CMD [STATUS] DATA… CRClo CRChi     LEN = whole frame, 5…255
 *     advanced  02 LENhi LENlo ADR CMD [STATUS] DATA… CRClo CRChi     LEN = whole frame, STX included
 *
 * Only answers carry STATUS. No standard frame is two bytes long, so a first byte of 02 says which it is.
 */
export type Framing = 'standard' | 'advanced';

export interface FeigRequest {
  /** Bus address 0…253; FF addresses any reader. */
  readonly address: number;
  readonly command: number;
  readonly data: Uint8Array;
}

export interface FeigResponse extends FeigRequest {
  readonly status: number;
}

/** Addresses any reader; the answer carries the reader's own address, so answers are not matched on it. */
export const ANY_READER = 0xff;

const STX = 0x02;
const CRC_BYTES = 2;
const MIN_STANDARD = 5;
const MIN_ADVANCED = 7;
/** Far more than any reader sends for the commands used here; a longer length is line noise. */
const MAX_FRAME = 4096;

export function encodeRequest(request: FeigRequest, framing: Framing = 'standard'): Uint8Array {
  return frame([request.address, request.command, ...request.data], framing);
}

export function encodeResponse(response: FeigResponse, framing: Framing = 'standard'): Uint8Array {
  return frame([response.address, response.command, response.status, ...response.data], framing);
}

/** @returns undefined when the bytes are not one whole request with a right CRC */
export function decodeRequest(bytes: Uint8Array): FeigRequest | undefined {
  const [address, command, ...data] = unframe(bytes) ?? [];
  if (address === undefined || command === undefined) return undefined;
  return { address, command, data: Uint8Array.from(data) };
}

/** @returns undefined when the bytes are not one whole answer with a right CRC */
export function decodeResponse(bytes: Uint8Array): FeigResponse | undefined {
  const [address, command, status, ...data] = unframe(bytes) ?? [];
  if (address === undefined || command === undefined || status === undefined) return undefined;
  return { address, command, status, data: Uint8Array.from(data) };
}

function frame(body: readonly number[], framing: Framing): Uint8Array {
  const head = framing === 'advanced' ? 3 : 1;
  const length = head + body.length + CRC_BYTES;
  if (framing === 'standard' && length > 0xff) return frame(body, 'advanced');
  const bytes = new Uint8Array(length);
  bytes.set(framing === 'advanced' ? [STX, length >> 8, length & 0xff] : [length]);
  bytes.set(body, head);
  const crc = crc16(bytes.subarray(0, -CRC_BYTES));
  bytes.set([crc & 0xff, crc >> 8], length - CRC_BYTES);
  return bytes;
}

function unframe(bytes: Uint8Array): Uint8Array | undefined {
  const length = frameLength(bytes);
  if (typeof length !== 'number' || length !== bytes.length || crc16(bytes) !== 0) return undefined;
  return bytes.subarray(bytes[0] === STX ? 3 : 1, -CRC_BYTES);
}

/** Length of the frame that begins here, as its head says. */
function frameLength(bytes: Uint8Array): number | 'incomplete' | 'impossible' {
  const [first, high, low] = bytes;
  if (first === undefined) return 'incomplete';
  if (first !== STX) return first >= MIN_STANDARD ? first : 'impossible';
  if (high === undefined || low === undefined) return 'incomplete';
  const length = high * 256 + low;
  return length >= MIN_ADVANCED && length <= MAX_FRAME ? length : 'impossible';
}

export type ParsedPiece =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  /** So many bytes were thrown away; the exchange they belonged to is to be repeated. */
  | {
      readonly kind: 'garbage';
      readonly bytes: number;
      /** `torn`: had the length of a frame and a wrong CRC. `shapeless`: no frame at all, or half of one. */
      readonly looks: 'torn' | 'shapeless';
    };

/**
 * Cuts the byte stream into frames. After an impossible length or a wrong CRC all that has come is dropped,
 * as the manual advises: where the next frame begins cannot be known, and the reader answers when asked again.
 * Never holds more than one frame of the largest size.
 */
export class FrameParser {
  #pending = new Uint8Array(0);

  get midFrame(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array): ParsedPiece[] {
    const pieces: ParsedPiece[] = [];
    this.#pending = joined(this.#pending, chunk);
    for (;;) {
      const length = frameLength(this.#pending);
      if (length === 'incomplete') return pieces;
      if (length === 'impossible') return [...pieces, ...this.abandon()];
      if (this.#pending.length < length) return pieces;
      const bytes = this.#pending.slice(0, length);
      if (crc16(bytes) !== 0) return [...pieces, ...this.#drop('torn')];
      this.#pending = this.#pending.subarray(length);
      pieces.push({ kind: 'frame', bytes });
    }
  }

  /** The frame that has begun will not be finished: too long a gap between its bytes (§4.2: 12 ms), or a new request. */
  abandon(): ParsedPiece[] {
    return this.#drop('shapeless');
  }

  #drop(looks: 'torn' | 'shapeless'): ParsedPiece[] {
    const bytes = this.#pending.length;
    this.#pending = new Uint8Array(0);
    return bytes > 0 ? [{ kind: 'garbage', bytes, looks }] : [];
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
