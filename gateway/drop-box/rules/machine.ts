/**
 * The drop box as a pure state machine (docs/rules/drop-box.md). What is known decides, not what came last: after each
 * input every step is asked whether it is over, until none is, so that an eye that flickered or an answer that came early
 * leaves nothing hanging.
 */
import { nextFull } from './bins.ts';
import { deciding, onNotRecorded, onOutcome, onSecured, securing } from './deciding.ts';
import { givingBack } from './giving-back.ts';
import { cardShown, onPatron } from './identifying.ts';
import type { Effect, Input } from './inputs.ts';
import { blocked, closed, closing, open, seen, waitingCard } from './mouth.ts';
import { clearing, jammed, onCleared, passing } from './passing.ts';
import { comesBehind } from './behind.ts';
import { labelSeen, reading, tagSeen } from './reading.ts';
import type { DropBoxSettings } from './settings.ts';
import type { DropBox } from './state.ts';
import { Turn } from './turn.ts';
import type { Moment } from './turn.ts';

export type { Effect, Input } from './inputs.ts';
export type { Moment } from './turn.ts';

export interface Decision {
  readonly box: DropBox;
  /** To be carried out in this order. */
  readonly effects: readonly Effect[];
}

/** @param now milliseconds of the clock that nobody sets */
export const firstDropBox = (now: number): DropBox => ({
  facts: {
    ...{ lines: {}, boards: [], readerReady: false, outboxWritable: true, ledgerWritable: true },
    ...{
      paused: false,
      stuck: [],
      tags: [],
      crowded: false,
      strays: [],
      behind: undefined,
      bins: {},
      soundUntil: 0,
    },
  },
  step: { at: 'closed', since: now },
});

export function decide(box: DropBox, input: Input, moment: Moment): Decision {
  const turn = new Turn(box, moment);
  note(turn, input);
  settle(turn);
  return { box: turn.box, effects: turn.effects };
}

/** No input takes a book further than once round. */
const MOST_STEPS = 16;

function settle(turn: Turn): void {
  for (let round = 0; round < MOST_STEPS; round++) {
    const before = turn.box;
    advance(turn);
    if (turn.box === before) return;
  }
  throw new Error(`the drop box goes round and round at ${turn.step.at}`);
}

function advance(turn: Turn): void {
  const { step } = turn;
  switch (step.at) {
    case 'closed':
      return closed(turn);
    case 'waiting-card':
      return waitingCard(turn);
    case 'open':
      return open(turn, step);
    case 'seen':
      return seen(turn, step);
    case 'blocked':
      return blocked(turn, step);
    case 'closing':
      return closing(turn, step);
    case 'reading':
      return reading(turn, step);
    case 'deciding':
      return deciding(turn, step);
    case 'securing':
      return securing(turn, step);
    case 'passing':
      return passing(turn, step);
    case 'jammed':
      return jammed(turn, step);
    case 'giving-back':
      return givingBack(turn, step);
    case 'clearing':
      return clearing(turn, step);
  }
}

function note(turn: Turn, input: Input): void {
  switch (input.kind) {
    case 'started':
      return noteStart(turn, input);
    case 'line':
      return noteLine(turn, input);
    case 'device':
      return noteDevice(turn, input);
    case 'tag-entered':
      turn.change({ tags: [...turn.facts.tags, input.tag] });
      return tagSeen(turn, input.tag);
    case 'tag-left':
      return noteLeft(turn, input.uid);
    case 'crowded':
      return turn.change({ crowded: input.crowded });
    case 'label':
      return labelSeen(turn, input.item);
    case 'card':
      return cardShown(turn, input.card);
    default:
      return noteAnswer(turn, input);
  }
}

type Noted =
  'started' | 'line' | 'device' | 'tag-entered' | 'tag-left' | 'crowded' | 'label' | 'card';
type Of<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>;

function noteAnswer(turn: Turn, input: Exclude<Input, { kind: Noted }>): void {
  switch (input.kind) {
    case 'patron':
      return onPatron(turn, input);
    case 'outcome':
      return onOutcome(turn, input);
    case 'not-recorded':
      return onNotRecorded(turn, input);
    case 'secured':
      return onSecured(turn, input);
    case 'outbox':
      return turn.change({ outboxWritable: input.writable });
    case 'ledger':
      return turn.change({ ledgerWritable: input.writable });
    case 'paused':
      return turn.change({ paused: input.paused });
    case 'emptied':
      return empty(turn, input.bin, 'staff');
    case 'cleared':
      return onCleared(turn);
    case 'tick':
      return;
  }
}

