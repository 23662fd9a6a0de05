/** Packets as a Zebra scanner sees and sends them, written apart from the gateway's own. */
export interface HostPacket {
  readonly opcode: number;
  readonly isRepeat: boolean;
  readonly data: Buffer;
}

/** `LEN OP 00 STATUS DATA CK CK` */
export function scannerPacket(opcode: number, data: Uint8Array, status = 0): Buffer {
  const frame = Buffer.concat([Buffer.of(data.length + 4, opcode, 0, status), data]);
  let rest = 0x10000;
  for (const byte of frame) rest -= byte;
  return Buffer.concat([frame, Buffer.of((rest >> 8) & 0xff, rest & 0xff)]);
}

/** Longest packet of the host, with its check sum. */
const MOST = 257;

/** Finds the host's packets, whatever stands between them: other protocols are tried on the same line. */
export class HostPackets {
  #bytes: Buffer = Buffer.alloc(0);

  push(chunk: Uint8Array): HostPacket[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const packets: HostPacket[] = [];
    for (let at = 0; at < this.#bytes.length; at++) {
      const frame = frameAt(this.#bytes, at);
      if (!frame) continue;
      this.#bytes = this.#bytes.subarray(at + frame.length);
      at = -1;
      const isRepeat = ((frame[3] ?? 0) & 1) === 1;
      packets.push({ opcode: frame[1] ?? 0, isRepeat, data: frame.subarray(4, -2) });
    }
    this.#bytes = this.#bytes.subarray(-MOST);
    return packets;
  }
}

function frameAt(bytes: Buffer, at: number): Buffer | undefined {
  const length = bytes[at] ?? 0;
  const frame = bytes.subarray(at, at + length + 2);
  if (length < 4 || frame.length < length + 2 || frame[2] !== 4) return undefined;
  const sum = frame.subarray(0, length).reduce((total, byte) => total + byte, 0);
  return ((sum + frame.readUInt16BE(length)) & 0xffff) === 0 ? frame : undefined;
}
