/** When a tag is written, and what follows from it. Nothing is destroyed that was not shown before (D10). */
import type { WriteState } from '../../desk-messages.ts';
import type { Uid } from '../../devices/device.ts';
import type { Sentence } from '../../tags/sentence.ts';
import { telling, withTagging, withWrite } from './desk-state.ts';
import type { DeskState, PadTag, RefusedTag } from './desk-state.ts';
import type { DeskInput } from './inputs.ts';
import { partDone, takeWaiting } from './item-in-hand.ts';
import { lookAgain, outdated } from './pad-tags.ts';
import { planFor } from './plan.ts';
import type { Plan } from './plan.ts';
import { tell } from './sentences.ts';
import { andThen, turn } from './turn.ts';
import type { DeskMoment, DeskTurn } from './turn.ts';

/**
 * Without a word from staff only the one tag that lies there, only for an item that the library knows or cannot be
 * asked for, and only where nothing is lost.
 */
export function writeByItself(state: DeskState): DeskTurn {
  const { held, item, past, writes } = state.tagging;
  if (state.task !== 'tagging' || (item?.known !== 'yes' && item?.known !== 'unasked')) {
    return turn(state);
  }
  const isOpen = ({ uid }: PadTag) => !writes.has(uid) && !held.has(uid) && !past.has(uid);
  const [only, ...others] = [...state.pad.values()].filter(isOpen);
  if (!only || [only, ...others].some((tag) => tag.state === 'reading')) return turn(state);
  if (others.length > 0) return turn(telling(state, tell('desk.several-tags', {})));
  const { uid } = only;
  const plan = planFor(state, uid);
  if (!plan) return turn(state);
  if (plan.kind === 'cannot') return turn(telling(state, plan.why));
  if (plan.losses.length > 0) return turn(telling(state, tell('desk.losses', {})));
  return write(state, uid, plan);
}

/** @param losing the losses that were shown are accepted */
export function writeAsTold(state: DeskState, uid: Uid, losing: boolean): DeskTurn {
  const { item, writes } = state.tagging;
  if (!item) return turn(telling(state, tell('desk.no-item', {})));
  // It is written by itself, if it may be, when the library has answered.
  if (item.known === 'asking') return turn(state);
  if (item.known === 'several') {
    return turn(telling(state, tell('desk.label-several', { label: item.label })));
  }
  if (writes.get(uid)?.state === 'writing') return turn(state);
  const plan = planFor(state, uid, losing);
  if (!plan) return turn(telling(state, tell('desk.no-tag', {})));
  if (plan.kind === 'cannot') return failed(state, uid, plan.why);
  if (plan.losses.length > 0 && !losing) return askAboutLosses(state, uid);
  return write(state, uid, plan);
}

/** Also where it failed before, at the server's record perhaps: only the losses are still in the way. */
function askAboutLosses(state: DeskState, uid: Uid): DeskTurn {
  const writes = new Map(state.tagging.writes);
  if (writes.get(uid)?.state === 'failed') writes.delete(uid);
  return turn(telling(withTagging(state, { writes }), tell('desk.losses', {})));
}

/** What it says already is not written again. */
function write(state: DeskState, uid: Uid, plan: Extract<Plan, { kind: 'write' }>): DeskTurn {
  const lying = state.pad.get(uid);
  if (!lying) return turn(state);
  const { job, wanted } = plan;
  if (!plan.changes) return turn(done(state, uid, job.part), { kind: 'register', uid, job });
  const next = withWrite({ ...state, notice: undefined }, uid, { state: 'writing' });
  return turn(outdated(next, uid), { kind: 'write', uid, before: lying, wanted, job });
}

type Written = Extract<DeskInput, { kind: 'written' }>;

/** The tag is read again, so that the screen shows what is on it and not what was meant. */
export function written(state: DeskState, told: Written, { now }: DeskMoment): DeskTurn {
  const counted = withTagging(state, { times: [...state.tagging.times, now] });
  const isInHand = state.tagging.item?.label === told.label;
  const next = isInHand ? done(counted, told.uid, told.part) : counted;
  return andThen(lookAgain(next, told.uid), takeWaiting);
}

function done(state: DeskState, uid: Uid, part: number): DeskState {
  const { item, parts } = state.tagging;
  const next = partDone(withWrite(state, uid, { state: 'written', part }), uid, part);
  const label = item?.label ?? '';
  return telling(next, tell('desk.written', { label, part, of: parts }));
}

export function failed(state: DeskState, uid: Uid, why: Sentence): DeskTurn {
  return lookAgain(telling(stopped(state, uid, { state: 'failed', why }), why), uid);
}

/** It may lie there still, at the edge of the field: then the next look mends it. */
export function torn(state: DeskState, uid: Uid, why: Sentence): DeskTurn {
  return lookAgain(telling(stopped(state, uid, { state: 'torn' }), why), uid);
}

/** First this book, then the next: a label that was scanned meanwhile is scanned again. */
const stopped = (state: DeskState, uid: Uid, how: WriteState): DeskState =>
  withTagging(withWrite(state, uid, how), { waiting: undefined });

/** What the server would not take of the item in hand is no tag that is done. */
export function sent(state: DeskState, unsent: number, refused: readonly RefusedTag[]): DeskState {
  const next = withTagging(state, { unsent, refused });
  const { item, writes } = state.tagging;
  const mine = refused.find(
    ({ label, uid }) => label === item?.label && writes.get(uid)?.state === 'written',
  );
  if (!mine) return next;
  return telling(withWrite(next, mine.uid, { state: 'failed', why: mine.why }), mine.why);
}

type Mended = Extract<DeskInput, { kind: 'mended' }>;

/** The tag is back, and its write has come to an end: as if it had never been torn off, or never begun. */
export function mended(state: DeskState, told: Mended, moment: DeskMoment): DeskTurn {
  const { how, label, part, uid } = told;
  if (how === 'finished') {
    const next = written(state, { kind: 'written', uid, label, part }, moment);
    return { ...next, state: telling(next.state, tell('desk.mended', { label })) };
  }
  const writes = new Map(state.tagging.writes);
  writes.delete(uid);
  const code = how === 'put-back' ? 'desk.put-back' : 'desk.torn-left';
  return turn(telling(withTagging(state, { writes }), tell(code, {})));
}

/** Its part is open again. */
export function restored(state: DeskState, uid: Uid, why: Sentence | undefined): DeskTurn {
  if (why) return turn(telling(state, why));
  const { done: all, held, item, writes } = state.tagging;
  const write = writes.get(uid);
  const part = write?.state === 'written' ? write.part : undefined;
  const others = new Map(writes);
  others.delete(uid);
  const open = withTagging(telling(state, tell('desk.restored', {})), {
    writes: others,
    held: new Set(held).add(uid),
    done: all.filter((one) => one !== part),
    ...(part !== undefined && { part }),
    ...(item && { item: { ...item, tags: item.tags.filter((tag) => tag.uid !== uid) } }),
  });
  return lookAgain(open, uid);
}
