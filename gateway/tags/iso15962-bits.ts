/** Groups of bits that ignore the borders of bytes, most significant bit first (ISO/IEC 15962). */

/** Takes groups of bits from bytes. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  /** The next `width` bits (at most 16) as a number; undefined when fewer are left. */
  take(width: number): number | undefined {
    if (this.left < width) return undefined;
    let value = 0;
    for (const end = this.#at + width; this.#at < end; this.#at++) {
      value = (value << 1) | (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}

/** Puts groups of bits behind one another. */
export class BitWriter {
  readonly #bits: number[] = [];

  put(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) this.#bits.push((value >> bit) & 1);
  }

  /** The bytes, the last one filled up with the first bits of `padding`. */
  finish(padding: readonly number[]): Uint8Array {
    const missing = -this.#bits.length & 7;
    const bits = [...this.#bits, ...padding.slice(0, missing)];
    const bytes = new Uint8Array(bits.length >> 3);
    for (const [at, bit] of bits.entries()) bytes[at >> 3] = ((bytes[at >> 3] ?? 0) << 1) | bit;
    return bytes;
  }
}
