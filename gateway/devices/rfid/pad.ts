import type { Inventory, Uid } from '../device.ts';
import { calmPad, watchCrowding } from './crowding.ts';
import type { Crowding, CrowdingRules } from './crowding.ts';

/** Who lies on the pad, as far as repeated looking can tell. */
export interface Pad {
  /** Complete inventories in a row in which the tag was not seen, by uid; 0 = seen in the last one. */
  readonly missed: ReadonlyMap<Uid, number>;
  readonly crowding: Crowding;
}

export interface PadRules extends CrowdingRules {
  /** So many complete inventories in a row must lack a tag before it has left. */
  readonly absencesBeforeLeft: number;
}

export interface PadChange {
  readonly pad: Pad;
  readonly entered: readonly Uid[];
  readonly left: readonly Uid[];
  /** Only where it has changed. */
  readonly crowded?: boolean;
}

export const emptyPad: Pad = { missed: new Map(), crowding: calmPad };

/**
 * One more look. A tag that is seen again is no second arrival; a look that could not be finished shows who is
 * there, and proves nothing about who is not.
 */
export function observe(pad: Pad, inventory: Inventory, rules: PadRules): PadChange {
  const seen = new Set(inventory.uids);
  const missed = new Map([...seen].map((uid) => [uid, 0]));
  const left: Uid[] = [];
  for (const [uid, before] of pad.missed) {
    if (seen.has(uid)) continue;
    const now = inventory.complete ? before + 1 : before;
    if (now >= rules.absencesBeforeLeft) left.push(uid);
    else missed.set(uid, now);
  }
  const entered = [...seen].filter((uid) => !pad.missed.has(uid));
  const isBack = [...seen].some((uid) => (pad.missed.get(uid) ?? 0) > 0);
  const sight = { complete: inventory.complete, isBack, entered, left };
  const crowding = watchCrowding(pad.crowding, sight, rules);
  const changed = crowding.crowded !== pad.crowding.crowded;
  const change = { pad: { missed, crowding }, entered, left };
  return changed ? { ...change, crowded: crowding.crowded } : change;
}

/** Seen in the last look, not only remembered. */
export const isInField = (pad: Pad, uid: Uid): boolean => pad.missed.get(uid) === 0;
