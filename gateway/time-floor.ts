/** The moment that certainly lies in the past (design decision 10): a cheap PC without a battery wakes up long before it. */

/** All in epoch milliseconds. */
export interface TimeFloor {
  /** When this release was made. */
  readonly builtAt: number;
  /** Of the last row of the outbox. */
  readonly lastRow: number | undefined;
  /** The latest that this terminal is known to have known, in this start or an earlier one. */
  readonly lastKnown: number | undefined;
}

export const floorOf = ({ builtAt, lastKnown, lastRow }: TimeFloor): number =>
  Math.max(builtAt, lastRow ?? 0, lastKnown ?? 0);
