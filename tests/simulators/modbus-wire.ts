/**
 * Modbus frames as a board sees them, written apart from the gateway's own so that one mistake cannot hide another.
 * RTU requests of the functions that a relay board knows are eight bytes; over TCP the head says how many.
 */
export interface ModbusRequest {
  readonly unit: number;
  readonly code: number;
  readonly address: number;
  /** How many, or the value to be written. */
  readonly value: number;
  /** TCP: to be repeated in the answer. */
  readonly head: Buffer;
}

export type WireFraming = 'rtu' | 'tcp';

/** High and low byte of the remainders, as the appendix of “Modbus over Serial Line” tabulates them. */
const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let step = 0; step < 8; step++) value = (value >>> 1) ^ (value % 2 === 1 ? 0xa001 : 0);
  return value;
});

export const crcOnWire = (bytes: Uint8Array): number =>
  bytes.reduce((crc, byte) => (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0), 0xffff);

/** Characters further apart than this do not belong to one frame, generously: 1.5 characters take 2 ms at 9600. */
const GAP_MS = 12;

/** Collects what arrives until it is a whole request; the board is silent about all else. */
export class ModbusCollector {
  readonly #framing: WireFraming;
  #bytes: Buffer = Buffer.alloc(0);
  #last = -Infinity;

  constructor(framing: WireFraming) {
    this.#framing = framing;
  }

  push(chunk: Uint8Array, now: number): readonly ModbusRequest[] {
    const late = this.#framing === 'rtu' && now - this.#last > GAP_MS + chunk.length;
    this.#bytes = late ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    this.#last = now;
    return this.#framing === 'rtu' ? this.#rtu() : this.#tcp();
  }

  #rtu(): readonly ModbusRequest[] {
    if (this.#bytes.length < 8) return [];
    const frame = this.#bytes.subarray(0, 8);
    this.#bytes = Buffer.alloc(0);
    if (frame.readUInt16LE(6) !== crcOnWire(frame.subarray(0, 6))) return [];
    return [requestIn(frame, Buffer.alloc(0))];
  }

  #tcp(): readonly ModbusRequest[] {
    const requests: ModbusRequest[] = [];
    while (this.#bytes.length >= 6) {
      const end = 6 + this.#bytes.readUInt16BE(4);
      if (this.#bytes.length < end) break;
      const frame = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end);
      if (frame.length === 12) requests.push(requestIn(frame.subarray(6), frame.subarray(0, 4)));
    }
    return requests;
  }
}

const requestIn = (frame: Buffer, head: Buffer): ModbusRequest => ({
  unit: frame.readUInt8(0),
  code: frame.readUInt8(1),
  address: frame.readUInt16BE(2),
  value: frame.readUInt16BE(4),
  head: Buffer.from(head),
});

/** @param body function code and what follows it */
export function modbusAnswer({ head, unit }: ModbusRequest, body: readonly number[]): Buffer {
  const frame = Buffer.from([unit, ...body]);
  if (head.length > 0) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(frame.length);
    return Buffer.concat([head, length, frame]);
  }
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crcOnWire(frame));
  return Buffer.concat([frame, crc]);
}
