/** From the trap into a bin, and how it is known that it got there. Rules DB21–DB27. */
import { roomIn } from './bins.ts';
import { entriesOf, isListed, slipsOf } from './entries.ts';
import { block, goneIn } from './mouth.ts';
import type { BinId } from './settings.ts';
import { sort } from './sorting.ts';
import { isIn, troubleOf } from './state.ts';
import type { Intake, Round, Step, Thanks } from './state.ts';
import type { Turn } from './turn.ts';

type At<Name extends Step['at']> = Extract<Step, { at: Name }>;

/** A trap is opened so often before somebody has to come. */
const MOST_OPENINGS = 2;

/** Kept with its bin before the trap opens: from then on it may have fallen whatever becomes of this program. */
export function beginPassing(turn: Turn, intake: Intake): void {
  const bin = intake.bin ?? binFor(turn, intake);
  const kept = { ...intake, bin };
  turn.ask({ kind: 'keep', intake: kept });
  if (turn.settings.kind === 'chute') return dropped(turn, kept, bin);
  // The sorter is turned before anything falls.
  const gate = turn.settings.bins.find(({ id }) => id === bin)?.gate;
  const begins = turn.now + (gate === undefined ? 0 : turn.settings.times.turn);
  const passing = { at: 'passing', since: begins, restUntil: begins } as const;
  turn.go({ ...passing, tries: 1, hasPassed: false, intake: kept, bin });
}

/** Two at once cannot be told apart: one that needs staff takes the other with it. */
export function binFor(turn: Turn, intake: Intake): BinId {
  const { settings } = turn;
  const trouble = troubleOf(intake);
  const [book] = intake.books;
  const { bins, unmapped } = sort({ trouble, answer: book?.answer }, settings.sorting);
  if (unmapped !== undefined) turn.ask({ kind: 'tell', code: 'unmapped', about: unmapped });
  const room = [...bins, ...settings.sorting.exceptions];
  const found = roomIn(turn.box, settings, room, turn.now);
  // While it was decided, the last one was filled or taken away: what is full already still holds one more.
  return found ?? settings.sorting.exceptions[0] ?? settings.bins[0]?.id ?? '';
}

export function passing(turn: Turn, step: At<'passing'>): void {
  const { inputs, times } = turn.settings;
  const hasPassed = step.hasPassed || turn.isOn(inputs.passed);
  if (hasPassed !== step.hasPassed) turn.go({ ...step, hasPassed });
  if (isThrough(turn, hasPassed)) return dropped(turn, step.intake, step.bin);
  if (step.restUntil !== undefined && step.restUntil > turn.now) return;
  if (!turn.isOver(times.pass)) return;
  if (step.tries < MOST_OPENINGS) {
    const again = { since: turn.now + times.move, restUntil: turn.now + times.move };
    return turn.go({ ...step, ...again, hasPassed, tries: step.tries + 1 });
  }
  turn.ask({ kind: 'tell', code: 'jam', about: step.bin });
  turn.sound();
  const { bin, intake } = step;
  turn.go({ at: 'jammed', since: turn.now, intake, bin, hasPassed, opened: false });
}

/** The eye under the trap saw it, and neither it nor the inner one sees it any more. */
function isThrough(turn: Turn, hasPassed: boolean): boolean {
  const { inner, passed } = turn.settings.inputs;
  if (turn.isOn(inner) || turn.isOn(passed)) return false;
  return passed === undefined || hasPassed;
}

/** It may come loose by itself; else staff open the machine and take it out. */
export function jammed(turn: Turn, step: At<'jammed'>): void {
  const { door, passed } = turn.settings.inputs;
  const hasPassed = step.hasPassed || turn.isOn(passed);
  const opened = step.opened || turn.isOn(door);
  if (hasPassed !== step.hasPassed || opened !== step.opened)
    turn.go({ ...step, hasPassed, opened });
  if (turn.isOn(door)) return;
  if (!opened && isThrough(turn, hasPassed)) return dropped(turn, step.intake, step.bin);
  if (opened && !turn.isOn(turn.settings.inputs.inner)) onCleared(turn);
}

