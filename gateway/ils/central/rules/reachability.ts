/** Whether the library counts as answering: neither a slow server nor a line that comes and goes is to be felt by those who stand there (docs/rules/reach.md). */

/** All times by a clock that nobody sets, milliseconds. */
export interface Reach {
  readonly online: boolean;
  readonly isLinked: boolean;
  /** Questions of late that got no answer in time, each asked after the one before was given up. */
  readonly misses: readonly number[];
  /** Since when nothing was missed; undefined while something is. */
  readonly goodSince: number | undefined;
  /** When it fell silent, of late. */
  readonly falls: readonly number[];
  /** So long must all be well before it counts as answering again. */
  readonly holdMs: number;
}

export type Sign =
  /** The line is up and heard, or is lost. */
  | { readonly kind: 'link'; readonly up: boolean }
  /** The line's own beat was answered. */
  | { readonly kind: 'beat'; readonly roundTripMs: number }
  /** A question of the terminal's got its answer, or had waited too long. */
  | { readonly kind: 'answer'; readonly inTime: boolean; readonly asked: number };

/** What a patron is left waiting for, at most. */
export const SLOW_MS = 2_000;
/** How long what happened is remembered. */
const WINDOW_MS = 120_000;
const MISS_WINDOW_MS = 60_000;
const MOST_MISSES = 2;
const FIRST_HOLD_MS = 5_000;
const LONGEST_HOLD_MS = 30_000;

export const UNHEARD: Reach = {
  ...{ online: false, isLinked: false, misses: [], falls: [] },
  ...{ goodSince: undefined, holdMs: 0 },
};

export function afterSign(reach: Reach, sign: Sign, now: number): Reach {
  switch (sign.kind) {
    case 'link':
      return sign.up ? good({ ...reach, isLinked: true }, now) : lost(reach, now);
    case 'beat':
      return sign.roundTripMs <= SLOW_MS
        ? good(reach, now)
        : missed(reach, now - sign.roundTripMs, now);
    case 'answer':
      if (!sign.inTime) return missed(reach, sign.asked, now);
      return good({ ...reach, misses: [] }, now);
  }
}

/** RE2: at once. */
function lost(reach: Reach, now: number): Reach {
  const after = { ...reach, isLinked: false, goodSince: undefined };
  return reach.online ? fallen(after, now, 0) : after;
}

/** RE3: what stood in one queue has met one silence. */
function missed(reach: Reach, asked: number, now: number): Reach {
  const recent = reach.misses.filter((at) => now - at < MISS_WINDOW_MS);
  const isSame = recent.some((at) => asked < at);
  const after = { ...reach, misses: isSame ? recent : [...recent, now], goodSince: undefined };
  if (!reach.online || after.misses.length < patience(reach, now)) return after;
  return fallen(after, now, 1);
}

/** Who has just had to wait twice does not wait twice again. */
const patience = ({ falls }: Reach, now: number): number =>
  falls.some((at) => now - at < WINDOW_MS) ? 1 : MOST_MISSES;

/** RE4: each fall of late doubles the hold. @param from nought: the first is forgiven */
function fallen(reach: Reach, now: number, from: 0 | 1): Reach {
  const falls = [...reach.falls.filter((at) => now - at < WINDOW_MS), now];
  const times = falls.length - 1 + from;
  const holdMs = times === 0 ? 0 : Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** (times - 1));
  return { ...reach, online: false, falls, holdMs };
}

function good(reach: Reach, now: number): Reach {
  if (reach.online) return reach;
  const { holdMs, isLinked, misses } = reach;
  const goodSince = reach.goodSince ?? now;
  // Without the line that beats, one answer is little to go by.
  const hold = isLinked ? holdMs : Math.max(holdMs, FIRST_HOLD_MS);
  const online = now - goodSince >= hold;
  return { ...reach, goodSince, online, misses: online ? [] : misses };
}
