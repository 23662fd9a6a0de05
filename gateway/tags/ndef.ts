/**
 * A label that was used as an NFC tag (NFC Forum Type 5): a capability container in block 0, then TLV fields. Nothing
 * of a library; it is recognised so that staff hear what it is before it is written over.
 */
export interface Ndef {
  /** Bytes of the area for data, as the container says. */
  readonly size: number;
  readonly tlvs: readonly NdefTlv[];
}

export interface NdefTlv {
  readonly type: 'lock-control' | 'memory-control' | 'message' | 'proprietary' | 'other';
  /** Bytes of its value. */
  readonly length: number;
  /** The value goes on behind the memory that was read. */
  readonly cut: boolean;
}

const TYPES: Readonly<Record<number, NdefTlv['type']>> = {
  0x01: 'lock-control',
  0x02: 'memory-control',
  0x03: 'message',
  0xfd: 'proprietary',
};
const NULL = 0x00;
const TERMINATOR = 0xfe;

/** `E1` or `E2`, version 1, size in steps of 8 bytes; a size of 0 stands for a container of 8 bytes. */
export function decodeNdef(memory: Uint8Array): Ndef | undefined {
  const [mark, version = 0, steps = 0, , , , high = 0, low = 0] = memory;
  if ((mark !== 0xe1 && mark !== 0xe2) || version >> 6 !== 1) return undefined;
  const long = steps === 0;
  return { size: 8 * (long ? (high << 8) | low : steps), tlvs: tlvsOf(memory, long ? 8 : 4) };
}

function tlvsOf(memory: Uint8Array, start: number): NdefTlv[] {
  const tlvs: NdefTlv[] = [];
  for (let at = start; at < memory.length;) {
    const tag = memory[at] ?? NULL;
    if (tag === TERMINATOR) break;
    if (tag === NULL) {
      at += 1;
      continue;
    }
    const { length, from } = lengthAt(memory, at + 1);
    at = from + length;
    tlvs.push({ type: TYPES[tag] ?? 'other', length, cut: at > memory.length });
  }
  return tlvs;
}

/** One byte, or FF and two bytes, high byte first. */
function lengthAt(memory: Uint8Array, at: number): { length: number; from: number } {
  const [short = 0, high = 0, low = 0] = memory.subarray(at, at + 3);
  return short === 0xff
    ? { length: (high << 8) | low, from: at + 3 }
    : { length: short, from: at + 1 };
}
