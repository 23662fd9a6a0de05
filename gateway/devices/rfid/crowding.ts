/** Whether too much lies on the pad: told from how steadily its tags are seen, because no reader says so itself. */
import type { Uid } from '../device.ts';

export interface CrowdingRules {
  /** Looks that are taken together. */
  readonly crowdWindow: number;
  /** So many of them in which a tag came back that had been missing, and the pad is crowded. */
  readonly crowdedReturns: number;
  /** Looks in a row that the reader could not finish, and the pad is crowded. */
  readonly crowdedIncomplete: number;
  /** Steady looks in a row that end it. */
  readonly calmLooks: number;
}

/** All of it is forgotten within a window of looks, so it does not grow. */
export interface Crowding {
  readonly crowded: boolean;
  readonly looks: number;
  readonly incomplete: number;
  readonly calm: number;
  /** Looks in which a tag came back. */
  readonly returns: readonly number[];
  /** Tags that have left, with the look in which they did. */
  readonly left: ReadonlyMap<Uid, number>;
}

/** What one look brought. */
export interface Sight {
  readonly complete: boolean;
  /** Seen, after it had been missing and before it counted as gone. */
  readonly isBack: boolean;
  readonly entered: readonly Uid[];
  readonly left: readonly Uid[];
}

export const calmPad: Crowding = {
  ...{ crowded: false, looks: 0, incomplete: 0, calm: 0, returns: [], left: new Map() },
};

/** A look in which all tags fail at once is one misreading, so it is looks that are counted and not tags. */
export function watchCrowding(before: Crowding, sight: Sight, rules: CrowdingRules): Crowding {
  const looks = before.looks + 1;
  const isRecent = (look: number) => look > looks - rules.crowdWindow;
  const isReturn = sight.isBack || sight.entered.some((uid) => before.left.has(uid));
  const returns = [...before.returns, ...(isReturn ? [looks] : [])].filter(isRecent);
  const left = new Map([...before.left].filter(([, look]) => isRecent(look)));
  for (const uid of sight.entered) left.delete(uid);
  for (const uid of sight.left) left.set(uid, looks);
  const incomplete = sight.complete ? 0 : before.incomplete + 1;
  const calm = isReturn || !sight.complete ? 0 : before.calm + 1;
  const isTooMuch = returns.length >= rules.crowdedReturns || incomplete >= rules.crowdedIncomplete;
  const crowded = isTooMuch || (before.crowded && calm < rules.calmLooks);
  // Calm again, what led to it is over.
  const ended = before.crowded && calm >= rules.calmLooks;
  return ended
    ? { ...{ crowded: false, looks, incomplete, calm, returns: [], left } }
    : { crowded, looks, incomplete, calm, returns, left };
}
