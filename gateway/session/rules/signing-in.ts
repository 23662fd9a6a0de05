/**
 * Who borrows: by a scanned card, or by a typed number, which always needs the PIN. Rules S10–S19. The same steps
 * lead in who comes first, and, beside the list, who joins those that are here (S170).
 */
import type { CardQuery, PatronAnswer, PatronView, Refusal } from '../../ils/ils.ts';
import { beginAct, takeWaiting } from './books.ts';
import { finish } from './finishing.ts';
import { MOST_PEOPLE, turnTo } from './people.ts';
import type { Keypad, Person, Scene, ShownCard, SignIn } from './session-state.ts';
import type { Turn } from './turn.ts';
import { hold } from './visits.ts';

type PinStep = Extract<SignIn, { step: 'pin' }>;
type CardStep = Extract<SignIn, { step: 'card' }>;

/** How far the card has come that the screen is about. */
export function signIn({ scene }: { readonly scene: Scene }): SignIn | undefined {
  if (scene.stage === 'signing-in') return scene;
  return scene.stage === 'working' && scene.side?.kind === 'joining' ? scene.side : undefined;
}

function goTo(turn: Turn, step: SignIn): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return turn.go({ ...step, stage: 'signing-in' });
  turn.go({ stage: 'working', act: scene.act, side: { ...step, kind: 'joining' } });
}

/** As before the card was shown; what was laid down for it is nobody's (S174). */
function giveUp(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage === 'working') return leaveJoining(turn);
  const isChosen = scene.stage === 'signing-in' && scene.step === 'card' && scene.chosen;
  turn.go(isChosen ? { stage: 'signing-in', step: 'card', chosen: true } : { stage: 'idle' });
}

function leaveJoining(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return;
  turn.note({ kind: 'waiting-ended' });
  turn.go({ stage: 'working', act: scene.act });
}

export function startNumber(turn: Turn): void {
  if (!turn.terminal.online) return turn.tell('offline');
  goTo(turn, { step: 'number' });
}

/** Books first, then “borrow”: the card is asked for. */
export function askForCard(turn: Turn): void {
  const { lendsOffline, online, timeKnown } = turn.terminal;
  if (!online && !lendsOffline) return turn.tell('offline');
  if (!timeKnown) return turn.tell('time-unknown');
  goTo(turn, { step: 'card', chosen: true });
}

export function takeCard(turn: Turn, card: string, shown?: ShownCard): void {
  const { scene } = turn;
  const { online, timeKnown } = turn.terminal;
  const query: CardQuery = { card, entry: 'scanned' };
  if (!online && timeKnown && mayBeTakenUnasked(turn, query, shown)) {
    return takeUnasked(turn, query, shown);
  }
  if (!online || !timeKnown) {
    leaveJoining(turn);
    return turn.tell(online ? 'time-unknown' : 'offline');
  }
  const chosen = scene.stage === 'signing-in' && scene.step === 'card' && scene.chosen;
  const asking = identify(turn, query);
  goTo(turn, { step: 'card', chosen, query, asking, ...(shown && { shown }) });
}

/** Nobody can be asked whose it is: only a card that was scanned is taken at its word (S190, S200). */
const mayBeTakenUnasked = (
  { terminal }: Turn,
  { entry }: CardQuery,
  shown: ShownCard | undefined,
): boolean => terminal.lendsOffline && entry === 'scanned' && shown !== 'identity-card';

/** A PIN that was given and could not be checked is not kept (S62). */
function takeUnasked(
  turn: Turn,
  { pin: _unchecked, ...query }: CardQuery,
  shown: ShownCard | undefined,
): void {
  const { people } = turn.visit;
  const known = people.find((each) => each.query.card === query.card);
  if (known) return admit(turn, known);
  if (people.length >= MOST_PEOPLE) {
    giveUp(turn);
    return turn.tell('group-full');
  }
  const mayBeLabel = shown === 'either';
  const answer = turn.admitUnanswered({ card: query.card, mayBeLabel });
  if (answer.answer === 'refuse') return turnAway(turn, query.card, shown, answer.refusal);
  const { patron: view, unproved } = answer;
  admit(turn, { id: String(people.length + 1), view, query, ...(unproved && { unproved }) });
}

/** Whether the number exists is not said before the PIN is given too. */
export function typeNumber(turn: Turn, number: string): void {
  if (signIn(turn)?.step !== 'number') return;
  goTo(turn, { step: 'pin', query: { card: number, entry: 'typed' } });
}

export function enterPin(turn: Turn, pin: string): void {
  const step = signIn(turn);
  if (step?.step !== 'pin' || step.asking) return;
  // The PIN stays with the card for this visit: nobody is asked for the same thing twice (WCAG 3.3.7).
  const query = { ...step.query, pin };
  goTo(turn, { ...step, query, asking: identify(turn, query) });
}

