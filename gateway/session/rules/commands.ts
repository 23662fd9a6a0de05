/** What each tap on the screen means where the person is. A tap that has no meaning there is let go. */
import type { VisitCommand } from '../../kiosk-command.ts';
import { enterPinForAccount, putBeside, renew, renewAll, showAccount } from './account.ts';
import { onWedge } from './arrivals.ts';
import { beginAct } from './books.ts';
import { anotherPerson, answerNotFinished, finish } from './finishing.ts';
import { currentGate, dismissGate } from './gate.ts';
import { addCard, answerSecondCard, choosePerson, leaveQuestion, startClass } from './groups.ts';
import { keepDone } from './idle.ts';
import { awaitsCard, isCardOpen } from './people.ts';
import { chooseReceipt } from './receipts.ts';
import type { ActName } from './session-state.ts';
import { answerSet } from './sets.ts';
import {
  askForCard,
  backFromSignIn,
  enterPin,
  signIn,
  startNumber,
  typeNumber,
} from './signing-in.ts';
import { isOutOfService } from './terminal.ts';
import type { Turn } from './turn.ts';
import { answerOwnLoan, undo } from './undoing.ts';
import { hasBooksWaiting } from './visits.ts';

/** What a finger does, not a scanner. */
type Tap = Exclude<VisitCommand, { kind: 'wedge' }>;

/** These change how the screen looks, not what it says: a notice stays. */
const LOOKS: readonly Tap['kind'][] = ['here', 'language', 'text-size', 'contrast'];

export function onCommand(turn: Turn, command: VisitCommand): void {
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
    case 'person':
      return `person ${command.person}`;
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
      return enterNumber(turn);
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
    case 'add-card':
      return addCard(turn);
    case 'second-card':
      return answerSecondCard(turn, command.choice);
    case 'person':
      return choosePerson(turn, command.person);
    case 'whole-class':
      return startClass(turn);
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

/** Of who comes first; or of who joins, where a card is waited for. */
function enterNumber(turn: Turn): void {
  if (awaitsCard(turn.visit) && !isCardOpen(turn.visit)) return startNumber(turn);
  start(turn, () => startNumber(turn));
}

function givePin(turn: Turn, pin: string): void {
  if (signIn(turn)?.step === 'pin') return enterPin(turn, pin);
  enterPinForAccount(turn, pin);
}

/** Closes what is on top; before that, help; at the bottom, the start screen. */
function back(turn: Turn): void {
  const { visit, scene } = turn;
  if (visit.help) return turn.note({ kind: 'help-closed' });
  if (signIn(turn)) return backFromSignIn(turn);
  if (scene.stage === 'idle' && !scene.gate) return turn.note({ kind: 'waiting-ended' });
  if (scene.stage !== 'working') return;
  if (scene.side?.kind === 'second-card') leaveQuestion(turn);
  else putBeside(turn, undefined);
}
