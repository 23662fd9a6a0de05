/** Tells apart what an ESC/POS printer says; answers and what it says by itself come over the same line. */
import { isStatus } from './escpos-status.ts';
import type { PushedStatus } from './escpos-status.ts';

export type Heard =
  /** The answer to DLE EOT. */
  | { readonly kind: 'status'; readonly byte: number }
  /** Automatic status back: four bytes in a row. */
  | { readonly kind: 'pushed'; readonly status: PushedStatus }
  /** The answer of one byte to a command in the buffer: GS r. */
  | { readonly kind: 'reply'; readonly byte: number }
  /** The answer to GS I, without its frame. */
  | { readonly kind: 'text'; readonly text: string }
  /** XON, XOFF: where the operating system does not take them out. */
  | { readonly kind: 'flow' }
  | { readonly kind: 'noise'; readonly byte: number };

const XON = 0x11;
const XOFF = 0x13;
/** Head of a block of data; NUL ends it. */
const BLOCK = 0x5f;
/** No printer says more of itself. */
const LONGEST_TEXT = 64;

/** Bits 0, 1 and 7 are clear, bit 4 is set. */
const beginsPushed = (byte: number): boolean => (byte & 0x93) === 0x10;
/** Bits 4 and 7 are clear: an answer out of the buffer, or one of the other three bytes that are pushed. */
const isPlain = (byte: number): boolean => (byte & 0x90) === 0;
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

export class EscposHearing {
  #open: { readonly kind: 'pushed' | 'text'; readonly bytes: number[] } | undefined;

  /** Something has begun that is not complete. */
  get midway(): boolean {
    return this.#open !== undefined;
  }

  push(chunk: Uint8Array): Heard[] {
    return Array.from(chunk).flatMap((byte) => this.#take(byte));
  }

  /** What has begun will not be completed. */
  abandon(): void {
    this.#open = undefined;
  }

  #take(byte: number): Heard[] {
    const open = this.#open;
    if (open?.kind === 'text') return this.#text(open.bytes, byte);
    if (isStatus(byte)) return [{ kind: 'status', byte }];
    if (byte === XON || byte === XOFF) return [{ kind: 'flow' }];
    if (open) return this.#pushed(open.bytes, byte);
    return this.#first(byte);
  }

  #first(byte: number): Heard[] {
    if (beginsPushed(byte)) this.#open = { kind: 'pushed', bytes: [byte] };
    else if (byte === BLOCK) this.#open = { kind: 'text', bytes: [] };
    else return [isPlain(byte) ? { kind: 'reply', byte } : { kind: 'noise', byte }];
    return [];
  }

  #pushed(bytes: number[], byte: number): Heard[] {
    if (!isPlain(byte)) {
      this.#open = undefined;
      return [...noise(bytes), ...this.#first(byte)];
    }
    bytes.push(byte);
    const [first = 0, second = 0, third = 0, fourth] = bytes;
    if (fourth === undefined) return [];
    this.#open = undefined;
    return [{ kind: 'pushed', status: [first, second, third, fourth] }];
  }

  #text(bytes: number[], byte: number): Heard[] {
    if (byte === 0) {
      this.#open = undefined;
      return [{ kind: 'text', text: String.fromCharCode(...bytes).trim() }];
    }
    if (isPrintable(byte) && bytes.length < LONGEST_TEXT) {
      bytes.push(byte);
      return [];
    }
    this.#open = undefined;
    return [...noise([BLOCK, ...bytes]), ...this.#take(byte)];
  }
}

const noise = (bytes: readonly number[]): Heard[] =>
  bytes.map((byte): Heard => ({ kind: 'noise', byte }));
