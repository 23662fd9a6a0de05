/** What a printer makes of the bytes that come to it: ESC/POS as printers read it. */

/** Understood as soon as it arrives, in the middle of a picture, too. */
export type RealTime =
  | { readonly kind: 'status'; readonly of: number }
  | { readonly kind: 'recover'; readonly way: number };

const DLE = 0x10;
const EOT = 0x04;
const ENQ = 0x05;

/** Looks at every byte that arrives, whatever it belongs to. */
export class RealTimeEar {
  #last: [number, number] = [0, 0];

  push(byte: number): RealTime | undefined {
    const [before, last] = this.#last;
    this.#last = [last, byte];
    if (before !== DLE) return undefined;
    if (last === EOT && byte >= 1 && byte <= 4) return { kind: 'status', of: byte };
    if (last === ENQ && byte >= 1 && byte <= 2) return { kind: 'recover', way: byte };
    return undefined;
  }
}

/** Understood when its turn comes. */
export type PrinterCommand =
  | { readonly kind: 'initialise' }
  | { readonly kind: 'push-status'; readonly mask: number }
  | { readonly kind: 'ask-done' }
  | { readonly kind: 'identity'; readonly of: number }
  | { readonly kind: 'feed'; readonly dots: number }
  | { readonly kind: 'cut'; readonly how: 'full' | 'partial'; readonly feeds: boolean }
  /** A picture begins; its rows follow, each as soon as it is complete. */
  | { readonly kind: 'picture'; readonly across: number; readonly rows: number }
  | { readonly kind: 'row'; readonly dots: Uint8Array }
  /** Printed as a letter: nobody means that who sends pictures. */
  | { readonly kind: 'letter'; readonly byte: number }
  | { readonly kind: 'nothing' };

/** 1/6 inch at 203 dpi. */
const LINE_DOTS = 34;
const NOTHING: PrinterCommand = { kind: 'nothing' };

/** Cuts the printer's buffer into commands. */
export class CommandReader {
  #pending: number[] = [];
  #picture: { readonly across: number; rows: number } | undefined;

  /** Switched off and on. */
  reset(): void {
    this.#pending = [];
    this.#picture = undefined;
  }

  push(byte: number): PrinterCommand | undefined {
    this.#pending.push(byte);
    const command = this.#picture ? this.#row(this.#picture) : commandOf(this.#pending);
    if (command === undefined) return undefined;
    this.#pending = [];
    if (command.kind === 'picture' && command.across > 0 && command.rows > 0) {
      this.#picture = { across: command.across, rows: command.rows };
    }
    return command;
  }

  #row(picture: { readonly across: number; rows: number }): PrinterCommand | undefined {
    if (this.#pending.length < picture.across) return undefined;
    picture.rows -= 1;
    if (picture.rows === 0) this.#picture = undefined;
    return { kind: 'row', dots: Uint8Array.from(this.#pending) };
  }
}

/** @returns undefined while the command is not complete */
function commandOf(bytes: readonly number[]): PrinterCommand | undefined {
  const [first = 0] = bytes;
  switch (first) {
    case 0x00:
      return NOTHING;
    case 0x0a:
      return { kind: 'feed', dots: LINE_DOTS };
    case DLE:
      return bytes.length < 3 ? undefined : NOTHING;
    case 0x1b:
      return escape(bytes);
    case 0x1d:
      return group(bytes);
    default:
      return { kind: 'letter', byte: first };
  }
}

function escape([, what, value]: readonly number[]): PrinterCommand | undefined {
  if (what === 0x40) return { kind: 'initialise' };
  if (what === undefined || value === undefined) return undefined;
  if (what === 0x64) return { kind: 'feed', dots: value * LINE_DOTS };
  return what === 0x4a ? { kind: 'feed', dots: value } : NOTHING;
}

function group(bytes: readonly number[]): PrinterCommand | undefined {
  const [, what, value] = bytes;
  if (what === undefined || value === undefined) return undefined;
  switch (what) {
    case 0x49:
      return { kind: 'identity', of: value };
    case 0x56:
      return cut(bytes);
    case 0x61:
      return { kind: 'push-status', mask: value };
    case 0x72:
      return { kind: 'ask-done' };
    case 0x76:
      return picture(bytes);
    default:
      return NOTHING;
  }
}

/** Function A cuts where the paper is; function B, which has a fourth byte, feeds to the knife first. */
function cut([, , how = 0, feed]: readonly number[]): PrinterCommand | undefined {
  const feeds = how === 0x41 || how === 0x42;
  if (feeds && feed === undefined) return undefined;
  const isFull = how === 0x00 || how === 0x30 || how === 0x41;
  return { kind: 'cut', how: isFull ? 'full' : 'partial', feeds };
}

function picture([, , , , xL = 0, xH = 0, yL = 0, yH]: readonly number[]) {
  if (yH === undefined) return undefined;
  return { kind: 'picture', across: xL + 256 * xH, rows: yL + 256 * yH } as const;
}
