/** What is said to an ESC/POS printer (Epson ESC/POS command reference). */
import type { Bitmap } from '../device.ts';

/** `ESC @`: as after switching on, but for what stands in its buffer. */
export const INITIALISE = Uint8Array.of(0x1b, 0x40);
/** `GS a`: four bytes by itself on each change of on-line state, error and paper (bits 1 to 3), and once at once. */
export const PUSH_STATUS = Uint8Array.of(0x1d, 0x61, 0x0e);
/** `GS r 1`, one byte. It stands in the buffer behind the data, so its answer says that all before it was taken to paper. */
export const ASK_DONE = Uint8Array.of(0x1d, 0x72, 0x01);
/** `DLE ENQ 2`: after the cause of an error was put right, drop what is in the buffers and go on-line. */
export const RECOVER = Uint8Array.of(0x10, 0x05, 0x02);

/** Printer, cause of being off-line, cause of an error, roll of paper. */
export type StatusKind = 1 | 2 | 3 | 4;

/** `DLE EOT n`: answered at once with one byte, off-line and with a full buffer too. */
export const askStatus = (kind: StatusKind): Uint8Array => Uint8Array.of(0x10, 0x04, kind);

const IDENTITIES = { firmware: 65, maker: 66, model: 67 } as const;
export type Identity = keyof typeof IDENTITIES;

/** `GS I n`: answered with `_`, text and NUL by printers that know it. */
export const askIdentity = (what: Identity): Uint8Array =>
  Uint8Array.of(0x1d, 0x49, IDENTITIES[what]);

export const CUTS = ['partial', 'full', 'none'] as const;
export type Cut = (typeof CUTS)[number];

/** `ESC d`: six lines, far enough for the last row to pass the edge that it is torn at. */
const FEED_OUT = Uint8Array.of(0x1b, 0x64, 6);

/** `GS V`, function B, which feeds to the knife first: without that the last 15 mm would stay behind it. */
export function cutting(cut: Cut): Uint8Array {
  switch (cut) {
    case 'full':
      return Uint8Array.of(0x1d, 0x56, 0x41, 0x00);
    case 'partial':
      return Uint8Array.of(0x1d, 0x56, 0x42, 0x00);
    case 'none':
      return FEED_OUT;
  }
}

/**
 * Bytes of dots in one strip. Two strips may be under way: with those, DLE EOT still gets into a buffer of 4 KB whose
 * printer has stopped, and a line without flow control cannot overrun it.
 */
export const STRIP_BYTES = 1920;
/** Some printers take no taller picture at a time. */
const MOST_ROWS = 256;

/** Ends any strip that was torn off: white dots inside of one, and nothing at all where a command is expected. */
export const FILLER = new Uint8Array(STRIP_BYTES);

/** `GS v 0` for each strip: width in bytes and height in rows, both least significant byte first. */
export function* strips({ width, height, bits }: Bitmap): Generator<Uint8Array> {
  const across = Math.ceil(width / 8);
  const most = Math.min(MOST_ROWS, Math.max(1, Math.floor(STRIP_BYTES / across)));
  for (let row = 0; row < height; row += most) {
    const rows = Math.min(most, height - row);
    const head = [0x1d, 0x76, 0x30, 0x00, across & 0xff, across >> 8, rows & 0xff, rows >> 8];
    const dots = withoutRealTime(bits.subarray(row * across, (row + rows) * across));
    const strip = new Uint8Array(head.length + dots.length);
    strip.set(head);
    strip.set(dots, head.length);
    yield strip;
  }
}

/** Second bytes of DLE EOT, DLE ENQ and DLE DC4. */
const REAL_TIME = [0x04, 0x05, 0x14];

/**
 * A printer hears real-time commands in the middle of a picture, too: dots that look like one would make it answer, drop
 * its buffer or open a drawer. One dot more, beside another, is not seen.
 */
export function withoutRealTime(bytes: Uint8Array): Uint8Array {
  const safe = bytes.slice();
  for (let at = 1; at < safe.length; at++) {
    const byte = safe[at] ?? 0;
    if (safe[at - 1] === 0x10 && REAL_TIME.includes(byte)) safe[at] = byte | 0x08;
  }
  return safe;
}
