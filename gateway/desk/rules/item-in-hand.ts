/** The label that was scanned, what the library knows of it, and which part comes next. */
import type { Uid } from '../../devices/device.ts';
import { whyNotHeld } from '../../tags/can-hold.ts';
import { emptyTagging, telling, withTagging } from './desk-state.ts';
import type { DeskState, RecordedTag } from './desk-state.ts';
import type { Found, FoundItem } from './inputs.ts';
import { tell } from './sentences.ts';
import { turn } from './turn.ts';
import { whose } from './whose.ts';
import type { DeskTurn } from './turn.ts';

/** Who is quick scans the next label before the tag is written; it must not lose the one in hand its tag. */
export function takeLabel(state: DeskState, label: string): DeskTurn {
  if (!isWriting(state)) return takeNow(state, label);
  const again = label.normalize('NFC') === state.tagging.item?.label;
  return again ? turn(state) : turn(withTagging(state, { waiting: label }));
}

export function takeWaiting(state: DeskState): DeskTurn {
  const { waiting } = state.tagging;
  return waiting === undefined ? turn(state) : takeLabel(state, waiting);
}

export const isWriting = ({ tagging }: DeskState): boolean =>
  [...tagging.writes.values()].some(({ state: how }) => how === 'writing');

/** Whatever was in hand is done with. In device work nobody is asked about titles (D6). */
function takeNow(state: DeskState, label: string): DeskTurn {
  const { settings } = state.tagging;
  const options = state.uiiProfile && { uiiProfile: state.uiiProfile };
  const ask = state.asked + 1;
  const asks = state.user?.mode === 'staff' && state.online;
  const known = asks ? 'asking' : 'unasked';
  const item = { label: label.normalize('NFC'), ask, known, tags: [] } as const;
  const fresh = { ...state, asked: ask, notice: whyNotHeld(settings.model, item.label, options) };
  const next = withTagging(fresh, { ...nothingDone, past: doneWith(state), item });
  return asks ? turn(next, { kind: 'find', ask, label: item.label }) : turn(next);
}

const { parts, part, done, writes, held, waiting } = emptyTagging({
  model: 'iso28560-3',
  isil: '',
});
const nothingDone = { parts, part, done, writes, held, waiting };

/** Books that still lie there and are done with are not meant by the next label. */
function doneWith({ pad, tagging }: DeskState): ReadonlySet<Uid> {
  const isDone = (uid: Uid) =>
    tagging.held.has(uid) ||
    tagging.past.has(uid) ||
    ['written', 'torn'].includes(tagging.writes.get(uid)?.state ?? '');
  return new Set([...pad.keys()].filter(isDone));
}

/** Done with the item; numbers of questions are not used again, so no late answer finds another item in hand. */
export function putAside(state: DeskState): DeskState {
  if (isWriting(state)) return state;
  const fresh = { ...state, notice: undefined };
  return withTagging(fresh, { ...nothingDone, past: doneWith(state), item: undefined });
}

export function found(state: DeskState, ask: number, answer: Found): DeskState {
  const { item, settings } = state.tagging;
  if (item?.ask !== ask) return state;
  if (answer.kind === 'unanswered')
    return withTagging(state, { item: { ...item, known: 'unasked' } });
  const items = whose(answer.items, settings.isil, state.terminal.library);
  const [one, ...others] = items;
  const { label } = item;
  if (!one) {
    const unknown = withTagging(state, { item: { ...item, known: 'no' } });
    return telling(unknown, tell('desk.label-unknown', { label }));
  }
  if (others.length > 0) {
    const several = withTagging(state, { item: { ...item, known: 'several' } });
    return telling(several, tell('desk.label-several', { label }));
  }
  return known(state, one);
}

function known(state: DeskState, { author, library: { isil }, tags, title }: FoundItem): DeskState {
  const { item } = state.tagging;
  if (!item) return state;
  const recorded = tags.map(({ part, uid }): RecordedTag => ({ uid, part: Math.max(1, part) }));
  const parts = Math.max(1, ...recorded.map(({ part }) => part));
  const whose = { ...(isil !== undefined && { isil }) };
  const next = withTagging(state, {
    item: { ...item, known: 'yes', title, author, ...whose, tags: recorded },
    done: recorded.map(({ part }) => part),
  });
  return withParts(next, Math.max(parts, state.tagging.parts));
}

/** The item has so many tagged parts; the next one is the first that is not done. */
export const withParts = (state: DeskState, parts: number): DeskState =>
  withTagging(state, { parts, part: nextPart(state.tagging.done, parts) });

/** Whatever the record said of this part, this tag is it from now on. */
export function partDone(state: DeskState, uid: Uid, part: number): DeskState {
  const { done: before, item, parts } = state.tagging;
  const done = [...new Set([...before, part])].toSorted((a, b) => a - b);
  const others = item?.tags.filter((tag) => tag.uid !== uid && tag.part !== part) ?? [];
  const tagged = item && { item: { ...item, tags: [...others, { uid, part }] } };
  return withTagging(state, { done, part: nextPart(done, parts), ...tagged });
}

function nextPart(done: readonly number[], parts: number): number {
  for (let part = 1; part <= parts; part++) if (!done.includes(part)) return part;
  return 1;
}
