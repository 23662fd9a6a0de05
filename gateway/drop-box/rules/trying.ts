/** Staff try its parts by hand: only while nothing lies in it, no hand is before it and every door is shut (SM9). */
import type { LineName } from '../../devices/device.ts';
import { faultsOf, isUrgent } from './faults.ts';
import type { BinId, DropBoxSettings } from './settings.ts';
import type { DropBox } from './state.ts';
import { isOn } from './turn.ts';

export function mayTry(box: DropBox, settings: DropBoxSettings, now: number): boolean {
  const { inner, mouth, obstructed, passed } = settings.inputs;
  const isFree = ![mouth, inner, passed, obstructed].some((line) => isOn(box.facts, line));
  const isShut = box.step.at === 'closed' && box.facts.resume === undefined;
  return isShut && isFree && !isUrgent(faultsOf(box, settings, now));
}

/** @returns undefined: it has no such part */
export const lineToTry = (
  { bins, outputs }: DropBoxSettings,
  what: 'shutter' | { readonly bin: BinId },
): LineName | undefined =>
  what === 'shutter' ? outputs.shutter : bins.find(({ id }) => id === what.bin)?.gate;
