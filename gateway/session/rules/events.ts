/** What has happened in a session, and what it makes of the state. No rule is decided here. */
import type { Refusal } from '../../ils/ils.ts';
import { shifted } from './clock-moved.ts';
import type { SeenTag } from './label.ts';
import type { Line } from './line.ts';
import type { Preferences, Scene, Session, TerminalFacts, Visit } from './session-state.ts';
import type { Uncured } from '../transactions.ts';

export type SessionEvent =
  /** Everything of the visit before is gone. */
  | { readonly kind: 'visit-began'; readonly visit: Visit }
  | { readonly kind: 'seen'; readonly at: number }
  | { readonly kind: 'command-taken'; readonly command: string; readonly at: number }
  | { readonly kind: 'went'; readonly to: Scene }
  | { readonly kind: 'patron-known'; readonly patron: NonNullable<Visit['patron']> }
  | { readonly kind: 'line-noted'; readonly line: Line }
  | { readonly kind: 'label-held'; readonly label: string }
  | { readonly kind: 'labels-taken' }
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
    case 'tag-went':
      return { ...session, terminal: { ...session.terminal, pad: padAfter(session, event) } };
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
    case 'patron-known':
      return { ...visit, patron: event.patron };
    case 'line-noted':
      return { ...visit, lines: withLine(visit.lines, event.line) };
    case 'label-held':
      return { ...visit, held: [...visit.held, event.label] };
    case 'labels-taken':
      return { ...visit, held: [] };
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

/** In its old place, or at the end where it is new. */
function withLine(lines: readonly Line[], line: Line): readonly Line[] {
  const known = lines.some((candidate) => candidate.id === line.id);
  if (!known) return [...lines, line];
  return lines.map((candidate) => (candidate.id === line.id ? line : candidate));
}

function without(visit: Visit, key: 'notice'): Visit {
  const { [key]: _gone, ...rest } = visit;
  return rest;
}
