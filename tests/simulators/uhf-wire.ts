/** Frames as a reader of the UHFReader18 family sees them, written apart from the gateway's own. */
import { feigCrc } from './feig-wire.ts';

export interface UhfRequestOnWire {
  readonly command: number;
  readonly data: Buffer;
  /** All of it, as it came. */
  readonly frame: Buffer;
  /** The reader then answers “illegal command” and does nothing. */
  readonly torn: boolean;
}

/** Bytes further apart than this do not belong to one frame (UHFReader18 §2). */
const GAP_MS = 15;

/** Collects what arrives until it is a whole request. */
export class UhfRequestCollector {
  #bytes: Buffer = Buffer.alloc(0);
  #last = -Infinity;

  push(chunk: Uint8Array, now: number): UhfRequestOnWire | undefined {
    const late = now - this.#last > GAP_MS + chunk.length;
    this.#bytes = late ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    this.#last = now;
    const length = (this.#bytes[0] ?? 0) + 1;
    if (this.#bytes.length < Math.max(length, 5)) return undefined;
    const frame = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    const crc = frame.readUInt16LE(frame.length - 2);
    const torn = frame.length !== length || crc !== feigCrc(frame.subarray(0, -2));
    return { command: frame[2] ?? 0, data: frame.subarray(3, -2), frame, torn };
  }
}

/** LEN (without itself), address 0, command, status, data, CRC low byte first. */
export function uhfAnswer(
  command: number,
  status: number,
  data: Uint8Array = Buffer.alloc(0),
): Buffer {
  const frame = Buffer.from([data.length + 5, 0x00, command, status, ...data, 0, 0]);
  frame.writeUInt16LE(feigCrc(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}
