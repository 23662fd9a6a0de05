/** What one visit did with one book, as those who stood there saw it: the side of the promise. */

export interface Deed {
  readonly round: number;
  readonly terminal: number;
  readonly act: 'checkout' | 'checkin';
  /** Absent on a return. */
  readonly patron?: number;
  readonly book: number;
  /** When the book was laid down, epoch milliseconds of a clock that is right. */
  readonly at: number;
  /** Whether its tag would have rung when it was laid down. */
  readonly wasArmed: boolean;
  /**
   * `promised`: the screen said that it is done, or recorded here. `taken-back`: left in doubt, so that nothing is to come of it.
   * `open`: nobody was told anything, be it that the machine died; it may have happened. `refused`: the screen said no.
   */
  readonly word: 'promised' | 'taken-back' | 'open' | 'refused';
  /** The screen said *recorded here* of it: a promise made without the library's answer. */
  readonly recordedHere: boolean;
  /** What the screen said last, for people. */
  readonly said: string;
}
