/**
 * Frames of the 3M 210 and 810 readers (3M RFID Reader Model 210 Protocol Specification 1.0.0 §3, §4):
 *
 *     D6 LENhi LENlo CMD [ERR] FIELDS… CRChi CRClo     LEN = all after it, CRC included; ERR in answers only
 *     D5 LENhi LENlo 04 00 CMD FIELDS… CRChi CRClo     of the 810 alone, seen in captures of the maker's software
 *
 * Numbers and UIDs are most significant byte first, blocks of a tag in memory order.
 */
export const D6 = 0xd6;
export const D5 = 0xd5;

export interface D6Frame {
  readonly start: typeof D6 | typeof D5;
  /** What is between length and CRC. */
  readonly body: Uint8Array;
}

const HEAD = 3;
const CRC_BYTES = 2;
/** A command and its CRC. */
const MIN_LENGTH = 1 + CRC_BYTES;
/** 255 blocks with number and lock take 1544; a longer one is line noise. */
const MAX_LENGTH = 2048;

/** CRC-16/GENIBUS: polynomial 1021, start FFFF, not reflected, inverted at the end. Covers all but the start byte. */
export function d6Crc(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc ^ 0xffff;
}

export function encodeFrame(body: Uint8Array, start: D6Frame['start'] = D6): Uint8Array {
  const length = body.length + CRC_BYTES;
  const bytes = Uint8Array.of(start, length >> 8, length & 0xff, ...body, 0, 0);
  const crc = d6Crc(bytes.subarray(1, -CRC_BYTES));
  bytes.set([crc >> 8, crc & 0xff], bytes.length - CRC_BYTES);
  return bytes;
}

/** @returns undefined when the bytes are not one whole frame with a right CRC */
export function decodeFrame(bytes: Uint8Array): D6Frame | undefined {
  const start = bytes[0];
  if (start !== D6 && start !== D5) return undefined;
  if (frameLength(bytes) !== bytes.length || !crcIsRight(bytes)) return undefined;
  return { start, body: bytes.slice(HEAD, -CRC_BYTES) };
}

function crcIsRight(frame: Uint8Array): boolean {
  const [high = 0, low = 0] = frame.subarray(-CRC_BYTES);
  return d6Crc(frame.subarray(1, -CRC_BYTES)) === high * 256 + low;
}

/** Length of the frame that begins here, as its head says. */
function frameLength(bytes: Uint8Array): number | 'incomplete' | 'impossible' {
  const [start, high, low] = bytes;
  if (start === undefined) return 'incomplete';
  if (start !== D6 && start !== D5) return 'impossible';
  if (high === undefined) return 'incomplete';
  if (high * 256 > MAX_LENGTH) return 'impossible';
  if (low === undefined) return 'incomplete';
  const length = high * 256 + low;
  return length >= MIN_LENGTH && length <= MAX_LENGTH ? HEAD + length : 'impossible';
}

export type D6Piece =
  | ({ readonly kind: 'frame' } & D6Frame)
  /** So many bytes were no frame; `torn`: they had the shape of one and a wrong CRC. */
  | { readonly kind: 'garbage'; readonly bytes: number; readonly looks: 'torn' | 'shapeless' };

/**
 * Cuts the byte stream into frames. Looks for the next start byte after noise, and inside what turned out to be no
 * frame: a start byte may be noise itself, and swallow the head of an answer. Holds one frame of the largest size.
 */
export class D6Parser {
  #pending = new Uint8Array(0);

  get midFrame(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array): D6Piece[] {
    const pieces: D6Piece[] = [];
    this.#pending = joined(this.#pending, chunk);
    for (;;) {
      const length = frameLength(this.#pending);
      if (length === 'incomplete') return pieces;
      if (length !== 'impossible' && this.#pending.length < length) return pieces;
      pieces.push(this.#take(length));
    }
  }

  /** The frame that has begun will not be finished: too long a gap between its bytes, or a new request. */
  abandon(): D6Piece[] {
    return this.midFrame ? [this.#drop(this.#pending.length, 'shapeless')] : [];
  }

  #take(length: number | 'impossible'): D6Piece {
    if (length === 'impossible') return this.#drop(this.#nextStart(), 'shapeless');
    const frame = decodeFrame(this.#pending.subarray(0, length));
    if (!frame) return this.#drop(this.#nextStart(), 'torn');
    this.#pending = this.#pending.slice(length);
    return { kind: 'frame', ...frame };
  }

  #nextStart(): number {
    const next = this.#pending.findIndex(
      (byte, index) => index > 0 && (byte === D6 || byte === D5),
    );
    return next < 0 ? this.#pending.length : next;
  }

  #drop(bytes: number, looks: 'torn' | 'shapeless'): D6Piece {
    this.#pending = this.#pending.slice(bytes);
    return { kind: 'garbage', bytes, looks };
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
