/** Lengths and times of one drop box, and to which numbers of its board it is wired. Millimetres and milliseconds. */

export interface Measures {
  readonly outerEye: number;
  readonly shutter: number;
  /** The field begins here too. */
  readonly innerEye: number;
  /** A hand reaches what ends before here. */
  readonly reach: number;
  /** Nothing thicker gets in. */
  readonly slot: number;
  /** Millimetres a second: of a hand that pushes, and of one that pulls. */
  readonly push: number;
  readonly pull: number;
  readonly shutterMs: number;
  readonly trapMs: number;
  readonly gateMs: number;
  /** From the trap into the bin. Without a trap the book slides: the field has so long to read it. */
  readonly fallMs: number;
  readonly slideMs: number;
  /** A falling book is before an eye for so long: before the one under the trap first, then before the bin's. */
  readonly passMs: number;
}

export const MEASURES: Measures = {
  ...{ outerEye: 60, shutter: 120, innerEye: 180, reach: 100, slot: 60 },
  ...{ push: 300, pull: 500 },
  ...{ shutterMs: 500, trapMs: 400, gateMs: 300, fallMs: 400, slideMs: 700, passMs: 120 },
};

export interface BinWiring {
  /** On while something is before the eye at the bin's upper edge. */
  readonly fill?: number;
  /** On while the door before the bin is open. */
  readonly door?: number;
  /** On while the bin is there. */
  readonly present?: number;
  /** Output that turns the sorter to this bin. The first bin has none: it is where things fall by themselves. */
  readonly gate?: number;
  /** Thickness of the books up to the eye, and to the brim. */
  readonly eyeMm: number;
  readonly brimMm: number;
}

/** Numbers of the board's inputs and outputs; an eye is on while something is before it. */
export interface DropBoxWiring {
  readonly inputs: {
    /** Photo-eye at the mouth, A. */
    readonly mouth: number;
    /** Photo-eye behind the shutter, B. With a trap it looks across it: on as long as something lies there. */
    readonly inner: number;
    /** Photo-eye under the trap. */
    readonly passed?: number;
    readonly shutterOpen?: number;
    readonly shutterShut?: number;
    readonly trapShut?: number;
    /** On while the shutter presses on something. */
    readonly obstructed?: number;
    /** The machine's own door, its tamper switch, the building's fire alarm. */
    readonly door?: number;
    readonly tamper?: number;
    readonly fire?: number;
  };
  readonly outputs: {
    readonly shutter: number;
    /** Opens while it is on. Without a trap things slide into the bin by themselves. */
    readonly trap?: number;
  };
  readonly bins: readonly BinWiring[];
}