/** From the PIN to the number where that was typed; else away. */
export function backFromSignIn(turn: Turn): void {
  const step = signIn(turn);
  const retypes = step?.step === 'pin' && step.query.entry === 'typed';
  if (retypes) return goTo(turn, { step: 'number' });
  leave(turn);
}

function leave(turn: Turn): void {
  if (turn.scene.stage === 'working') leaveJoining(turn);
  else turn.go({ stage: 'idle' });
}

function identify(turn: Turn, query: CardQuery): { id: string; since: number } {
  const id = turn.newId();
  turn.ask({ kind: 'identify', ask: id, query });
  return { id, since: turn.now };
}

export function onPatron(turn: Turn, ask: string, answer: PatronAnswer): void {
  const step = signIn(turn);
  if (step === undefined || step.step === 'number' || step.asking?.id !== ask) return;
  const { query } = step;
  if (query === undefined) return;
  switch (answer.outcome) {
    case 'accepted':
      return welcome(turn, step, answer.patron, query);
    case 'refused':
      return step.step === 'pin'
        ? refusePin(turn, step, answer.refusal)
        : refuseCard(turn, step, query, answer.refusal);
    case 'unreachable':
      if (mayBeTakenUnasked(turn, query, step.shown)) return takeUnasked(turn, query, step.shown);
      leave(turn);
      return turn.tell('offline');
  }
}

/**
 * The library may name the card to go on with. It must where it was asked by a citizen's number, which belongs into no
 * transaction; a patron who has no other card is not served by it.
 */
function welcome(turn: Turn, step: CardStep | PinStep, view: PatronView, asked: CardQuery): void {
  const { card = asked.card, ...shown } = view;
  if (step.shown === 'identity-card' && view.card === undefined) {
    giveUp(turn);
    return turn.tell('identity-card-declined');
  }
  const { people } = turn.visit;
  const known = people.find(({ query }) => query.card === card);
  if (!known && people.length >= MOST_PEOPLE) {
    giveUp(turn);
    return turn.tell('group-full');
  }
  const id = String(people.length + 1);
  admit(turn, known ?? { id, view: shown, query: { ...asked, card } });
}

/** Whoever has come is the one who borrows now; a class ends with the card that opened it. */
export function admit(turn: Turn, person: Person): void {
  const { group } = turn.visit;
  const { scene } = turn;
  if (group?.kind === 'class' && group.leader === person.id) return finish(turn);
  turn.note({ kind: 'person-known', person });
  turnTo(turn, person);
  if (scene.stage !== 'working') return beginAct(turn, 'borrow');
  turn.go({ stage: 'working', act: scene.act });
  takeWaiting(turn);
}

function refuseCard(turn: Turn, step: CardStep, query: CardQuery, refusal: Refusal): void {
  const { shown } = step;
  if (refusal.code === 'pin-required') {
    return goTo(turn, { step: 'pin', query, ...(shown && { shown }) });
  }
  turnAway(turn, query.card, shown, refusal);
}

function turnAway(turn: Turn, card: string, shown: ShownCard | undefined, refusal: Refusal): void {
  const { scene } = turn;
  const isChosen = scene.stage === 'signing-in' && scene.step === 'card' && scene.chosen;
  giveUp(turn);
  const mayBeLabel = shown === 'either' && turn.settings.scans.tryOtherKind && !isChosen;
  // Held, not looked up: whose number it might be is asked of nobody twice.
  if (mayBeLabel && refusal.code === 'card-unknown') return hold(turn, card);
  turn.note({ kind: 'told', notice: refusal });
}

/** What must not be told apart after a typed number, or numbers could be tried out one by one. */
const NUMBER_OR_PIN = ['pin-wrong', 'card-unknown', 'pin-required', 'several-matches'];

function refusePin(turn: Turn, { query, ...step }: PinStep, refusal: Refusal): void {
  const { pin: _wiped, ...card } = query;
  const { asking: _answered, ...rest } = step;
  const next: PinStep = { ...rest, query: card };
  if (query.entry === 'typed' && NUMBER_OR_PIN.includes(refusal.code)) {
    goTo(turn, next);
    return turn.tell('number-or-pin-wrong');
  }
  const isAboutPin = refusal.code.startsWith('pin-') || refusal.code === 'number-or-pin-wrong';
  if (isAboutPin) goTo(turn, { ...next, ...keypadAfter(refusal) });
  else giveUp(turn);
  turn.note({ kind: 'told', notice: refusal });
}

/** `pin-wrong` carries `triesLeft`, `pin-locked` carries `until` (epoch milliseconds), where the ILS says. */
export function keypadAfter({ params }: Refusal): Keypad {
  const { triesLeft, until } = params;
  return {
    ...(typeof triesLeft === 'number' && { triesLeft }),
    ...(typeof until === 'number' && { lockedUntil: until }),
  };
}
