/** How a simulated printer is, and in which bits it says so. */

export type PrinterFault = 'jam' | 'cutter' | 'head-hot' | 'unrecoverable';

const ERROR_BITS = { jam: 0x04, cutter: 0x08, unrecoverable: 0x20, 'head-hot': 0x40 } as const;

/** Each bit that is so. */
const bits = (...all: readonly (readonly [isSo: boolean, bit: number])[]): number =>
  all.reduce((byte, [isSo, bit]) => byte | (isSo ? bit : 0), 0);

export class PrinterState {
  isOn = true;
  coverOpen = false;
  paperOut = false;
  nearEnd = false;
  feedButton = false;
  /** Pin 3 of the drawer's plug is open: no fault, though it shows. */
  drawerHigh = false;
  error: PrinterFault | undefined;
  /** The cause of the error is still in there. */
  stuck = false;
  readonly #hasNearEndSensor: boolean;

  constructor(hasNearEndSensor: boolean) {
    this.#hasNearEndSensor = hasNearEndSensor;
  }

  get isOffLine(): boolean {
    return this.coverOpen || this.paperOut || this.error !== undefined || this.feedButton;
  }

  fail(fault: PrinterFault): void {
    this.error = fault;
    this.stuck = fault !== 'head-hot';
  }

  /** DLE ENQ helps where the cause was taken away, and never with what is broken. */
  get canRecover(): boolean {
    return this.error !== undefined && this.error !== 'unrecoverable' && !this.stuck;
  }

  /** Answer to DLE EOT n. */
  statusOf(kind: number): number {
    return 0x12 | this.#signs(kind);
  }

  /** Answer to GS r 1. */
  get roll(): number {
    return bits([this.#seesNearEnd, 0x03], [this.paperOut, 0x0c]);
  }

  /** What GS a has sent by itself. */
  get pushed(): Uint8Array {
    const printer = bits(
      [this.drawerHigh, 0x04],
      [this.isOffLine, 0x08],
      [this.coverOpen, 0x20],
      [this.feedButton, 0x40],
    );
    return Uint8Array.of(0x10 | printer, this.#errorBits, this.roll, 0x00);
  }

  get #seesNearEnd(): boolean {
    return this.#hasNearEndSensor && (this.nearEnd || this.paperOut);
  }

  get #errorBits(): number {
    return this.error ? ERROR_BITS[this.error] : 0;
  }

  #signs(kind: number): number {
    switch (kind) {
      case 1:
        return bits([this.drawerHigh, 0x04], [this.isOffLine, 0x08], [this.feedButton, 0x40]);
      case 2:
        return bits(
          [this.coverOpen, 0x04],
          [this.feedButton, 0x08],
          [this.paperOut, 0x20],
          [this.error !== undefined, 0x40],
        );
      case 3:
        return this.#errorBits;
      default:
        return bits([this.#seesNearEnd, 0x0c], [this.paperOut, 0x60]);
    }
  }
}
