/** Back into the hand of whoever put it in; left there, it is taken all the same (DB15). */
import type { Refusal } from '../../ils/ils.ts';
import { faultsOf, isUrgent } from './faults.ts';
import { MOST_TRIES } from './settings.ts';
import type { GivenBack } from './settings.ts';
import type { Round, Step } from './state.ts';
import type { Turn } from './turn.ts';

type GivingBack = Extract<Step, { at: 'giving-back' }>;

export function giveBack(
  turn: Turn,
  round: Round,
  why: GivenBack | 'machine',
  refusal?: Refusal,
): void {
  turn.sound();
  const next = { ...round, tries: round.tries + 1, left: round.tries + 1 >= MOST_TRIES };
  const back = { at: 'giving-back', since: turn.now, why, handled: false } as const;
  turn.go({ ...back, ...(refusal && { refusal }), round: next });
}

export function givingBack(turn: Turn, step: GivingBack): void {
  const { inputs, times } = turn.settings;
  const mouth = turn.isOn(inputs.mouth);
  const inner = turn.isOn(inputs.inner);
  if (isUrgent(faultsOf(turn.box, turn.settings, turn.now))) return;
  if (mouth) {
    if (!step.handled) turn.go({ ...step, handled: true, round: asHandled(step.round) });
    return;
  }
  if (!inner) return turn.go({ at: 'clearing', since: turn.now, gone: [] });
  const quiet = turn.now - (turn.facts.lines[inputs.mouth]?.since ?? 0) >= times.settle;
  if (step.handled && quiet) return turn.go({ at: 'closing', since: turn.now, round: step.round });
  if (turn.isOver(times.takeBack)) {
    turn.go({ at: 'closing', since: turn.now, round: { ...step.round, left: true } });
  }
}

/** Whatever lies there after a hand was in it is scanned anew. */
const asHandled = ({ label: _before, ...round }: Round): Round => round;
