/**
 * Frames as a FEIG reader sees them, written apart from the gateway's own so that one mistake cannot hide another.
 * Requests come in as `LEN ADR CMD DATA CRC` or `02 LEN LEN ADR CMD DATA CRC`; answers go out in the framing of the
 * request, unless they are too long for a standard frame.
 */
export interface RequestOnWire {
  readonly advanced: boolean;
  readonly command: number;
  readonly data: Buffer;
  /** All of it, as it came. */
  readonly frame: Buffer;
}

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let step = 0; step < 8; step++) value = (value >>> 1) ^ (value % 2 === 1 ? 0x8408 : 0);
  return value;
});

export function feigCrc(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0), 0xffff);
}

/** Characters further apart than this do not belong to one frame (H20800-16e §4.2). */
const GAP_MS = 12;

/** Collects what arrives until it is a whole request; the reader is silent about all else. */
export class RequestCollector {
  #bytes: Buffer = Buffer.alloc(0);
  #last = -Infinity;

  push(chunk: Uint8Array, now: number): RequestOnWire | undefined {
    const late = now - this.#last > GAP_MS + chunk.length;
    this.#bytes = late ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    this.#last = now;
    const advanced = this.#bytes[0] === 0x02;
    const length = advanced ? this.#lengthOfAdvanced() : (this.#bytes[0] ?? 0);
    if (this.#bytes.length < length) return undefined;
    const frame = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return frame.length === length ? take(frame, advanced) : undefined;
  }

  #lengthOfAdvanced(): number {
    return this.#bytes.length < 3 ? 3 : Math.max(3, this.#bytes.readUInt16BE(1));
  }
}

function take(frame: Buffer, advanced: boolean): RequestOnWire | undefined {
  const head = advanced ? 3 : 1;
  if (frame.length < head + 4) return undefined;
  const crc = frame.readUInt16LE(frame.length - 2);
  if (crc !== feigCrc(frame.subarray(0, -2))) return undefined;
  return { advanced, command: frame[head + 1] ?? 0, data: frame.subarray(head + 2, -2), frame };
}

export function answerOnWire(
  { advanced, command }: { advanced: boolean; command: number },
  status: number,
  data: Uint8Array = Buffer.alloc(0),
): Buffer {
  const long = advanced || data.length + 6 > 0xff;
  const length = data.length + (long ? 8 : 6);
  const head = long ? [0x02, length >> 8, length & 0xff] : [length];
  const frame = Buffer.from([...head, 0x00, command, status, ...data, 0, 0]);
  frame.writeUInt16LE(feigCrc(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}
