/** Tags that lie on the pad: laid down, read whole, taken away. */
import type { TagMemory, Uid } from '../../devices/device.ts';
import { telling, withTag, withTagging } from './desk-state.ts';
import type { DeskState } from './desk-state.ts';
import type { Look } from './inputs.ts';
import { tell } from './sentences.ts';
import { andThen, turn } from './turn.ts';
import type { DeskTurn } from './turn.ts';

/** The pad announces what it read at first; the desk wants all of it. */
export function tagEntered(state: DeskState, tag: TagMemory): DeskTurn {
  const { uid, afi } = tag;
  const next = withTag(state, { uid, tag, state: 'reading', reading: { afi, eas: undefined } });
  return turn(next, { kind: 'look', uid });
}

/** What was written on it is told as long as it lies there; the record of the item keeps it. */
export function tagLeft(state: DeskState, uid: Uid): DeskState {
  const pad = new Map(state.pad);
  if (!pad.delete(uid)) return state;
  const writes = new Map(state.tagging.writes);
  // A torn write is told until the tag is back; it is somewhere in somebody's hand.
  if (writes.get(uid)?.state === 'failed') writes.delete(uid);
  const past = new Set(state.tagging.past);
  past.delete(uid);
  return withTagging({ ...state, pad }, { writes, past });
}

/** What is known of it holds no longer: nothing is planned before it was read anew. */
export function lookAgain(state: DeskState, uid: Uid): DeskTurn {
  return state.pad.has(uid) ? turn(outdated(state, uid), { kind: 'look', uid }) : turn(state);
}

export function outdated(state: DeskState, uid: Uid): DeskState {
  const tag = state.pad.get(uid);
  return tag ? withTag(state, { ...tag, state: 'reading' }) : state;
}

export function looked(state: DeskState, uid: Uid, { locks, reading, tag }: Look): DeskState {
  if (!state.pad.has(uid)) return state;
  return withTag(state, { uid, state: 'read', tag, reading, ...(locks && { locks }) });
}

export function notLooked(state: DeskState, uid: Uid): DeskState {
  const tag = state.pad.get(uid);
  return tag ? withTag(state, { ...tag, state: 'unreadable' }) : state;
}

/** The pad keeps what lies there while its reader is away; nobody could look at it meanwhile. */
export function devicesChanged(state: DeskState, devices: DeskState['devices']): DeskTurn {
  const isReady = (known: DeskState['devices']) =>
    known.some((device) => device.kind === 'rfid-reader' && device.state === 'ready');
  const next = { ...state, devices };
  if (!isReady(devices) || isReady(state.devices)) return turn(next);
  const looks = (before: DeskTurn, uid: Uid) => andThen(before, (then) => lookAgain(then, uid));
  return [...state.pad.keys()].reduce(looks, turn(next));
}

export const padLost = (state: DeskState): DeskState => ({
  ...state,
  pad: new Map(),
  crowded: false,
});

/** By hand: what a gate of this site does is told from what is read back. */
export function secured(
  state: DeskState,
  uid: Uid,
  wanted: 'armed' | 'disarmed',
  why: DeskState['notice'],
): DeskTurn {
  return lookAgain(telling(state, why ?? tell(`desk.${wanted}`, {})), uid);
}
