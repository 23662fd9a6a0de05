const CR = 0x0d;
const LF = 0x0a;
const BLANK = 0x20;

/** Far longer than 255 characters in each field, and lists of a thousand loans. */
export const LONGEST_MESSAGE = 1 << 16;

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** More than the limit without an end: all up to the next CR is thrown away, and reported when the limit is passed. */
  | { readonly kind: 'too-long' };

/**
 * Cuts a stream into messages. A message ends at CR (SIP 2.00, message format) and nowhere else: an LF alone ends
 * nothing. LF, CR and blanks in front of a message are left over from a peer that ends with CR LF. Holds at most
 * `limit` bytes, in time that grows with their number.
 */
export class FrameParser {
  readonly #limit: number;
  /** What is held of a message without an end; an idle line holds none. */
  #held = NOTHING;
  #length = 0;
  #skipping = false;

  constructor(limit = LONGEST_MESSAGE) {
    this.#limit = limit;
  }

  /** Bytes of a message that has not ended yet. */
  get pending(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    for (let at = chunk.indexOf(CR); at >= 0; at = chunk.indexOf(CR, from)) {
      this.#keep(chunk.subarray(from, at), frames);
      this.#end(frames);
      from = at + 1;
    }
    this.#keep(chunk.subarray(from), frames);
    return frames;
  }

  /** Forgets what has come of a message, as when the line is gone; tells how much it was. */
  abandon(): number {
    const length = this.#length;
    this.#clear();
    this.#skipping = false;
    return length;
  }

  #keep(piece: Uint8Array, frames: Frame[]): void {
    const kept = this.#length === 0 ? withoutLead(piece) : piece;
    if (this.#skipping || kept.length === 0) return;
    const length = this.#length + kept.length;
    if (length > this.#limit) {
      this.#clear();
      this.#skipping = true;
      frames.push({ kind: 'too-long' });
      return;
    }
    if (length > this.#held.length) this.#grow(length);
    this.#held.set(kept, this.#length);
    this.#length = length;
  }

  /** Twice as much each time, or a message that comes byte by byte would be copied once for each. */
  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(length, Math.min(2 * this.#held.length, this.#limit)));
    larger.set(this.#held.subarray(0, this.#length));
    this.#held = larger;
  }

  #end(frames: Frame[]): void {
    this.#skipping = false;
    if (this.#length === 0) return;
    frames.push({ kind: 'message', bytes: this.#held.subarray(0, this.#length) });
    this.#clear();
  }

  #clear(): void {
    this.#held = NOTHING;
    this.#length = 0;
  }
}

const NOTHING = new Uint8Array();

function withoutLead(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== LF && byte !== CR && byte !== BLANK);
  return start < 0 ? NOTHING : bytes.subarray(start);
}
