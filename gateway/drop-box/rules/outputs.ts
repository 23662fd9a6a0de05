/** Which outputs are on in each state; whoever carries it out holds these, and lets go of all others. */
import type { LineName } from '../../devices/device.ts';
import { roomIn } from './bins.ts';
import { faultsOf, isUrgent } from './faults.ts';
import type { DropBoxSettings } from './settings.ts';
import type { DropBox } from './state.ts';

export function outputsOf(
  box: DropBox,
  settings: DropBoxSettings,
  now: number,
): readonly LineName[] {
  const { outputs } = settings;
  const faults = faultsOf(box, settings, now);
  const on = [
    isMouthOpen(box) && !isUrgent(faults) ? outputs.shutter : undefined,
    isTrapOpen(box, now) ? outputs.trap : undefined,
    gateOf(box, settings, now),
    outputs[lightOf(box)],
    box.facts.soundUntil > now ? outputs.sound : undefined,
  ];
  return on.filter((line) => line !== undefined);
}

const isMouthOpen = ({ step }: DropBox): boolean =>
  ['open', 'seen', 'blocked', 'giving-back'].includes(step.at);

const isTrapOpen = ({ step }: DropBox, now: number): boolean =>
  step.at === 'passing' && (step.restUntil ?? 0) <= now;

/** A chute's gate has to stand before the book comes: it is read while it falls. */
function gateOf(box: DropBox, settings: DropBoxSettings, now: number): LineName | undefined {
  const id = targetOf(box, settings, now);
  return settings.bins.find((bin) => bin.id === id)?.gate;
}

function targetOf(box: DropBox, settings: DropBoxSettings, now: number) {
  const { step } = box;
  if (step.at === 'passing' || step.at === 'jammed') return step.bin;
  if (settings.kind === 'holding' || step.at === 'closed') return undefined;
  if ('round' in step && step.round.bin !== undefined) return step.round.bin;
  return chuteBin(box, settings, now);
}

/** All that falls through a chute falls into one bin. */
export function chuteBin(box: DropBox, settings: DropBoxSettings, now: number) {
  const { exceptions, otherwise } = settings.sorting;
  return roomIn(box, settings, [...otherwise, ...exceptions], now);
}

function lightOf({ step }: DropBox): 'ready' | 'busy' | 'stop' {
  if (step.at === 'open') return 'ready';
  const isStopped = ['closed', 'giving-back', 'blocked', 'jammed', 'waiting-card'].includes(
    step.at,
  );
  return isStopped ? 'stop' : 'busy';
}
