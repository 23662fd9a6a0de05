/** From the shut mouth to a book that lies in the machine: two eyes, in which order they see it, and the shutter. Rules DB1–DB9. */
import { faultsOf, isUrgent } from './faults.ts';
import { giveBack } from './giving-back.ts';
import { beginReading } from './reading.ts';
import { chuteBin } from './outputs.ts';
import { resume } from './resuming.ts';
import type { Round, Step } from './state.ts';
import type { Turn } from './turn.ts';

type At<Name extends Step['at']> = Extract<Step, { at: Name }>;

const isMouth = (turn: Turn): boolean => turn.isOn(turn.settings.inputs.mouth);
const isInner = (turn: Turn): boolean => turn.isOn(turn.settings.inputs.inner);
const faults = (turn: Turn) => faultsOf(turn.box, turn.settings, turn.now);

/** A fresh beginning, for whoever comes. */
const nobody = (card?: string): Round => ({
  ...{ tries: 0, left: false },
  ...(card !== undefined && { card }),
});

export function closed(turn: Turn): void {
  if (turn.facts.resume && isSeeing(turn)) return resume(turn, turn.facts.resume);
  if (faults(turn).length > 0) return;
  // What lies in the field before anybody came is in no book.
  const strays = isMouth(turn) || isInner(turn) ? [] : turn.facts.tags.map(({ uid }) => uid);
  turn.change({ strays });
  openUp(turn);
}

/** Eyes and reader say what is there. */
const isSeeing = (turn: Turn): boolean => {
  const found = faults(turn);
  return !found.includes('board-lost') && !found.includes('reader-lost');
};

/** @param card whose mouth it is, where cards are asked for */
export function openUp(turn: Turn, card?: string): void {
  const waits = turn.settings.identify && card === undefined && !isMouth(turn) && !isInner(turn);
  if (waits) return turn.go({ at: 'waiting-card', since: turn.now });
  turn.go({ at: 'open', since: turn.now, ...(card !== undefined && { card }) });
}

export function waitingCard(turn: Turn): void {
  if (faults(turn).length > 0) turn.go({ at: 'closed', since: turn.now });
}

export function open(turn: Turn, step: At<'open'>): void {
  if (isMouth(turn) || isInner(turn)) {
    const seen = { at: 'seen', since: turn.now, reached: isInner(turn) } as const;
    return turn.go({ ...seen, round: nobody(step.card) });
  }
  if (faults(turn).length > 0) return turn.go({ at: 'closed', since: turn.now });
  if (step.card !== undefined && turn.isOver(turn.settings.times.identified)) openUp(turn);
}

/** A before B is going in; B before A is pulled back; both for long is stuck. */
export function seen(turn: Turn, step: At<'seen'>): void {
  if (isUrgent(faults(turn))) return turn.go({ at: 'closed', since: turn.now });
  const reached = step.reached || isInner(turn);
  if (reached !== step.reached) turn.go({ ...step, reached });
  const isHeld = isMouth(turn) || turn.isOn(turn.settings.inputs.obstructed);
  if (!isHeld && isInner(turn)) return goneIn(turn, step.round);
  if (isHeld) {
    if (turn.isOver(turn.settings.times.jam)) block(turn, step.round);
    return;
  }
  if (reached) return pulledBack(turn, step.round);
  if (turn.isOver(turn.settings.times.fall)) openUp(turn, step.round.card);
}

/** It lies behind the mouth, whole. */
export function goneIn(turn: Turn, round: Round): void {
  if (turn.settings.kind === 'holding') return turn.go({ at: 'closing', since: turn.now, round });
  const bin = chuteBin(turn.box, turn.settings, turn.now);
  beginReading(turn, { ...round, ...(bin !== undefined && { bin }) });
}

function pulledBack(turn: Turn, round: Round): void {
  turn.ask({ kind: 'tell', code: 'pulled-back' });
  openUp(turn, round.card);
}

export function block(turn: Turn, round: Round): void {
  turn.ask({ kind: 'tell', code: 'jam', about: 'mouth' });
  turn.sound();
  turn.go({ at: 'blocked', since: turn.now, round });
}

/** It is out of the eyes again, one way or the other. */
export function blocked(turn: Turn, { round }: At<'blocked'>): void {
  if (isMouth(turn) || turn.isOn(turn.settings.inputs.obstructed)) return;
  if (isInner(turn)) return goneIn(turn, round);
  openUp(turn, round.card);
}

/** The shutter comes down behind the book; a finger in it has it open again. */
export function closing(turn: Turn, step: At<'closing'>): void {
  const { inputs, times } = turn.settings;
  if (turn.isOn(inputs.obstructed) || isMouth(turn)) {
    return turn.go({ at: 'seen', since: turn.now, reached: isInner(turn), round: step.round });
  }
  if (!isInner(turn)) return pulledBack(turn, step.round);
  if (inputs.shutterShut === undefined) {
    if (turn.isOver(times.settle)) beginReading(turn, step.round);
    return;
  }
  if (turn.isOn(inputs.shutterShut)) return beginReading(turn, step.round);
  if (turn.isOver(times.move)) stuck(turn, step.round);
}

/** Nothing is taken behind a mouth that does not shut. */
function stuck(turn: Turn, round: Round): void {
  turn.ask({ kind: 'tell', code: 'shutter-stuck' });
  turn.change({ stuck: [...new Set([...turn.facts.stuck, 'shutter-stuck' as const])] });
  giveBack(turn, round, 'machine');
}
