/** What the terminal takes the time to be, whatever is done to its wall clock (docs/rules/time.md). */

/** The machine's clocks at one moment. */
export interface Look {
  /** Epoch milliseconds; anybody may set it. */
  readonly wall: number;
  /** Milliseconds since the machine was switched on, asleep or awake; nobody sets it. */
  readonly elapsed: number;
}

/** Believed from when it was first known until the machine is switched off. */
export interface Belief {
  readonly source: 'server' | 'wall';
  /** Epoch milliseconds when `elapsed` was nought. */
  readonly zero: number;
}

/** A belief on disk, so that another start has it too. */
export interface Anchor extends Look {
  readonly source: Belief['source'];
  /** Tells one switching-on of the machine from another. */
  readonly boot: string;
  /** What was believed, epoch milliseconds. */
  readonly time: number;
}

/**
 * `behind`: the wall clock shows a time that is certainly over · `jumped`: it was set while nobody could say whether rightly · `wrong`: the
 * server says another time.
 */
export type ClockFault = 'behind' | 'jumped' | 'wrong';

/** Below this a step of the wall clock changes nothing that a due date or the order of events rests on (T4). Milliseconds. */
const TOLERANCE_MS = 120_000;

/** The network's jitter; a smaller correction would only make time tremble. Milliseconds. */
const JITTER_MS = 1_000;

/** Epoch milliseconds. */
export const timeOf = (belief: Belief | undefined, { elapsed, wall }: Look): number =>
  belief ? belief.zero + elapsed : wall;

/** Another start on the same machine, which was not switched off in between (TM4). */
export function beliefFrom(anchor: Anchor, boot: string, { elapsed }: Look): Belief | undefined {
  const isSame = anchor.boot === boot && elapsed >= anchor.elapsed;
  return isSame ? { source: anchor.source, zero: anchor.time - anchor.elapsed } : undefined;
}

/** Once the server was heard it is the server's, else the wall clock's as soon as that may be right (TM1–TM3). */
export function beliefAt(
  belief: Belief | undefined,
  { elapsed, wall }: Look,
  floor: number,
): Belief | undefined {
  if (belief || wall < floor) return belief;
  return { source: 'wall', zero: wall - elapsed };
}

/**
 * @param serverTime epoch milliseconds, as it was somewhere in the middle of the round trip
 * @param roundTripMs an answer that was long under way says less
 */
export function beliefOnServer(
  belief: Belief | undefined,
  { elapsed }: Look,
  serverTime: number,
  roundTripMs: number,
): Belief {
  const zero = serverTime + roundTripMs / 2 - elapsed;
  const isAsBefore =
    belief?.source === 'server' && Math.abs(zero - belief.zero) <= JITTER_MS + roundTripMs / 2;
  return isAsBefore ? belief : { source: 'server', zero: Math.round(zero) };
}

export function faultOf(belief: Belief | undefined, look: Look): ClockFault | undefined {
  if (!belief) return 'behind';
  if (Math.abs(timeOf(belief, look) - look.wall) <= TOLERANCE_MS) return undefined;
  return belief.source === 'server' ? 'wrong' : 'jumped';
}

/** TM5, TM6: a clock that was set, rightly or not, leaves two times that may both be right. */
export const isTimeKnown = (belief: Belief | undefined, look: Look): boolean =>
  belief !== undefined && (belief.source === 'server' || faultOf(belief, look) === undefined);
