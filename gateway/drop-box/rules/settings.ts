/** What a site says of its drop box: how it is built, what is wired to which line, where books go. Times are milliseconds. */
import type { DeviceId, LineName } from '../../devices/device.ts';
import type { Sorting } from './sorting.ts';
import type { Trouble } from './trouble.ts';

export type BinId = string;

export interface DropBoxSettings {
  /**
   * `holding`: a book lies in an inner area until it is decided, and can be given back. `chute`: it has fallen into the
   * bin by then.
   */
  readonly kind: 'holding' | 'chute';
  readonly inputs: DropBoxInputs;
  readonly outputs: DropBoxOutputs;
  /** In the order in which staff name them. */
  readonly bins: readonly BinSettings[];
  readonly sorting: Sorting;
  /** What a machine that can give back does with what it cannot take as it is; left there, it is taken to staff's bin. */
  readonly ifTrouble: Readonly<Record<GivenBack, 'give-back' | 'exception'>>;
  /** A set that was left without one of its parts: checked in and listed, or only listed. */
  readonly incompleteSets: 'check-in' | 'list';
  /** Only whoever shows a card that the library knows gets the mouth opened. */
  readonly identify: boolean;
  readonly emptiedBy: { readonly door: boolean };
  readonly devices: {
    /** Boards on which the lines are. */
    readonly boards: readonly DeviceId[];
    readonly reader?: DeviceId;
    readonly scanner?: DeviceId;
    readonly cardReader?: DeviceId;
  };
  readonly times: DropBoxTimes;
}

/** What may be wrong with what lies there, and can be put right by whoever put it in. */
export type GivenBack = Exclude<Trouble, 'alarm-not-set' | 'not-recorded' | 'jam'>;

/** Only mouth and inner eye are always there. An eye is on while something is before it. */
export interface DropBoxInputs {
  /** Photo-eye at the mouth, A. */
  readonly mouth: LineName;
  /** Photo-eye behind it, B: in the inner area, or where the chute begins. */
  readonly inner: LineName;
  /** Photo-eye under the trap: what has passed it is in a bin. */
  readonly passed?: LineName;
  /** Limit switches: on when the shutter, or the trap, is shut. */
  readonly shutterShut?: LineName;
  readonly trapShut?: LineName;
  /** A finger is in the shutter. */
  readonly obstructed?: LineName;
  /** The door of the machine is open. */
  readonly door?: LineName;
  readonly tamper?: LineName;
  readonly fire?: LineName;
}

/** Every input that is wired. */
export const inputsNamed = ({
  bins,
  inputs,
}: Pick<DropBoxSettings, 'bins' | 'inputs'>): readonly LineName[] =>
  [
    ...Object.values(inputs),
    ...bins.flatMap(({ door, fill, present }) => [door, fill, present]),
  ].filter((line) => line !== undefined);

/** Held is open, lit, sounding: a gateway that dies lets go, and the mouth shuts. */
export interface DropBoxOutputs {
  readonly shutter?: LineName;
  readonly trap?: LineName;
  /** “Put your book in.” */
  readonly ready?: LineName;
  /** “One moment.” */
  readonly busy?: LineName;
  /** “Not now”, and “take it back”. */
  readonly stop?: LineName;
  readonly sound?: LineName;
}

export interface BinSettings {
  readonly id: BinId;
  /** Turns the sorter's gate to this bin; without one this is where everything falls by itself. */
  readonly gate?: LineName;
  /** Photo-eye near the top. */
  readonly fill?: LineName;
  /** On while the bin stands in its place. */
  readonly present?: LineName;
  /** On while its door is open. */
  readonly door?: LineName;
  /** Books that it holds. */
  readonly capacity?: number;
}

export interface DropBoxTimes {
  /** From the inner eye on, until what has not been read is not there. */
  readonly read: number;
  /** Without a new tag for so long, all tags have been seen. */
  readonly settle: number;
  /** From the mouth eye to the inner eye. */
  readonly fall: number;
  /** Eyes that are blocked for so long are jammed. */
  readonly jam: number;
  /** For the shutter, and for the trap, to reach its end. */
  readonly move: number;
  /** For a sorter's gate to turn. */
  readonly turn: number;
  /** From the trap's opening until the book has passed. */
  readonly pass: number;
  /** For the tag to be armed. */
  readonly arm: number;
  /** Between two tries at that. */
  readonly armAgain: number;
  /** For whoever gave it to take it back. */
  readonly takeBack: number;
  /** How long “thank you” stays. */
  readonly thanks: number;
  /** A fill eye is blocked by a falling book, too: a bin is full after so long. */
  readonly full: number;
  /** For a tag that has passed to be out of the reader's field. */
  readonly clear: number;
  /** After a card, without a book. */
  readonly identified: number;
  /** Outputs are held for so long at a time, and renewed three times as often. */
  readonly hold: number;
  /** One sound. */
  readonly sound: number;
}

export const DROP_BOX_TIMES: DropBoxTimes = {
  read: 1_500,
  settle: 400,
  fall: 1_000,
  jam: 8_000,
  move: 3_000,
  turn: 500,
  pass: 4_000,
  arm: 3_000,
  armAgain: 300,
  takeBack: 20_000,
  thanks: 3_000,
  full: 10_000,
  clear: 2_000,
  identified: 30_000,
  hold: 3_000,
  sound: 400,
};

/** In and out again so often, then it is taken to staff's bin. */
export const MOST_TRIES = 3;

/** From here on a bin is told of: there is a day to empty it. */
export const NEAR_FULL = 0.8;
