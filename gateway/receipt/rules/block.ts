/** What a receipt is made of, from the top; in dots of a printer's head, of which there are 8 to the millimetre (203 dpi). */
import type { Bitmap } from '../../devices/device.ts';

/**
 * The em of the type: 20, 26, 36 or 56 dots, a little less on narrow paper. `normal` reads like a newspaper; `large` is
 * for what is looked for, `huge` for a code that is read out.
 */
export type TextSize = 'small' | 'normal' | 'large' | 'huge';
export type Align = 'left' | 'centre' | 'right';

export interface TextLook {
  readonly size?: TextSize;
  readonly bold?: boolean;
}

export type Block =
  /** A paragraph. What is too wide goes on in the next line; `\n` begins one. Empty: a line that is empty. */
  | ({ readonly kind: 'text'; readonly text: string; readonly align?: Align } & TextLook)
  /**
   * Two columns: a title, and at the right edge what stands beside its first line, such as a date. The right one keeps
   * its width, and takes a line of its own where it would leave the left one less than half of the paper.
   */
  | ({ readonly kind: 'pair'; readonly left: string; readonly right: string } & TextLook)
  /** A line across the paper. */
  | { readonly kind: 'rule'; readonly dashed?: boolean }
  /** White paper, in dots. */
  | { readonly kind: 'space'; readonly dots: number }
  /**
   * To be read by a machine. Every module is a whole number of dots; a Code 128 that the paper is too narrow for becomes
   * a QR code. What it says is not written beside it.
   */
  | { readonly kind: 'mark'; readonly mark: 'qr' | 'code128'; readonly text: string }
  /** A PNG, black on white, in its own dots; what is wider than the paper is made smaller. */
  | { readonly kind: 'picture'; readonly png: Uint8Array; readonly align?: Align }
  /** Dots as they are. */
  | { readonly kind: 'image'; readonly image: Bitmap; readonly align?: Align };
