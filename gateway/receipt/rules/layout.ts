/** Where everything of a receipt stands. How wide a text is, is asked of whoever draws it. */
import type { Bitmap } from '../../devices/device.ts';
import type { Align, Block, TextLook, TextSize } from './block.ts';
import { inOneLine, wrapped } from './wrapped.ts';

export interface Style {
  /** The em, in dots. */
  readonly size: number;
  readonly bold: boolean;
}

/** Dots that a text takes from left to right. */
export type Measure = (text: string, style: Style) => number;

/** From the left upper corner of the paper, in whole dots. */
export type Part =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly style: Style;
      readonly x: number;
      readonly baseline: number;
    }
  | {
      readonly kind: 'bar';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'image'; readonly image: Bitmap; readonly x: number; readonly y: number };

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Part[];
}

/** Marks and pictures have become images before anything is placed. */
export type PlacedBlock = Exclude<Block, { readonly kind: 'mark' | 'picture' }>;

type Sizes = Readonly<Record<TextSize, number>>;
const SIZES: Sizes = { small: 20, normal: 26, large: 36, huge: 56 };
/** On 58 mm paper, where a title would break after every other word. */
const SMALLER_SIZES: Sizes = { small: 20, normal: 24, large: 32, huge: 48 };
const NARROW = 480;
/**
 * In ems. Be Vietnam Pro reaches 1.17 above the baseline with `Ẵ` and 0.26 below with `g` and `ợ`, so no mark touches
 * the line before; half an em of white for eyes that find the next line hard.
 */
const LINE = 1.5;
const ASCENT = 1.2;
/** The first line may hold a taller letter yet, such as `Ǻ`. */
const MARGIN = 8;
/** Between two columns. */
const GAP = 24;
const RULE = { height: 24, thick: 2, dash: 8 };

/** @param dots across the paper */
export function layOut(blocks: readonly PlacedBlock[], dots: number, measure: Measure): Layout {
  const page = new Page(dots, measure);
  for (const block of blocks) page.add(block);
  return { width: dots, height: page.y + MARGIN, parts: page.parts };
}

class Page {
  readonly parts: Part[] = [];
  y = MARGIN;
  readonly #dots: number;
  readonly #sizes: Sizes;
  readonly #measure: Measure;

  constructor(dots: number, measure: Measure) {
    this.#dots = dots;
    this.#sizes = dots < NARROW ? SMALLER_SIZES : SIZES;
    this.#measure = measure;
  }

  add(block: PlacedBlock): void {
    switch (block.kind) {
      case 'text':
        return this.#paragraph(block.text, this.#styleOf(block), block.align);
      case 'pair':
        return this.#pair(block.left, block.right, this.#styleOf(block));
      case 'rule':
        return this.#rule(block.dashed === true);
      case 'space':
        this.y += block.dots;
        return;
      case 'image':
        return this.#image(block.image, block.align);
    }
  }

  #paragraph(text: string, style: Style, align?: Align, room = this.#dots): void {
    for (const line of this.#wrapped(text, style, room)) {
      this.#line(line, style, align);
      this.#advance(style);
    }
  }

  #pair(left: string, beside: string, style: Style): void {
    const right = inOneLine(beside);
    const room = this.#dots - this.#measure(right, style) - GAP;
    if (room < this.#dots / 2) {
      this.#paragraph(left, style);
      return this.#paragraph(right, style, 'right');
    }
    this.#line(right, style, 'right');
    this.#paragraph(left, style, 'left', room);
  }

  #wrapped(text: string, style: Style, room: number): readonly string[] {
    return wrapped(text, room, (part) => this.#measure(part, style));
  }

  #line(text: string, style: Style, align?: Align): void {
    if (text === '') return;
    const x = this.#left(this.#measure(text, style), align);
    const baseline = this.y + Math.round(style.size * ASCENT);
    this.parts.push({ kind: 'text', text, style, x, baseline });
  }

  #advance({ size }: Style): void {
    this.y += Math.round(size * LINE);
  }

  #rule(dashed: boolean): void {
    const { dash, height, thick } = RULE;
    const y = this.y + (height - thick) / 2;
    const width = dashed ? dash : this.#dots;
    for (let x = 0; x < this.#dots; x += 2 * width) {
      this.parts.push({ kind: 'bar', x, y, width: Math.min(width, this.#dots - x), height: thick });
    }
    this.y += height;
  }

  #image(image: Bitmap, align: Align = 'centre'): void {
    this.parts.push({ kind: 'image', image, x: this.#left(image.width, align), y: this.y });
    this.y += image.height;
  }

  #left(width: number, align: Align = 'left'): number {
    const free = Math.max(0, this.#dots - Math.ceil(width));
    if (align === 'left') return 0;
    return align === 'right' ? free : Math.floor(free / 2);
  }

  #styleOf({ bold = false, size = 'normal' }: TextLook): Style {
    return { size: this.#sizes[size], bold };
  }
}
