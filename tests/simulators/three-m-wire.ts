/**
 * Frames as a 3M 210 or 810 sees them, written apart from the gateway's own so that one mistake cannot hide another.
 * Requests come in as `D6 LEN LEN CMD DATA CRC CRC`, those of the 810's other kind as `D5 LEN LEN 04 00 CMD CRC CRC`.
 */
export interface D6OnWire {
  readonly start: number;
  readonly command: number;
  readonly data: Buffer;
  /** All of it, as it came. */
  readonly frame: Buffer;
}

/** By a table of half bytes; polynomial 1021, start FFFF, inverted at the end. */
const TABLE = Array.from({ length: 16 }, (_, nibble) => {
  let value = nibble << 12;
  for (let step = 0; step < 4; step++) value = (value << 1) ^ (value & 0x8000 ? 0x1021 : 0);
  return value & 0xffff;
});

export function genibus(bytes: Uint8Array): number {
  const half = (crc: number, nibble: number) =>
    ((crc << 4) & 0xffff) ^ (TABLE[(crc >>> 12) ^ nibble] ?? 0);
  const crc = bytes.reduce((before, byte) => half(half(before, byte >> 4), byte & 15), 0xffff);
  return crc ^ 0xffff;
}

/** What is left of half a request is forgotten after such a silence. */
const GAP_MS = 100;

/** Collects what arrives until it is a whole request; the reader is silent about all else. */
export class D6Collector {
  #bytes: Buffer = Buffer.alloc(0);
  #last = -Infinity;

  push(chunk: Uint8Array, now: number): D6OnWire | undefined {
    const late = now - this.#last > GAP_MS;
    const all = late ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    const start = all.findIndex((byte) => byte === 0xd6 || byte === 0xd5);
    this.#bytes = start < 0 ? Buffer.alloc(0) : all.subarray(start);
    this.#last = now;
    const length = this.#bytes.length < 3 ? Infinity : 3 + this.#bytes.readUInt16BE(1);
    if (this.#bytes.length < length) return undefined;
    const frame = this.#bytes.subarray(0, length);
    this.#bytes = Buffer.alloc(0);
    return take(frame);
  }
}

function take(frame: Buffer): D6OnWire | undefined {
  if (frame.length < 6 || frame.readUInt16BE(frame.length - 2) !== genibus(frame.subarray(1, -2))) {
    return undefined;
  }
  const start = frame.readUInt8(0);
  const at = start === 0xd5 ? 5 : 3;
  if (start === 0xd5 && frame.readUInt16BE(3) !== 0x0400) return undefined;
  return { start, command: frame[at] ?? 0, data: frame.subarray(at + 1, -2), frame };
}

/** `error` has no place in the 810's other kind of frame. */
export function d6OnWire(
  { start, command }: { start: number; command: number },
  error: number,
  data: Uint8Array,
): Buffer {
  const head = start === 0xd5 ? [0x04, 0x00, command] : [command, error];
  const frame = Buffer.from([start, 0, 0, ...head, ...data, 0, 0]);
  frame.writeUInt16BE(frame.length - 3, 1);
  frame.writeUInt16BE(genibus(frame.subarray(1, -2)), frame.length - 2);
  return frame;
}
