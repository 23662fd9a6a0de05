/** How a visit begins and ends. Rules S1–S4. */
import { booksOnPad } from './session-state.ts';
import type { Gate, Preferences, Session, Visit } from './session-state.ts';
import type { SessionSettings } from './settings.ts';
import type { Turn } from './turn.ts';

export const usualLooks = ({ language, largeText = false }: SessionSettings): Preferences => ({
  ...{ language, largeText, highContrast: false },
});

const freshVisit = (id: string, now: number, settings: SessionSettings): Visit => ({
  id,
  seenAt: now,
  preferences: usualLooks(settings),
  scene: { stage: 'idle' },
  people: [],
  lines: [],
  held: [],
  waiting: [],
  help: false,
  staffCalled: false,
});

/** The terminal before anything is known of it: nobody is served until its devices have opened. */
export const firstSession = (id: string, now: number, settings: SessionSettings): Session => ({
  terminal: {
    name: '',
    library: '',
    timeZone: 'Asia/Ho_Chi_Minh',
    online: false,
    offlineSince: now,
    timeKnown: false,
    outboxWritable: true,
    padReady: false,
    scannerReady: false,
    cardReaderReady: false,
    printerReady: false,
    lendsOffline: false,
    crowded: false,
    outSince: now,
    pad: [],
    uncured: [],
  },
  visit: freshVisit(id, now, settings),
});

/** Wipes all that was said, and lets nobody in before the pad is clear. */
export function endVisit(turn: Turn): void {
  const visit = freshVisit(turn.newId(), turn.now, turn.settings);
  const gate: Gate | undefined =
    turn.terminal.pad.length > 0 ? { reason: 'pad-not-empty' } : undefined;
  turn.note({
    kind: 'visit-began',
    visit: gate ? { ...visit, scene: { stage: 'idle', gate } } : visit,
  });
}

/** As `endVisit`, where nobody has done anything: books on the pad stay on offer. */
export function resetVisit(turn: Turn): void {
  const visit = freshVisit(turn.newId(), turn.now, turn.settings);
  turn.note({ kind: 'visit-began', visit });
}

/** Somebody has set or opened something on the start screen that the next person should not find. */
export const isTouched = ({ visit }: Session, settings: SessionSettings): boolean =>
  visit.held.length > 0 ||
  visit.help ||
  visit.staffCalled ||
  visit.notice !== undefined ||
  visit.preferences.largeText !== (settings.largeText ?? false) ||
  visit.preferences.highContrast ||
  visit.preferences.language !== settings.language;

/** More labels than anybody scans before choosing; the rest are let go. */
const MOST_HELD = 50;

/** The label of a book, before anybody has said what for. */
export function hold(turn: Turn, label: string): void {
  const { held } = turn.visit;
  if (held.length < MOST_HELD && !held.includes(label)) turn.note({ kind: 'label-held', label });
}

/** Something to choose an act for: books on the pad, or labels scanned. */
export const hasBooksWaiting = (session: Session): boolean =>
  booksOnPad(session).length > 0 || session.visit.held.length > 0;