function noteStart(turn: Turn, { bins, inHand }: Of<'started'>): void {
  const known = Object.fromEntries(
    turn.settings.bins.map(({ id }) => [id, { count: bins[id]?.count ?? 0, opened: false }]),
  );
  turn.change({ bins: known, ...(inHand && { resume: inHand }) });
}

function noteLine(turn: Turn, { line, on }: Of<'line'>): void {
  const { facts, now, settings } = turn;
  if (facts.lines[line]?.on === on) return;
  // What an eye sees when it is first asked is no falling book.
  const isFound =
    facts.lines[line] === undefined && settings.bins.some(({ fill }) => fill === line);
  const since = isFound ? now - settings.times.full : now;
  if (on && line === settings.inputs.inner) comesBehind(turn);
  turn.change({ lines: { ...facts.lines, [line]: { on, since } } });
  if (on && line === settings.inputs.shutterShut) unstick(turn, 'shutter-stuck');
  if (on && line === settings.inputs.trapShut) unstick(turn, 'trap-stuck');
  const bin = settings.bins.find(({ door }) => door === line);
  if (bin) noteDoor(turn, bin.id, on);
}

function unstick(turn: Turn, what: 'shutter-stuck' | 'trap-stuck'): void {
  const { stuck } = turn.facts;
  if (stuck.includes(what)) turn.change({ stuck: stuck.filter((one) => one !== what) });
}

/** Where the site says so, whoever opens a bin's door and shuts it has emptied it. */
function noteDoor(turn: Turn, id: string, isOpen: boolean): void {
  const bin = turn.facts.bins[id] ?? { count: 0, opened: false };
  if (!isOpen && bin.opened && turn.settings.emptiedBy.door) return empty(turn, id, 'door');
  turn.change({ bins: { ...turn.facts.bins, [id]: { ...bin, opened: isOpen } } });
}

function empty(turn: Turn, bin: string, by: 'door' | 'staff'): void {
  if (!turn.settings.bins.some(({ id }) => id === bin)) return;
  turn.ask({ kind: 'empty', bin, by });
  turn.change({ bins: { ...turn.facts.bins, [bin]: { count: 0, opened: false } } });
}

/** Of a board that is lost nothing is known; it tells everything anew when it comes back. */
function noteDevice(turn: Turn, { device, ready }: Of<'device'>): void {
  const { boards, reader } = turn.settings.devices;
  if (device === reader) turn.change({ readerReady: ready, ...(!ready && { crowded: false }) });
  if (!boards.includes(device)) return;
  const others = turn.facts.boards.filter((id) => id !== device);
  turn.change({ boards: ready ? [...others, device] : others });
}

function noteLeft(turn: Turn, uid: string): void {
  const { strays, tags } = turn.facts;
  turn.change({
    tags: tags.filter((tag) => tag.uid !== uid),
    strays: strays.filter((stray) => stray !== uid),
  });
}

/** When something is to happen though nothing does. Milliseconds of the clock that nobody sets. */
export function nextDeadline(
  box: DropBox,
  settings: DropBoxSettings,
  now: number,
): number | undefined {
  const { facts } = box;
  const ends = [
    ...nextFull(box, settings, now),
    ...stepEnds(box, settings),
    ...[facts.soundUntil, facts.thanks?.until ?? 0],
  ].filter((end) => end > now);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

function stepEnds({ facts, step }: DropBox, { inputs, times }: DropBoxSettings): readonly number[] {
  const after = (...lengths: number[]) => lengths.map((length) => step.since + length);
  switch (step.at) {
    case 'open':
      return step.card === undefined ? [] : after(times.identified);
    case 'seen':
      return after(times.fall, times.jam);
    case 'closing':
      return after(times.settle, times.move);
    case 'reading':
      return [...after(times.read), step.lastTagAt + times.settle];
    case 'securing':
      return [...after(times.arm), ...retries(step.intake.books)];
    case 'passing':
      return [...after(times.pass), step.restUntil ?? 0];
    case 'giving-back':
      return [...after(times.takeBack), (facts.lines[inputs.mouth]?.since ?? 0) + times.settle];
    case 'clearing':
      return after(times.settle, times.clear, times.move, times.jam);
    case 'closed':
    case 'waiting-card':
    case 'blocked':
    case 'deciding':
    case 'jammed':
      return [];
  }
}

const retries = (books: readonly { readonly parts: readonly { readonly againAt?: number }[] }[]) =>
  books.flatMap(({ parts }) => parts.map(({ againAt = 0 }) => againAt));
