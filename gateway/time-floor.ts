/**
 * Whether the terminal knows what time it is (design decision 10). A cheap PC without a battery wakes up in the
 * past; loans made then would fall due in the past as well.
 */

/** All in epoch milliseconds. */
export interface TimeFloor {
  /** When this release was made. */
  readonly builtAt: number;
  /** Corrected time of the last row of the outbox. */
  readonly lastRow: number | undefined;
  /** Last time heard from the server, in this start or an earlier one. */
  readonly lastServerTime: number | undefined;
}

/** The moment that certainly lies in the past. */
export const floorOf = ({ builtAt, lastRow, lastServerTime }: TimeFloor): number =>
  Math.max(builtAt, lastRow ?? 0, lastServerTime ?? 0);

/**
 * @param now corrected by the server's clock where that is known
 * @param serverHeard the server's clock was heard since the start: then the time is known whatever the floor says
 */
export const isTimeKnown = (now: number, floor: number, serverHeard: boolean): boolean =>
  serverHeard || now >= floor;
