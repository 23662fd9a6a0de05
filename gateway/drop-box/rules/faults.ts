/** Why the mouth is shut. What holds is worked out from what is known, so that nothing is forgotten and nothing left shut. */
import { fillOf, roomIn } from './bins.ts';
import { inputsNamed } from './settings.ts';
import type { DropBoxSettings } from './settings.ts';
import type { DropBox } from './state.ts';
import { FAULTS } from './trouble.ts';
import type { Fault } from './trouble.ts';
import { isOn } from './turn.ts';

/** In the order of weight. */
export function faultsOf(box: DropBox, settings: DropBoxSettings, now: number): readonly Fault[] {
  const found = new Set([
    ...machineFaults(box, settings),
    ...box.facts.stuck,
    ...(box.step.at === 'blocked' || box.step.at === 'jammed' ? (['jam'] as const) : []),
    ...binFaults(box, settings, now),
  ]);
  return FAULTS.filter((fault) => found.has(fault));
}

function machineFaults({ facts }: DropBox, settings: DropBoxSettings): readonly Fault[] {
  const { devices, inputs } = settings;
  // A board is there before its inputs have come to rest: until then an open door looks shut, and a book like none.
  const isKnown = inputsNamed(settings).every((line) => facts.lines[line] !== undefined);
  const { boards, ledgerWritable, outboxWritable, paused, readerReady } = facts;
  const is = (fault: Fault, holds: boolean): readonly Fault[] => (holds ? [fault] : []);
  return [
    ...is('fire', isOn(facts, inputs.fire)),
    ...is('tamper', isOn(facts, inputs.tamper)),
    ...is('door-open', isOn(facts, inputs.door)),
    ...is('board-lost', devices.boards.some((id) => !boards.includes(id)) || !isKnown),
    ...is('reader-lost', devices.reader !== undefined && !readerReady),
    ...is('disk-failed', !outboxWritable || !ledgerWritable),
    ...is('paused', paused),
  ];
}

/** A book of any kind may come: what staff must see to, and what no rule names, needs a place. */
function binFaults(box: DropBox, settings: DropBoxSettings, now: number): readonly Fault[] {
  const { bins, sorting, times } = settings;
  const needed = [sorting.exceptions, [...sorting.otherwise, ...sorting.exceptions]];
  const lacking = needed.filter((list) => roomIn(box, settings, list, now) === undefined);
  if (lacking.length === 0) return [];
  const fills = bins
    .filter(({ id }) => lacking.some((list) => list.includes(id)))
    .map((bin) => fillOf(box, bin, times.full, now));
  return [fills.includes('full') ? 'bin-full' : 'bin-away'];
}

/** Nobody may reach in, whatever lies there. */
export const isUrgent = (faults: readonly Fault[]): boolean =>
  faults.some((fault) => ['fire', 'tamper', 'door-open', 'board-lost'].includes(fault));
