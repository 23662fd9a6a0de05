/**
 * Packets of Zebra's Simple Serial Interface: `LEN OP SRC STATUS DATA… CK CK`. LEN counts all but the check sum, which
 * is the two's complement of the sum of all bytes before it, high byte first.
 */
export interface SsiPacket {
  readonly opcode: number;
  /** Sent again, because the host has not said that it came. */
  readonly isRepeat: boolean;
  /** The next packet goes on with it. */
  readonly goesOn: boolean;
  readonly data: Uint8Array;
}

export type SsiPiece =
  | { readonly kind: 'packet'; readonly packet: SsiPacket }
  /** The check sum is wrong: it should be asked for again. */
  | { readonly kind: 'torn' };

export const SSI = {
  requestRevision: 0xa3,
  replyRevision: 0xa4,
  paramSend: 0xc6,
  ack: 0xd0,
  nak: 0xd1,
  startSession: 0xe4,
  stopSession: 0xe5,
  scanEnable: 0xe9,
  scanDisable: 0xea,
  decodeData: 0xf3,
  event: 0xf6,
} as const;

/** Reason of a NAK: send it again, the check sum was wrong. */
export const RESEND = 0x01;
/** Trigger mode (8A) by the host (08), without a beep (FF); for as long as the scanner has power. */
export const HOST_TRIGGER = Uint8Array.of(0xff, 0x8a, 0x08);

const HOST = 0x04;
const HEAD = 4;
const CHECK = 2;
const REPEAT_BIT = 0x01;
const GOES_ON_BIT = 0x02;

/** @param data 251 bytes at most */
export function encodeSsi(
  opcode: number,
  data: Uint8Array = new Uint8Array(),
  isRepeat = false,
): Uint8Array {
  const status = isRepeat ? REPEAT_BIT : 0;
  const body = Uint8Array.of(HEAD + data.length, opcode, HOST, status, ...data);
  const check = checkSum(body);
  return Uint8Array.of(...body, check >> 8, check & 0xff);
}

function checkSum(bytes: Uint8Array): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 0xffff;
}

/** Cuts what a scanner sends into packets. What is too short to be a length is noise: a wake-up byte, a line's hiccup. */
export class SsiParser {
  #bytes: number[] = [];

  get midFrame(): boolean {
    return this.#bytes.length > 0;
  }

  push(chunk: Uint8Array): SsiPiece[] {
    const pieces: SsiPiece[] = [];
    for (const byte of chunk) {
      if (this.#bytes.length === 0 && byte < HEAD) continue;
      this.#bytes.push(byte);
      if (this.#bytes.length === (this.#bytes[0] ?? 0) + CHECK) pieces.push(this.#take());
    }
    return pieces;
  }

  /** The rest will not come. */
  abandon(): void {
    this.#bytes = [];
  }

  #take(): SsiPiece {
    const frame = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    const [length = 0, opcode = 0, , status = 0] = frame;
    const check = ((frame[length] ?? 0) << 8) | (frame[length + 1] ?? 0);
    if (check !== checkSum(frame.subarray(0, length))) return { kind: 'torn' };
    return {
      kind: 'packet',
      packet: {
        opcode,
        isRepeat: (status & REPEAT_BIT) !== 0,
        goesOn: (status & GOES_ON_BIT) !== 0,
        data: frame.slice(HEAD, length),
      },
    };
  }
}