/** Whoever took it out puts it to the other books that need a look. What lies there still is tried once more. */
export function onCleared(turn: Turn): void {
  const { step } = turn;
  turn.change({ stuck: [] });
  if (step.at !== 'jammed') return;
  if (turn.isOn(turn.settings.inputs.inner)) {
    if (turn.isOn(turn.settings.inputs.door)) return;
    const { bin, hasPassed, intake } = step;
    const again = { at: 'passing', since: turn.now, tries: MOST_OPENINGS } as const;
    return turn.go({ ...again, bin, hasPassed, intake });
  }
  const bin = turn.settings.sorting.exceptions[0] ?? step.bin;
  dropped(turn, { ...step.intake, trouble: step.intake.trouble ?? 'jam' }, bin);
}

export function dropped(turn: Turn, intake: Intake, bin: BinId): void {
  const entries = entriesOf(intake, bin, turn.settings.sorting);
  turn.ask({ kind: 'drop', entries });
  for (const slip of slipsOf(intake, bin)) turn.ask({ kind: 'slip', slip });
  const before = turn.facts.bins[bin] ?? { count: 0, opened: false };
  const bins = { ...turn.facts.bins, [bin]: { ...before, count: before.count + entries.length } };
  turn.change({ bins, thanks: thanksFor(turn, intake) });
  turn.sound();
  const gone = entries.flatMap(({ uids }) => uids);
  turn.go({ at: 'clearing', since: turn.now, gone });
}

/** Whoever goes on within this time is the same person. */
const SAME_PERSON_MS = 30_000;

function thanksFor({ facts, now, settings }: Turn, { books }: Intake): Thanks {
  const { thanks } = facts;
  const before = thanks && now - thanks.until < SAME_PERSON_MS ? thanks.count : 0;
  const until = now + settings.times.thanks;
  const count = before + books.filter(isIn).length;
  if (books.some(isListed)) return { until, how: 'to-staff', count };
  const isHere = books.some(({ ils }) => ils === 'queued');
  return { until, how: isHere ? 'recorded-here' : 'taken', count };
}

/** The trap shuts, the tag leaves the field; then the next one may come. */
export function clearing(turn: Turn, { gone }: At<'clearing'>): void {
  const { inputs, times } = turn.settings;
  if (inputs.trapShut !== undefined && !turn.isOn(inputs.trapShut)) return trapAway(turn);
  if (turn.facts.behind) return turn.isOver(times.settle) ? nextIn(turn, gone) : undefined;
  if (turn.isOn(inputs.mouth)) return turn.isOver(times.jam) ? block(turn, NEW_ROUND) : undefined;
  if (turn.isOn(inputs.inner)) return turn.isOver(times.settle) ? nextIn(turn, gone) : undefined;
  const { strays, tags } = turn.facts;
  const here = tags.filter(({ uid }) => !strays.includes(uid));
  if (here.length > 0 && !turn.isOver(times.clear)) return;
  for (const { uid } of here) turn.ask({ kind: 'tell', code: 'stray-tag', about: uid });
  turn.change({ strays: tags.map(({ uid }) => uid) });
  turn.go({ at: 'closed', since: turn.now });
}

/** Whatever came behind the last one is the next one. */
const NEW_ROUND: Round = { tries: 0, left: false };

/** What the reader still sees of the one before is not in it. */
function nextIn(turn: Turn, gone: readonly string[]): void {
  const { strays, tags } = turn.facts;
  const left = tags.map(({ uid }) => uid).filter((uid) => gone.includes(uid));
  turn.change({ strays: [...new Set([...strays, ...left])] });
  goneIn(turn, NEW_ROUND);
}

function trapAway(turn: Turn): void {
  const { stuck } = turn.facts;
  if (!turn.isOver(turn.settings.times.move) || stuck.includes('trap-stuck')) return;
  turn.ask({ kind: 'tell', code: 'trap-stuck' });
  turn.change({ stuck: [...stuck, 'trap-stuck'] });
}
