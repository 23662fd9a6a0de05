/**
 * Frames of Modbus (MODBUS Application Protocol 1.1b3; Modbus over Serial Line 1.02; Messaging on TCP/IP 1.0b):
 *
 *     RTU  UNIT PDU… CRClo CRChi                          the end of a frame is a silence of 3.5 characters
 *     TCP  TRhi TRlo 00 00 LENhi LENlo UNIT PDU…           LEN counts UNIT and PDU
 *
 * A PDU is a function code and its data; numbers are most significant byte first, but for the CRC.
 */
export interface ModbusFrame {
  readonly unit: number;
  readonly pdu: Uint8Array;
  /** TCP only: the answer carries that of its request. */
  readonly transaction?: number;
}

export type ModbusFraming = 'rtu' | 'tcp';

const CRC_BYTES = 2;
const TCP_HEAD = 7;
/** 253 bytes of PDU (1.1b3 §4.1), and the unit. */
const MAX_TCP_LENGTH = 254;

/** CRC-16/MODBUS: polynomial A001 (reflected 8005), start FFFF, no final xor. Over a whole good RTU frame it gives 0. */
export function modbusCrc(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

export const encodeModbus = (frame: ModbusFrame, framing: ModbusFraming): Uint8Array =>
  framing === 'rtu' ? encodeRtu(frame) : encodeTcp(frame);

function encodeRtu({ unit, pdu }: ModbusFrame): Uint8Array {
  const body = Uint8Array.of(unit, ...pdu);
  const crc = modbusCrc(body);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

function encodeTcp({ unit, pdu, transaction = 0 }: ModbusFrame): Uint8Array {
  return Uint8Array.of(...word(transaction), 0, 0, ...word(pdu.length + 1), unit, ...pdu);
}

const word = (value: number): readonly [number, number] => [(value >> 8) & 0xff, value & 0xff];

export type ModbusPiece =
  | ({ readonly kind: 'frame' } & ModbusFrame)
  /** So many bytes were thrown away: noise, a wrong CRC, half a frame. */
  | { readonly kind: 'garbage'; readonly bytes: number };

/**
 * Cuts the answers of a board out of the byte stream. After what cannot be a frame all that has come is dropped: a board
 * only speaks when asked, so the next answer begins anew. Never holds more than one frame of the largest size.
 */
export class ModbusParser {
  readonly #framing: ModbusFraming;
  #pending = new Uint8Array(0);

  constructor(framing: ModbusFraming) {
    this.#framing = framing;
  }

  get midFrame(): boolean {
    return this.#pending.length > 0;
  }

  push(chunk: Uint8Array): ModbusPiece[] {
    const pieces: ModbusPiece[] = [];
    this.#pending = Uint8Array.of(...this.#pending, ...chunk);
    for (;;) {
      const length = LENGTH[this.#framing](this.#pending);
      if (length === 'incomplete') return pieces;
      if (length === 'impossible') return [...pieces, ...this.abandon()];
      if (this.#pending.length < length) return pieces;
      const frame = DECODE[this.#framing](this.#pending.slice(0, length));
      if (!frame) return [...pieces, ...this.abandon()];
      this.#pending = this.#pending.slice(length);
      pieces.push({ kind: 'frame', ...frame });
    }
  }

  /** The frame that has begun will not be finished: too long a gap between its bytes, or a new request. */
  abandon(): ModbusPiece[] {
    const bytes = this.#pending.length;
    this.#pending = new Uint8Array(0);
    return bytes > 0 ? [{ kind: 'garbage', bytes }] : [];
  }
}

type Length = number | 'incomplete' | 'impossible';

/** An RTU frame does not say how long it is; what it answers does. */
function rtuAnswerLength(bytes: Uint8Array): Length {
  const [, code, count] = bytes;
  if (code === undefined) return 'incomplete';
  if (code & EXCEPTION) return 3 + CRC_BYTES;
  if (ECHOING.has(code)) return 6 + CRC_BYTES;
  if (!COUNTING.has(code)) return 'impossible';
  return count === undefined ? 'incomplete' : 3 + count + CRC_BYTES;
}

function tcpLength(bytes: Uint8Array): Length {
  if (bytes.length < 6) return 'incomplete';
  const [, , high, low, lengthHigh = 0, lengthLow = 0] = bytes;
  const length = lengthHigh * 256 + lengthLow;
  const isModbus = high === 0 && low === 0 && length >= 2 && length <= MAX_TCP_LENGTH;
  return isModbus ? TCP_HEAD - 1 + length : 'impossible';
}

const LENGTH = { rtu: rtuAnswerLength, tcp: tcpLength } as const;
const DECODE = { rtu: decodeRtu, tcp: decodeTcp } as const;

function decodeRtu(bytes: Uint8Array): ModbusFrame | undefined {
  if (modbusCrc(bytes) !== 0) return undefined;
  return { unit: bytes[0] ?? 0, pdu: bytes.slice(1, -CRC_BYTES) };
}

function decodeTcp(bytes: Uint8Array): ModbusFrame {
  const [high = 0, low = 0] = bytes;
  return { transaction: high * 256 + low, unit: bytes[6] ?? 0, pdu: bytes.slice(TCP_HEAD) };
}

/** Codes of functions (1.1b3 §6). */
export const FUNCTION = {
  readCoils: 0x01,
  readInputs: 0x02,
  writeCoil: 0x05,
  writeRegister: 0x06,
} as const;

/** Added to the code of a function that was refused; its one byte of data says why (§7). */
export const EXCEPTION = 0x80;
/** Their answer repeats address and value. */
const ECHOING: ReadonlySet<number> = new Set([FUNCTION.writeCoil, FUNCTION.writeRegister]);
/** Their answer says how many bytes follow. */
const COUNTING: ReadonlySet<number> = new Set([FUNCTION.readCoils, FUNCTION.readInputs]);

/** So many bits from address `first` on; at most 2000 (§6.1). */
export const readBitsRequest = (
  code: typeof FUNCTION.readCoils | typeof FUNCTION.readInputs,
  first: number,
  count: number,
): Uint8Array => Uint8Array.of(code, ...word(first), ...word(count));

/** Answer to it: eight bits a byte, the first in the lowest bit. @returns undefined when there are fewer than `count` */
export function decodeBits(pdu: Uint8Array, count: number): readonly boolean[] | undefined {
  const [, bytes = 0, ...data] = pdu;
  if (bytes !== data.length || bytes !== Math.ceil(count / 8)) return undefined;
  return Array.from(
    { length: count },
    (_, bit) => (((data[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1,
  );
}

export const COIL_ON = 0xff00;
export const COIL_OFF = 0x0000;

/** @param value `COIL_ON`, `COIL_OFF`; to the timed coils of some makers, a time */
export const writeCoilRequest = (address: number, value: number): Uint8Array =>
  Uint8Array.of(FUNCTION.writeCoil, ...word(address), ...word(value));

export const writeRegisterRequest = (address: number, value: number): Uint8Array =>
  Uint8Array.of(FUNCTION.writeRegister, ...word(address), ...word(value));
