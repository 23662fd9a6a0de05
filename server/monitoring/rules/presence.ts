/** A terminal speaks at least every 20 s; it may miss one word, not two. */
export const SILENCE_MS = 45_000;

/** A terminal that lost the server dials again within a minute; so long after its start a server has been found by all. */
export const FOUND_AFTER_MS = 120_000;

/** What the server remembers of when it heard a terminal; epoch milliseconds of the server's own clock. */
export interface Heard {
  readonly heardAt: number;
  /** Since when it has been heard without a silence. */
  readonly onlineSince: number;
}

export type Presence =
  | { readonly online: true; readonly heardAt: number; readonly since: number }
  /** Silent since it was last heard. */
  | { readonly online: false; readonly heardAt: number; readonly since: number }
  /** Registered, and never heard of yet. */
  | { readonly online: false };

export function presenceOf(heard: Heard | undefined, now: number): Presence {
  if (!heard) return { online: false };
  const { heardAt, onlineSince } = heard;
  // A word from the future was heard before somebody put the server's clock back: nobody knows how long ago.
  if (Math.abs(now - heardAt) > SILENCE_MS) return { online: false, heardAt, since: heardAt };
  return { online: true, heardAt, since: onlineSince };
}

/** It has just been heard: after a silence it is online since now, else since when it was before. */
export const hear = (before: Heard | undefined, now: number): Heard => ({
  heardAt: now,
  onlineSince: before && presenceOf(before, now).online ? before.onlineSince : now,
});

/** When the next of these falls silent if nothing is heard; undefined when none is online. */
export function nextSilence(presences: readonly Presence[]): number | undefined {
  const ends = presences.flatMap((one) => (one.online ? [one.heardAt + SILENCE_MS + 1] : []));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}
