/** The roll in a printer, from the head to the knife, and the slips that were cut off. */
import type { Bitmap } from '#gateway/devices/device.ts';

export interface Slip {
  readonly image: Bitmap;
  readonly cut: 'full' | 'partial';
}

/** 12 mm between the row that is printed and the edge that cuts. */
const TO_KNIFE = 96;

export class Paper {
  readonly width: number;
  /** The newest last. */
  readonly slips: Slip[] = [];
  #rows: Uint8Array[] = [];

  constructor(width: number) {
    this.width = width;
    this.#feedBlank(TO_KNIFE);
  }

  /** What hangs out of the printer or is still in it. */
  get hanging(): Bitmap {
    return this.#imageOf(this.#rows);
  }

  /** Dots beyond the right edge of the paper are lost, as in every printer. */
  row(dots: Uint8Array): void {
    const row = new Uint8Array(this.#across);
    row.set(dots.subarray(0, this.#across));
    this.#rows.push(row);
  }

  feed(rows: number): void {
    this.#feedBlank(rows);
  }

  /** What has not passed the knife yet stays on the roll. */
  cut(cut: Slip['cut'], feeds: boolean): void {
    if (feeds) this.#feedBlank(TO_KNIFE);
    const at = Math.max(0, this.#rows.length - TO_KNIFE);
    const image = this.#imageOf(this.#rows.slice(0, at));
    this.#rows = this.#rows.slice(at);
    if (image.height > 0) this.slips.push({ image, cut });
  }

  get #across(): number {
    return Math.ceil(this.width / 8);
  }

  #feedBlank(rows: number): void {
    for (let row = 0; row < rows; row++) this.#rows.push(new Uint8Array(this.#across));
  }

  #imageOf(rows: readonly Uint8Array[]): Bitmap {
    const bits = new Uint8Array(rows.length * this.#across);
    rows.forEach((row, at) => bits.set(row, at * this.#across));
    return { width: this.width, height: rows.length, bits };
  }
}

/** Without the white above and below: where a slip begins is the knife's affair. */
export function trimmed({ width, height, bits }: Bitmap): Bitmap {
  const across = Math.ceil(width / 8);
  const hasInk = (row: number) => bits.subarray(row * across, (row + 1) * across).some(Boolean);
  const rows = Array.from({ length: height }, (_, row) => row).filter(hasInk);
  const [first = 0, last = -1] = [rows[0], rows.at(-1)];
  return {
    width,
    height: last + 1 - first,
    bits: bits.slice(first * across, (last + 1) * across),
  };
}
