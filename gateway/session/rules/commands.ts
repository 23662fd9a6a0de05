/** What each tap on the screen means where the person is. A tap that has no meaning there is let go. */
import type { KioskCommand } from '../../messages.ts';
import { enterPinForAccount, putBeside, renew, renewAll, showAccount } from './account.ts';
import { onWedge } from './arrivals.ts';
import { beginAct } from './books.ts';
import { anotherPerson, answerNotFinished, chooseReceipt, finish } from './finishing.ts';
import { currentGate, dismissGate } from './gate.ts';
import { keepDone } from './idle.ts';
import type { ActName } from './session-state.ts';
import { answerSet } from './sets.ts';
import { askForCard, enterPin, startNumber, typeNumber } from './signing-in.ts';
import { isOutOfService } from './terminal.ts';
import type { Turn } from './turn.ts';
import { answerOwnLoan, undo } from './undoing.ts';
import { hasBooksWaiting } from './visits.ts';

/** What a finger does, not a scanner. */
type Tap = Exclude<KioskCommand, { kind: 'wedge' }>;

/** These change how the screen looks, not what it says: a notice stays. */
const LOOKS: readonly Tap['kind'][] = ['here', 'language', 'text-size', 'contrast'];

export function onCommand(turn: Turn, command: KioskCommand): void {
  if (command.kind === 'wedge') return onWedge(turn, command.text);
  const tap = tapOf(command);
  if (tap !== undefined && isDoubleTap(turn, tap)) return;
  turn.note({ kind: 'seen', at: turn.now });
  if (tap !== undefined) turn.note({ kind: 'command-taken', command: tap, at: turn.now });
  if (!LOOKS.includes(command.kind)) turn.note({ kind: 'notice-read' });
  keepDone(turn);
  carryOut(turn, command);
}

/**
 * What makes two taps the same. A button beside a line is told by its line; the answer to a question is not, for
 * the next question takes its place. What was typed is no single tap.
 */
function tapOf(command: Tap): string | undefined {
  switch (command.kind) {
    case 'here':
    case 'type-number':
    case 'enter-pin':
      return undefined;
    case 'undo':
      return `undo ${command.line}`;
    case 'renew':
      return `renew ${command.identifier}`;
    default:
      return command.kind;
  }
}

const isDoubleTap = ({ visit: { lastCommand }, now, settings }: Turn, tap: string): boolean =>
  lastCommand?.kind === tap && now - lastCommand.at < settings.times.doubleTap;

function carryOut(turn: Turn, command: Tap): void {
  switch (command.kind) {
    case 'here':
      return dismissGate(turn);
    case 'language':
      return turn.note({ kind: 'preferred', preferences: { language: command.language } });
    case 'text-size':
      return turn.note({ kind: 'preferred', preferences: { largeText: command.large } });
    case 'contrast':
      return turn.note({ kind: 'preferred', preferences: { highContrast: command.high } });
    case 'help':
      return turn.note({ kind: 'help-opened' });
    case 'call-staff':
      return turn.note({ kind: 'staff-called' });
    case 'back':
      return back(turn);
    default:
      return serve(turn, command);
  }
}

type Service = Exclude<
  Tap,
  { kind: 'here' | 'language' | 'text-size' | 'contrast' | 'help' | 'call-staff' | 'back' }
>;

function serve(turn: Turn, command: Service): void {
  switch (command.kind) {
    case 'start-return':
      return start(turn, () => beginAct(turn, 'return'));
    case 'start-number':
      return start(turn, () => startNumber(turn));
    case 'choose':
      return start(turn, () => choose(turn, command.act));
    case 'type-number':
      return typeNumber(turn, command.number);
    case 'enter-pin':
      return givePin(turn, command.pin);
    case 'undo':
      return whileWorking(turn, () => undo(turn, command.line));
    case 'own-loan':
      return whileWorking(turn, () => answerOwnLoan(turn, command.line, command.choice));
    case 'set':
      return whileWorking(turn, () => answerSet(turn, command.line, command.choice));
    case 'show-account':
      return showAccount(turn);
    case 'renew':
      return renew(turn, command.identifier);
    case 'renew-all':
      return renewAll(turn);
    case 'finish':
      return finish(turn);
    case 'not-finished':
      return answerNotFinished(turn, command.choice);
    case 'receipt':
      return chooseReceipt(turn, command.choice);
    case 'another-person':
      return anotherPerson(turn);
  }
}

/** Nobody is let in while the terminal is out of service, or the pad belongs to nobody. */
function start(turn: Turn, serveThem: () => void): void {
  const { scene } = turn;
  const free =
    scene.stage === 'idle' ||
    (scene.stage === 'signing-in' && scene.step === 'card' && !scene.asking);
  if (free && !currentGate(turn) && !isOutOfService(turn.terminal)) serveThem();
}

function choose(turn: Turn, act: ActName): void {
  if (!hasBooksWaiting(turn.session)) return;
  if (act === 'return') beginAct(turn, 'return');
  else askForCard(turn);
}

function whileWorking(turn: Turn, act: () => void): void {
  if (turn.scene.stage === 'working') act();
}

function givePin(turn: Turn, pin: string): void {
  const { scene } = turn;
  if (scene.stage === 'signing-in' && scene.step === 'pin') return enterPin(turn, scene, pin);
  enterPinForAccount(turn, pin);
}

/** Closes what is on top; before that, help; at the bottom, the start screen. */
function back(turn: Turn): void {
  const { visit, scene } = turn;
  if (visit.help) return turn.note({ kind: 'help-closed' });
  if (scene.stage === 'working') return putBeside(turn, undefined);
  if (scene.stage === 'idle' && !scene.gate) return turn.note({ kind: 'labels-taken' });
  if (scene.stage !== 'signing-in') return;
  const retype = scene.step === 'pin' && scene.query.entry === 'typed';
  turn.go(retype ? { stage: 'signing-in', step: 'number' } : { stage: 'idle' });
}
