/** Staff at the machine as a state machine: what happens, what it becomes, what is to be done (SM1…). */
import type { StaffAct, StaffNote, StaffPage, StaffScan, StaffTag } from '../../staff-messages.ts';
import { closesAt, OUT } from './staff-state.ts';
import type { Door, Inside, StaffMode } from './staff-state.ts';
import type { StaffCard, Who } from './who.ts';

export type PinAnswer =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'locked'; readonly waitMs: number }
  | { readonly outcome: 'not-set' }
  /** The disk cannot count the try. */
  | { readonly outcome: 'failed' };

export type Input =
  /** The corner was held. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'card'; readonly card: StaffCard }
  /** Our server has said whose that card is. */
  | { readonly kind: 'known'; readonly card: Required<StaffCard> }
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'pin-answer'; readonly answer: PinAnswer }
  /** Nobody is being served, and nothing of anybody is left. */
  | { readonly kind: 'wiped' }
  | { readonly kind: 'touched' }
  | { readonly kind: 'page'; readonly page: StaffPage; readonly device?: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'act'; readonly act: StaffAct }
  | { readonly kind: 'came-of'; readonly note: StaffNote }
  | { readonly kind: 'scan'; readonly scan: StaffScan }
  | { readonly kind: 'tag-came'; readonly uid: string; readonly tag: StaffTag }
  | { readonly kind: 'tag-went'; readonly uid: string }
  | { readonly kind: 'crowded'; readonly crowded: boolean }
  | { readonly kind: 'tick' };

export type Effect =
  | { readonly kind: 'check-pin'; readonly pin: string }
  /** Ends the visit, and lets nobody new in. Answered by `wiped`. */
  | { readonly kind: 'take-over' }
  /** Visitors may come again. */
  | { readonly kind: 'hand-back' }
  | { readonly kind: 'do'; readonly act: StaffAct; readonly who: Who };

export interface Decision {
  readonly mode: StaffMode;
  readonly effects: readonly Effect[];
}

/** @param now milliseconds of the clock that nobody sets */
export function decide(mode: StaffMode, input: Input, now: number): Decision {
  if (input.kind === 'tick') return isOver(mode, now) ? leave(mode) : stay(mode);
  if (input.kind === 'known') return stay(named(mode, input.card));
  switch (mode.at) {
    case 'out':
      return outside(mode, input, now);
    case 'door':
      return atDoor(mode, input, now);
    case 'wiping':
      return wiping(mode, input, now);
    case 'in':
      return inside(mode, input, now);
  }
}

/** The answer may come before the PIN, or after; another card may have been shown meanwhile. */
const named = (mode: StaffMode, card: Required<StaffCard>): StaffMode =>
  mode.at !== 'out' && mode.who.card?.end === card.end ? { ...mode, who: { card } } : mode;

const stay = (mode: StaffMode, ...effects: Effect[]): Decision => ({ mode, effects });

function isOver(mode: StaffMode, now: number): boolean {
  const end = closesAt(mode);
  return end !== undefined && now >= end;
}

/** Whoever was only at the door has taken nothing over. */
const leave = (mode: StaffMode): Decision =>
  mode.at === 'wiping' || mode.at === 'in' ? stay(OUT, { kind: 'hand-back' }) : stay(OUT);

function outside(mode: StaffMode, input: Input, now: number): Decision {
  if (input.kind !== 'asked' && input.kind !== 'card') return stay(mode);
  const who: Who = input.kind === 'card' ? { card: input.card } : {};
  return stay({ at: 'door', who, seenAt: now, checking: false });
}

type AtDoor = { readonly at: 'door' } & Door;

function atDoor(mode: AtDoor, input: Input, now: number): Decision {
  const seen = { ...mode, seenAt: now };
  switch (input.kind) {
    case 'card':
      return stay(mode.checking ? mode : { ...seen, who: { card: input.card } });
    case 'pin':
      if (mode.checking) return stay(mode);
      return stay(
        { at: 'door', who: mode.who, seenAt: now, checking: true },
        { kind: 'check-pin', pin: input.pin },
      );
    case 'pin-answer':
      // Of whoever stood there before, and has given up meanwhile.
      return mode.checking ? answered(mode, input.answer, now) : stay(mode);
    case 'touched':
      return stay(seen);
    case 'back':
    case 'leave':
      return leave(mode);
    default:
      return stay(mode);
  }
}

function answered(mode: AtDoor, answer: PinAnswer, now: number): Decision {
  const { who } = mode;
  const door: AtDoor = { at: 'door', who, seenAt: now, checking: false };
  switch (answer.outcome) {
    case 'right':
      return stay({ at: 'wiping', who, since: now }, { kind: 'take-over' });
    case 'wrong':
      return stay({ ...door, wrong: { triesLeft: answer.triesLeft } });
    case 'locked':
      return stay({ ...door, lockedUntil: now + answer.waitMs });
    case 'not-set':
    case 'failed':
      return stay({ ...door, cannot: answer.outcome });
  }
}

function wiping(mode: Extract<StaffMode, { at: 'wiping' }>, input: Input, now: number): Decision {
  if (input.kind === 'leave' || input.kind === 'back') return leave(mode);
  if (input.kind !== 'wiped') return stay(mode);
  const { who } = mode;
  const fresh = { page: 'home', busy: false, tags: [], crowded: false } as const;
  return stay({ at: 'in', who, seenAt: now, ...fresh });
}

type In = { readonly at: 'in' } & Inside;

function inside(mode: In, input: Input, now: number): Decision {
  const { note: _read, ...rest } = mode;
  const seen: In = { ...rest, seenAt: now };
  switch (input.kind) {
    case 'touched':
      return stay({ ...mode, seenAt: now });
    case 'page':
      return stay(turned(seen, input.page, input.device));
    case 'back':
      return mode.page === 'home' ? leave(mode) : stay(turned(seen, above(mode)));
    case 'leave':
      return leave(mode);
    case 'act':
      if (mode.busy) return stay(mode);
      return stay({ ...seen, busy: true }, { kind: 'do', act: input.act, who: mode.who });
    case 'came-of':
      return stay({ ...seen, busy: false, note: input.note });
    default:
      return stay(looked(mode, input, now));
  }
}

/** A device is looked at from the list of all; what was scanned before is no test of it. */
function turned(mode: In, page: StaffPage, device?: string): In {
  const { device: _before, scan: _old, ...rest } = mode;
  return { ...rest, page, ...(page === 'device' && device !== undefined && { device }) };
}

function above({ page }: In): StaffPage {
  if (page === 'device') return 'devices';
  return page === 'touch' ? 'screen' : 'home';
}

/** Whoever lays something down or scans is there. */
function looked(mode: In, input: Input, now: number): In {
  const { tags } = mode;
  switch (input.kind) {
    case 'card':
      return { ...mode, seenAt: now, scan: 'staff-card' };
    case 'scan':
      return { ...mode, seenAt: now, scan: input.scan };
    case 'tag-came': {
      const others = tags.filter(({ uid }) => uid !== input.uid);
      return { ...mode, seenAt: now, tags: [...others, { uid: input.uid, tag: input.tag }] };
    }
    case 'tag-went':
      return { ...mode, seenAt: now, tags: tags.filter(({ uid }) => uid !== input.uid) };
    case 'crowded':
      return { ...mode, crowded: input.crowded };
    default:
      return mode;
  }
}
