/** How full each bin is, and whether one of a rule has room. */
import { NEAR_FULL } from './settings.ts';
import type { BinId, BinSettings, DropBoxSettings } from './settings.ts';
import type { Bins } from './sorting.ts';
import type { DropBox } from './state.ts';
import { isOn } from './turn.ts';

export type Fill = 'room' | 'near-full' | 'full' | 'away';

export function fillOf({ facts }: DropBox, bin: BinSettings, fullMs: number, now: number): Fill {
  const { capacity = Infinity, door, fill, id, present } = bin;
  if ((present !== undefined && !isOn(facts, present)) || isOn(facts, door)) return 'away';
  const count = facts.bins[id]?.count ?? 0;
  const eye = fill === undefined ? undefined : facts.lines[fill];
  // A falling book blocks it as well.
  const isBlocked = eye?.on === true && now - eye.since >= fullMs;
  if (isBlocked || count >= capacity) return 'full';
  return count >= capacity * NEAR_FULL ? 'near-full' : 'room';
}

/** The first of these that takes a book now. */
export function roomIn(
  box: DropBox,
  { bins: all, times }: DropBoxSettings,
  bins: Bins,
  now: number,
): BinId | undefined {
  return bins.find((id) => {
    const bin = all.find((each) => each.id === id);
    const fill = bin && fillOf(box, bin, times.full, now);
    return fill === 'room' || fill === 'near-full';
  });
}

/** When an eye that is blocked now means that its bin is full. */
export function nextFull({ facts }: DropBox, { bins, times }: DropBoxSettings, now: number) {
  const ends = bins.flatMap(({ fill }) => {
    const eye = fill === undefined ? undefined : facts.lines[fill];
    return eye?.on === true ? [eye.since + times.full] : [];
  });
  return ends.filter((time) => time > now);
}
