/**
 * The session as a pure state machine (docs/rules/session.md): `decide` says what happens and what is to be done,
 * `evolve` what it makes of the state. The rules themselves live in rules/, one noun a file.
 */
import { onAccount } from './rules/account.ts';
import { onNotPromised, onNotRecorded, onOutcome, onRecorded } from './rules/answers.ts';
import { onCard, onScan, onScanUnreadable, onTagEntered, onTagLeft } from './rules/arrivals.ts';
import { onCommand } from './rules/commands.ts';
import type { SessionEvent } from './rules/events.ts';
import { concludeIfSettled } from './rules/finishing.ts';
import { passGate, waitForStart, watchPad } from './rules/gate.ts';
import { endTurn } from './rules/groups.ts';
import { endIfDone, endIfIdle } from './rules/idle.ts';
import type { Effect, Input } from './rules/inputs.ts';
import { giveUpWaiting, onMailed, onPrinted } from './rules/receipts.ts';
import { onSecurity, onUncured, retryWrites } from './rules/securing.ts';
import type { Session } from './rules/session-state.ts';
import { onPatron } from './rules/signing-in.ts';
import { endLooking } from './rules/sets.ts';
import {
  changeTerminal,
  endBlinking,
  onCrowded,
  onDesk,
  onDevice,
  onPairing,
  onPause,
  onPrinter,
  onSettings,
  onStaff,
} from './rules/terminal.ts';
import { Turn } from './rules/turn.ts';
import type { Moment } from './rules/turn.ts';

export { evolve } from './rules/events.ts';
export type { SessionEvent } from './rules/events.ts';
export type { Effect, Input } from './rules/inputs.ts';
export type { Session } from './rules/session-state.ts';
export type { Moment } from './rules/turn.ts';
export { nextDeadline } from './rules/deadlines.ts';
export { firstSession } from './rules/visits.ts';

export interface Decision {
  readonly events: readonly SessionEvent[];
  /** To be carried out in this order, after the state has moved on. */
  readonly effects: readonly Effect[];
  /** The state after the events: `events.reduce(evolve, session)`. */
  readonly session: Session;
}

export function decide(session: Session, input: Input, moment: Moment): Decision {
  const turn = new Turn(session, moment);
  react(turn, input);
  concludeIfSettled(turn);
  watchPad(turn);
  return { events: turn.events, effects: turn.effects, session: turn.session };
}

function react(turn: Turn, input: Input): void {
  switch (input.kind) {
    case 'command':
      return onCommand(turn, input.command);
    case 'scanned':
      return onScan(turn, input.scan);
    case 'scan-unreadable':
      return onScanUnreadable(turn);
    case 'card-read':
      return onCard(turn, input.card);
    case 'tag-entered':
      return onTagEntered(turn, input.tag);
    case 'tag-left':
      return onTagLeft(turn, input.uid);
    case 'tick':
      return onTick(turn);
    case 'patron':
    case 'account':
    case 'outcome':
    case 'recorded':
    case 'not-recorded':
    case 'not-promised':
    case 'printed':
    case 'mailed':
    case 'security':
      return onAnswer(turn, input);
    default:
      return onTerminal(turn, input);
  }
}

type Answer = Extract<
  Input,
  {
    kind:
      | 'patron'
      | 'account'
      | 'outcome'
      | 'recorded'
      | 'not-recorded'
      | 'not-promised'
      | 'printed'
      | 'mailed'
      | 'security';
  }
>;
type TerminalInput = Extract<
  Input,
  {
    kind:
      | 'device'
      | 'pad-crowded'
      | 'printer'
      | 'desk'
      | 'staff'
      | 'pairing'
      | 'pause'
      | 'blink'
      | 'settings'
      | 'online'
      | 'offline-loans'
      | 'time'
      | 'outbox'
      | 'terminal'
      | 'started'
      | 'uncured'
      | 'clock-moved';
  }
>;

function onAnswer(turn: Turn, input: Answer): void {
  if (isSignOfLife(input)) turn.note({ kind: 'seen', at: turn.now });
  switch (input.kind) {
    case 'patron':
      return onPatron(turn, input.ask, input.answer);
    case 'account':
      return onAccount(turn, input.ask, input.answer);
    case 'outcome':
      return onOutcome(turn, input);
    case 'recorded':
      return onRecorded(turn, input.transaction);
    case 'not-recorded':
      return onNotRecorded(turn, input.transaction);
    case 'not-promised':
      return onNotPromised(turn, input.transaction);
    case 'printed':
      return onPrinted(turn, input.ask, input.result);
    case 'mailed':
      return onMailed(turn, input.ask, input.answer);
    case 'security':
      return onSecurity(turn, input);
  }
}

/** The person was waiting for it. A write repeated by itself, or an answer that comes late, is none of theirs. */
const isSignOfLife = (input: Answer): boolean =>
  input.kind === 'security' ? input.result === 'done' : !(input.kind === 'outcome' && input.late);

function onTerminal(turn: Turn, input: TerminalInput): void {
  switch (input.kind) {
    case 'device':
      return onDevice(turn, input.device, input.ready);
    case 'pad-crowded':
      return onCrowded(turn, input.crowded);
    case 'printer':
      return onPrinter(turn, input.device, input.condition);
    case 'desk':
      return onDesk(turn, input.open);
    case 'staff':
      return onStaff(turn, input.here);
    case 'pairing':
      return onPairing(turn, input.pairing);
    case 'pause':
      return onPause(turn, input.pause);
    case 'settings':
      return onSettings(turn);
    case 'blink':
      return changeTerminal(turn, { blinkUntil: turn.now + input.forMs });
    case 'online':
      return changeTerminal(turn, { online: input.online });
    case 'offline-loans':
      return changeTerminal(turn, { lendsOffline: input.allowed });
    case 'time':
      return changeTerminal(turn, { timeKnown: input.known });
    case 'outbox':
      return changeTerminal(turn, { outboxWritable: input.writable });
    case 'terminal': {
      const { kind: _kind, ...place } = input;
      return changeTerminal(turn, place);
    }
    case 'clock-moved':
      return turn.note({ kind: 'clock-moved', by: input.by });
    case 'uncured':
      return onUncured(turn, input.uncured);
    case 'started':
      changeTerminal(turn, { uncured: input.uncured });
      return waitForStart(turn, input.recovered);
  }
}

function onTick(turn: Turn): void {
  endBlinking(turn);
  passGate(turn);
  endLooking(turn);
  retryWrites(turn);
  endTurn(turn);
  giveUpWaiting(turn);
  endIfDone(turn);
  endIfIdle(turn);
}
