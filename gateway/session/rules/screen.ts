/**
 * Which screen is shown. The first that applies, in this order (rule S100):
 *
 * 1. still-there, while the ring runs
 * 2. help, where it was opened
 * 3. pairing, while the server does not let this terminal in; out-of-service, while nobody is being served (staff at the desk are one reason)
 * 4. restarted, pad-not-empty: the gate before the start screen (waiting, while the terminal starts)
 * 5. waiting, from 400 ms on
 * 6. not-finished; printer-busy while a receipt is printed, paper-out where it could not be; done, or recorded-here where
 *    the library does not know of a line yet
 * 7. number, pin
 * 8. account
 * 9. second-card, too-many, then own-loan, set-incomplete, put-back, over the list
 * 10. borrow, return
 * 11. time-unknown, returns-only, return-or-borrow, start
 */
import type { ScreenName, Snapshot } from '../../messages.ts';
import { isWaiting } from './deadlines.ts';
import { isRinging } from './idle.ts';
import { isUnresolved, needsPutBack } from './line.ts';
import type { Line } from './line.ts';
import { borrower } from './people.ts';
import { receiptLines } from './receipt-lines.ts';
import { isPaperMissed } from './receipts.ts';
import type { Gate, Scene, Session, Side, Visit } from './session-state.ts';
import type { SessionSettings } from './settings.ts';
import { isBroken, isOutOfService } from './terminal.ts';
import { hasBooksWaiting } from './visits.ts';

export interface Shown {
  readonly screen: ScreenName;
  readonly beneath?: ScreenName;
}

export function screenOf(session: Session, settings: SessionSettings, now: number): Shown {
  const { visit } = session;
  const { scene } = visit;
  const below = restingScreen(session);
  if (isRinging(session, settings, now)) return { screen: 'still-there', beneath: below };
  if (visit.help) return { screen: 'help', beneath: below };
  if (scene.stage === 'idle' && isOutOfService(session.terminal)) {
    return { screen: session.terminal.pairing ? 'pairing' : 'out-of-service' };
  }
  if (scene.stage === 'idle' && scene.gate) return { screen: gateScreen(scene.gate) };
  if (isWaiting(visit, settings, now)) return { screen: 'waiting', beneath: below };
  if (scene.stage === 'finishing' && scene.step === 'not-finished') {
    return { screen: 'not-finished', beneath: below };
  }
  return overList(session) ?? { screen: below };
}

/** Questions about one book, laid over the list. */
function overList(session: Session): Shown | undefined {
  const { scene } = session.visit;
  if (scene.stage !== 'working') return undefined;
  const beneath = listScreen(scene.act);
  if (scene.side?.kind === 'second-card') return { screen: 'second-card', beneath };
  if (scene.side) return undefined;
  if (session.terminal.crowded) return { screen: 'too-many', beneath };
  const line = currentLine(session);
  return line && { screen: questionOf(line), beneath };
}

function questionOf({ asksOwnLoan, asksSet }: Line): ScreenName {
  if (asksOwnLoan) return 'own-loan';
  return asksSet ? 'set-incomplete' : 'put-back';
}

/** The book that own-loan, set-incomplete, put-back or not-finished speaks of. */
export function currentLine({ visit }: Session): Line | undefined {
  const { lines, scene } = visit;
  if (scene.stage === 'finishing') {
    return scene.step === 'not-finished' ? lines.find(isUnresolved) : undefined;
  }
  const theirs = lines.filter(({ person }) => isAskedNow(visit, person));
  const asked = theirs.find(({ asksOwnLoan }) => asksOwnLoan);
  if (asked) return asked;
  const lacking = theirs.find(({ asksSet }) => asksSet);
  return lacking ?? (isAnybodys(visit) ? lines : theirs).find(needsPutBack);
}

/** Of several people each is asked about their own books, and the next one's way stays free (S177). */
const isAskedNow = (visit: Visit, person: string | undefined): boolean =>
  visit.group === undefined || person === borrower(visit)?.id;

/** While nobody borrows, a book that the gate would ring for is called back whoever's it is. */
const isAnybodys = (visit: Visit): boolean => borrower(visit) === undefined;

export function stageOf({ visit, terminal }: Session): Snapshot['stage'] {
  const { stage } = visit.scene;
  // A visit under way is shown to its end: what it has done stands.
  return stage === 'idle' && isBroken(terminal) ? 'out-of-service' : stage;
}

const gateScreen = ({ reason }: Gate): ScreenName => (reason === 'starting' ? 'waiting' : reason);

const listScreen = (act: 'borrow' | 'return'): ScreenName => act;

/** The screen that stays when everything passing is taken away. */
function restingScreen(session: Session): ScreenName {
  const { scene } = session.visit;
  switch (scene.stage) {
    case 'idle':
      return startScreen(session);
    case 'signing-in':
      return scene.step === 'card' ? startScreen(session, scene.chosen) : scene.step;
    case 'working':
      return sideScreen(scene.side) ?? listScreen(scene.act);
    case 'finishing':
      return finishingScreen(session, scene);
  }
}

function sideScreen(side: Side | undefined): ScreenName | undefined {
  switch (side?.kind) {
    case 'joining':
      return side.step === 'card' ? undefined : side.step;
    case 'second-card':
      return undefined;
    default:
      return side?.kind;
  }
}

function finishingScreen(
  session: Session,
  scene: Extract<Scene, { stage: 'finishing' }>,
): ScreenName {
  if (scene.step !== 'done') return listScreen(scene.act);
  const { step } = scene.receipt;
  if (step.state === 'printing') return 'printer-busy';
  if (isPaperMissed(step)) return 'paper-out';
  const recordedHere = receiptLines(session.visit).some(({ ils }) => ils === 'queued');
  return recordedHere ? 'recorded-here' : 'done';
}

/** `cardAsked`: “borrow” was chosen for the books on the pad, and the card is what is missing. */
function startScreen(session: Session, cardAsked = false): ScreenName {
  const { terminal } = session;
  if (!terminal.timeKnown) return 'time-unknown';
  if (!terminal.online && !terminal.lendsOffline) return 'returns-only';
  return hasBooksWaiting(session) && !cardAsked ? 'return-or-borrow' : 'start';
}
