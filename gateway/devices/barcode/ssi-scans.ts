/** What a Zebra scanner has read: its numbers of symbologies, and codes longer than a packet. */
import type { Scan } from '../device.ts';
import { decodeScan } from './aim.ts';
import { digestOf } from './digest.ts';
import type { SsiPacket } from './ssi-frames.ts';

type Symbology = NonNullable<Scan['symbology']>;

/** By the common numbering of SSI; what is not listed is `other`. Supplements of EAN count as EAN. */
const TYPES: readonly (readonly [Symbology, readonly number[]])[] = [
  ['code39', [0x01, 0x13]],
  ['codabar', [0x02]],
  ['code128', [0x03, 0x0f, 0x19]],
  ['itf', [0x06]],
  ['ean', [0x08, 0x09, 0x0a, 0x0b, 0x10, 0x16, 0x48, 0x49, 0x4a, 0x4b, 0x50]],
  ['ean', [0x88, 0x89, 0x8a, 0x8b, 0x90]],
  ['datamatrix', [0x1b]],
  ['qr', [0x1c, 0x2c]],
];

const symbologyOf = (type: number): Symbology =>
  TYPES.find(([, types]) => types.includes(type))?.[0] ?? 'other';

/** A full QR code holds 2,953 bytes. */
const MAX_BYTES = 4096;

export type SsiScan =
  | { readonly kind: 'scan'; readonly scan: Scan }
  | { readonly kind: 'unreadable'; readonly reason: 'too-long' | 'not-text' };

/** Puts the packets of one code together; a packet sent again, because our word was lost, counts once. */
export class SsiScans {
  #parts: number[] = [];
  #type: number | undefined;
  #last: number | undefined;

  /** @returns undefined while more is to come, and for a repeated packet */
  take({ data, goesOn, isRepeat }: SsiPacket): SsiScan | undefined {
    const digest = digestOf(data);
    const isKnown = isRepeat && digest === this.#last;
    this.#last = digest;
    if (isKnown) return undefined;
    this.#append(data);
    return goesOn ? undefined : this.#end();
  }

  /** More packets of a code are to come. */
  get isUnfinished(): boolean {
    return this.#type !== undefined;
  }

  /** The rest of a code did not come: it must not stand before the next, and may be half of somebody's papers. */
  abandon(): void {
    this.#parts = [];
    this.#type = undefined;
  }

  /**
   * Scanners begin every packet with the symbology; where one does not, its bytes are all text. The types of codes that
   * need several packets are control characters, which no text has.
   */
  #append(data: Uint8Array): void {
    const isFirst = this.#type === undefined;
    if (isFirst) this.#type = data[0];
    const text = isFirst || data[0] === this.#type ? data.subarray(1) : data;
    if (this.#parts.length <= MAX_BYTES) this.#parts.push(...text);
  }

  #end(): SsiScan {
    const bytes = Uint8Array.from(this.#parts);
    const symbology = symbologyOf(this.#type ?? 0);
    this.abandon();
    if (bytes.length > MAX_BYTES) return { kind: 'unreadable', reason: 'too-long' };
    const scan = decodeScan(bytes, symbology);
    return scan ? { kind: 'scan', scan } : { kind: 'unreadable', reason: 'not-text' };
  }
}
