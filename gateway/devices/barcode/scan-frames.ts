/**
 * Cuts the bytes of a serial scanner into scans. Makers differ, so all usual framings are taken at once: an optional
 * STX; then CR, LF, CR LF, ETX, EOT or simply silence.
 */
export type ScanPiece =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  /** More than a scan can hold came without an end; it was dropped up to the next one. */
  | { readonly kind: 'too-long' };

const STX = 0x02;
const CR = 0x0d;
const LF = 0x0a;
const TERMINATORS: ReadonlySet<number> = new Set([CR, LF, 0x03, 0x04]);
/** NUL, ACK, BEL, NAK: wake-up bytes and answers of scanners, no text. */
const NOISE: ReadonlySet<number> = new Set([0x00, 0x06, 0x07, 0x15]);
/** A full QR code holds 2,953 bytes. */
const MAX_FRAME = 4096;
/** Fewer bytes that end in silence are noise of the line. */
const MIN_UNTERMINATED = 3;

export class ScanFramer {
  readonly #frame = new Uint8Array(MAX_FRAME);
  #length = 0;
  #overflown = false;

  /** Bytes are waiting for their end: `silence` is to be called if none comes. */
  get pending(): boolean {
    return this.#length > 0 || this.#overflown;
  }

  push(chunk: Uint8Array): ScanPiece[] {
    const pieces: ScanPiece[] = [];
    for (const byte of chunk) {
      if (TERMINATORS.has(byte)) pieces.push(...this.#end(1));
      else if (byte === STX) this.#begin();
      else if (this.#length > 0 || !NOISE.has(byte)) this.#append(byte);
    }
    return pieces;
  }

  /** Nothing more came for long enough that the scan must be over. */
  silence(): ScanPiece[] {
    return this.#end(MIN_UNTERMINATED);
  }

  #begin(): void {
    this.#length = 0;
    this.#overflown = false;
  }

  #append(byte: number): void {
    if (this.#length < MAX_FRAME) this.#frame[this.#length++] = byte;
    else this.#overflown = true;
  }

  /** An end with nothing before it is the second half of CR LF, in the same chunk or a later one. */
  #end(minimum: number): ScanPiece[] {
    const { overflown, bytes } = { overflown: this.#overflown, bytes: this.#take() };
    if (overflown) return [{ kind: 'too-long' }];
    return bytes.length >= minimum ? [{ kind: 'frame', bytes }] : [];
  }

  #take(): Uint8Array {
    const bytes = this.#frame.slice(0, this.#length);
    // An identity card may have been scanned: nothing of it stays behind.
    this.#frame.fill(0, 0, this.#length);
    this.#begin();
    return bytes;
  }
}
