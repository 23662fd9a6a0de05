/** Frames as a PN532 sees and sends them, written apart from the gateway's own. Short frames only: cards need no more. */
export const ACK = Buffer.from('0000ff00ff00', 'hex');

export type HostPiece =
  | { readonly kind: 'wake-up' }
  /** The host gives up what it has asked for. */
  | { readonly kind: 'ack' }
  | { readonly kind: 'command'; readonly code: number; readonly data: Buffer };

/** Cuts what the host sends into pieces; what is none is passed over. */
export class HostCollector {
  #bytes: Buffer = Buffer.alloc(0);

  push(chunk: Uint8Array): HostPiece[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const pieces: HostPiece[] = [];
    const woken = this.#bytes.indexOf('5555', 'hex');
    if (woken >= 0) {
      pieces.push({ kind: 'wake-up' });
      this.#bytes = this.#bytes.subarray(woken + 2);
    }
    for (let piece = this.#next(); piece; piece = this.#next()) pieces.push(piece);
    return pieces;
  }

  #next(): HostPiece | undefined {
    const start = this.#bytes.indexOf('00ff', 'hex');
    if (start < 0) return undefined;
    const frame = this.#bytes.subarray(start + 2);
    const [length, check] = frame;
    if (length === undefined || check === undefined) return undefined;
    if (length === 0 && check === 0xff) {
      this.#bytes = frame.subarray(2);
      return { kind: 'ack' };
    }
    if (frame.length < length + 4) return undefined;
    this.#bytes = frame.subarray(length + 4);
    const body = frame.subarray(2, length + 3);
    const good =
      (length + check) % 256 === 0 && body.reduce((sum, byte) => sum + byte, 0) % 256 === 0;
    if (!good || body[0] !== 0xd4) return this.#next();
    return { kind: 'command', code: body[1] ?? 0, data: body.subarray(2, -1) };
  }
}

/** `00 00 FF LEN LCS D5 code+1 data DCS 00` */
export function answerFrame(code: number, data: readonly number[]): Buffer {
  const body = [0xd5, code + 1, ...data];
  const sum = body.reduce((total, byte) => total + byte, 0);
  const frame = [0, 0, 0xff, body.length, 256 - body.length, ...body, 256 - (sum % 256), 0];
  return Buffer.from(frame);
}
