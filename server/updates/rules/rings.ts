/** Who gets a release, and when it goes on to the next ring by itself (docs/rules/updates.md, UP10–UP15). Times: epoch milliseconds. */
import { compareVersions, isNewer } from '../format/version.ts';

export const LAST_RING = 3;
/** Terminals of which nothing is set wait for all others. */
export const ringOf = (set: number | undefined): number => set ?? LAST_RING;

export interface Release {
  readonly version: string;
  /** Undefined: let out to nobody yet. */
  readonly ring: number | undefined;
  readonly ringAt: number | undefined;
  readonly paused: boolean;
  /** Undefined: staff decide. */
  readonly waitHours: number | undefined;
}

/** A release for one kind of machine. */
export interface Offer extends Release {
  /** The oldest version that it may follow. */
  readonly from: string;
}

export interface Asking {
  readonly version: string;
  readonly ring: number;
}

/** What this terminal may have, the newest first; older ones lead to it where it cannot follow at once (UP11). */
export function offersFor<O extends Offer>(
  { ring, version }: Asking,
  offers: readonly O[],
): readonly O[] {
  return offers
    .filter((offer) => offer.ring !== undefined && ring <= offer.ring && !offer.paused)
    .filter((offer) => isNewer(offer.version, version) && !isNewer(offer.from, version))
    .toSorted((one, other) => compareVersions(other.version, one.version));
}

/** What the server last heard of a terminal. */
export interface RunningTerminal {
  readonly ring: number;
  readonly version: string | undefined;
  readonly heardAt: number | undefined;
  /** Since when it has run its version and found it good. */
  readonly settledAt: number | undefined;
  /** The version that it has tried and come back from. */
  readonly returnedFrom: string | undefined;
}

export type RingState =
  /** Let out to nobody yet. */
  | 'held'
  | 'paused'
  /** A terminal has come back from it: staff decide. */
  | 'returned'
  /** Nobody who may have it runs it yet, or not all of them do. */
  | 'spreading'
  /** All who may have it run it, and time is still to pass. */
  | 'watching'
  /** The next ring may have it. */
  | 'ripe'
  /** All may have it. */
  | 'everywhere';

export interface RingStanding {
  readonly state: RingState;
  /** Of those who may have it: how many there are, run it, and have come back from it. */
  readonly terminals: number;
  readonly running: number;
  readonly returned: number;
  /** When the next ring will have it, if all goes on well. */
  readonly ripeAt?: number;
}

const HOUR_MS = 3_600_000;
/** A terminal that has been silent so long holds up nobody. */
const SILENT_MS = 24 * HOUR_MS;

export function standingOf(
  release: Release,
  all: readonly RunningTerminal[],
  now: number,
): RingStanding {
  const { paused, ring, ringAt, version, waitHours } = release;
  const concerned = ring === undefined ? [] : all.filter((terminal) => terminal.ring <= ring);
  const running = concerned.filter((terminal) => hasAtLeast(terminal, version));
  const returned = all.filter((terminal) => terminal.returnedFrom === version).length;
  const counts = { terminals: concerned.length, running: running.length, returned };
  if (ring === undefined || ringAt === undefined) return { state: 'held', ...counts };
  if (paused) return { state: 'paused', ...counts };
  if (returned > 0) return { state: 'returned', ...counts };
  if (ring === LAST_RING) return { state: 'everywhere', ...counts };
  const late = concerned.filter((one) => !hasAtLeast(one, version) && isHeard(one, now));
  if (running.length === 0 || late.length > 0) return { state: 'spreading', ...counts };
  if (waitHours === undefined) return { state: 'watching', ...counts };
  const since = Math.max(ringAt, ...running.map(({ settledAt }) => settledAt ?? now));
  const ripeAt = since + waitHours * HOUR_MS;
  return { state: now >= ripeAt ? 'ripe' : 'watching', ...counts, ripeAt };
}

/** A newer one says nothing against this one, and does not wait for it. */
const hasAtLeast = ({ version }: RunningTerminal, wanted: string): boolean =>
  version !== undefined && compareVersions(version, wanted) >= 0;

const isHeard = ({ heardAt }: RunningTerminal, now: number): boolean =>
  heardAt !== undefined && now - heardAt < SILENT_MS;
