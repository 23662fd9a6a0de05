/** What has happened in a session, and what it makes of the state. No rule is decided here. */
import type { Uid } from '../../devices/device.ts';
import type { Refusal } from '../../ils/ils.ts';
import { shifted } from './clock-moved.ts';
import type { SeenTag } from './label.ts';
import type { Line } from './line.ts';
import type {
  Group,
  Person,
  Preferences,
  Scene,
  Session,
  TerminalFacts,
  Visit,
} from './session-state.ts';
import type { Uncured } from '../transactions.ts';

export type SessionEvent =
  /** Everything of the visit before is gone. */
  | { readonly kind: 'visit-began'; readonly visit: Visit }
  | { readonly kind: 'seen'; readonly at: number }
  | { readonly kind: 'command-taken'; readonly command: string; readonly at: number }
  | { readonly kind: 'went'; readonly to: Scene }
  | { readonly kind: 'person-known'; readonly person: Person }
  /** Who borrows from now on; nobody where it is not said. */
  | { readonly kind: 'turned-to'; readonly person?: string }
  | { readonly kind: 'book-lifted' }
  | { readonly kind: 'group-began'; readonly group: Group }
  | { readonly kind: 'tag-waits'; readonly uid: Uid }
  /** What waited for a card is taken, or is nobody's from now on. */
  | { readonly kind: 'waiting-ended' }
  | { readonly kind: 'line-noted'; readonly line: Line }
  | { readonly kind: 'label-held'; readonly label: string }
  | { readonly kind: 'told'; readonly notice: Refusal }
  | { readonly kind: 'notice-read' }
  | { readonly kind: 'preferred'; readonly preferences: Partial<Preferences> }
  | { readonly kind: 'help-opened' }
  | { readonly kind: 'help-closed' }
  | { readonly kind: 'staff-called' }
  | { readonly kind: 'tag-came'; readonly tag: SeenTag }
  | { readonly kind: 'tag-went'; readonly uid: string }
  | { readonly kind: 'uncured-noted'; readonly entry: Uncured }
  | { readonly kind: 'cured'; readonly uid: string }
  | { readonly kind: 'clock-moved'; readonly by: number }
  | { readonly kind: 'terminal-changed'; readonly facts: TerminalFacts };

export function evolve(session: Session, event: SessionEvent): Session {
  switch (event.kind) {
    case 'visit-began':
      return { ...session, visit: event.visit };
    case 'clock-moved':
      return shifted(session, event.by);
    case 'terminal-changed':
      return { ...session, terminal: event.facts };
    case 'tag-came':
    case 'tag-went': {
      const terminal = { ...session.terminal, pad: padAfter(session, event) };
      return { terminal, visit: { ...session.visit, waiting: waitingAfter(session.visit, event) } };
    }
    case 'uncured-noted':
    case 'cured':
      return {
        ...session,
        terminal: { ...session.terminal, uncured: uncuredAfter(session, event) },
      };
    default:
      return { ...session, visit: visitAfter(session.visit, event) };
  }
}

type PadEvent = Extract<SessionEvent, { kind: 'tag-came' | 'tag-went' }>;
type UncuredEvent = Extract<SessionEvent, { kind: 'uncured-noted' | 'cured' }>;
type VisitEvent = Exclude<
  SessionEvent,
  PadEvent | UncuredEvent | { kind: 'visit-began' | 'terminal-changed' | 'clock-moved' }
>;

function padAfter({ terminal: { pad } }: Session, event: PadEvent): readonly SeenTag[] {
  switch (event.kind) {
    case 'tag-came':
      return [...pad.filter((tag) => tag.uid !== event.tag.uid), event.tag];
    case 'tag-went':
      return pad.filter((tag) => tag.uid !== event.uid);
  }
}

const waitingAfter = ({ waiting }: Visit, event: PadEvent): readonly Uid[] =>
  event.kind === 'tag-went' ? waiting.filter((uid) => uid !== event.uid) : waiting;

function uncuredAfter({ terminal }: Session, event: UncuredEvent): readonly Uncured[] {
  const uid = event.kind === 'cured' ? event.uid : event.entry.uid;
  const others = terminal.uncured.filter((entry) => entry.uid !== uid);
  return event.kind === 'cured' ? others : [...others, event.entry];
}

function visitAfter(visit: Visit, event: VisitEvent): Visit {
  switch (event.kind) {
    case 'seen':
      return { ...visit, seenAt: event.at };
    case 'command-taken':
      return { ...visit, lastCommand: { kind: event.command, at: event.at } };
    case 'went':
      return { ...visit, scene: event.to };
    case 'person-known':
    case 'turned-to':
    case 'book-lifted':
    case 'group-began':
      return peopleAfter(visit, event);
    case 'tag-waits':
      return { ...visit, waiting: [...visit.waiting, event.uid] };
    case 'waiting-ended':
      return { ...visit, waiting: [], held: [] };
    case 'line-noted':
      return { ...visit, lines: withEntry(visit.lines, event.line) };
    case 'label-held':
      return { ...visit, held: [...visit.held, event.label] };
    case 'told':
      return { ...visit, notice: event.notice };
    case 'notice-read':
      return without(visit, 'notice');
    case 'preferred':
      return { ...visit, preferences: { ...visit.preferences, ...event.preferences } };
    case 'help-opened':
      return { ...visit, help: true };
    case 'help-closed':
      return { ...visit, help: false };
    case 'staff-called':
      return { ...visit, staffCalled: true };
  }
}

type PeopleEvent = Extract<
  VisitEvent,
  { kind: 'person-known' | 'turned-to' | 'book-lifted' | 'group-began' }
>;

function peopleAfter(visit: Visit, event: PeopleEvent): Visit {
  const { present, ...rest } = visit;
  switch (event.kind) {
    case 'person-known':
      return { ...visit, people: withEntry(visit.people, event.person) };
    case 'turned-to':
      if (event.person === undefined) return rest;
      return { ...rest, present: { person: event.person, hasLifted: false } };
    case 'book-lifted':
      return present ? { ...rest, present: { ...present, hasLifted: true } } : rest;
    case 'group-began':
      return { ...visit, group: event.group };
  }
}

/** In its old place, or at the end where it is new. */
function withEntry<T extends { readonly id: string }>(entries: readonly T[], entry: T): T[] {
  const known = entries.some(({ id }) => id === entry.id);
  if (!known) return [...entries, entry];
  return entries.map((candidate) => (candidate.id === entry.id ? entry : candidate));
}

function without(visit: Visit, key: 'notice'): Visit {
  const { [key]: _gone, ...rest } = visit;
  return rest;
}
