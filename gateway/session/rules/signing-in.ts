/** Who borrows: by a scanned card, or by a typed number, which always needs the PIN. Rules S10–S19. */
import type { CardQuery, PatronAnswer, PatronView, Refusal } from '../../ils/ils.ts';
import { beginAct } from './books.ts';
import type { Keypad, Scene, ShownCard } from './session-state.ts';
import type { Turn } from './turn.ts';
import { hold } from './visits.ts';

type PinScene = Extract<Scene, { step: 'pin' }>;
type CardScene = Extract<Scene, { step: 'card' }>;

export function startNumber(turn: Turn): void {
  if (!turn.terminal.online) return turn.tell('offline');
  turn.go({ stage: 'signing-in', step: 'number' });
}

/** Books first, then “borrow”: the card is asked for. */
export function askForCard(turn: Turn): void {
  if (!turn.terminal.online) return turn.tell('offline');
  if (!turn.terminal.timeKnown) return turn.tell('time-unknown');
  turn.go({ stage: 'signing-in', step: 'card', chosen: true });
}

export function takeCard(turn: Turn, card: string, shown?: ShownCard): void {
  if (!turn.terminal.online) return turn.tell('offline');
  if (!turn.terminal.timeKnown) return turn.tell('time-unknown');
  const chosen =
    turn.scene.stage === 'signing-in' && turn.scene.step === 'card' && turn.scene.chosen;
  const query: CardQuery = { card, entry: 'scanned' };
  turn.go({
    ...{ stage: 'signing-in', step: 'card', chosen, query, asking: identify(turn, query) },
    ...(shown && { shown }),
  });
}

/** Whether the number exists is not said before the PIN is given too. */
export function typeNumber(turn: Turn, number: string): void {
  if (turn.scene.stage !== 'signing-in' || turn.scene.step !== 'number') return;
  turn.go({ stage: 'signing-in', step: 'pin', query: { card: number, entry: 'typed' } });
}

export function enterPin(turn: Turn, scene: PinScene, pin: string): void {
  if (scene.asking) return;
  // The PIN stays with the card for this visit: nobody is asked for the same thing twice (WCAG 3.3.7).
  const query = { ...scene.query, pin };
  turn.go({ ...scene, query, asking: identify(turn, query) });
}

function identify(turn: Turn, query: CardQuery): { id: string; since: number } {
  const id = turn.newId();
  turn.ask({ kind: 'identify', ask: id, query });
  return { id, since: turn.now };
}

export function onPatron(turn: Turn, ask: string, answer: PatronAnswer): void {
  const { scene } = turn;
  if (scene.stage !== 'signing-in' || scene.step === 'number' || scene.asking?.id !== ask) return;
  const { query } = scene;
  if (query === undefined) return;
  switch (answer.outcome) {
    case 'accepted':
      return welcome(turn, scene, answer.patron, query);
    case 'refused':
      return scene.step === 'pin'
        ? refusePin(turn, scene, answer.refusal)
        : refuseCard(turn, scene, query, answer.refusal);
    case 'unreachable':
      turn.go({ stage: 'idle' });
      return turn.tell('offline');
  }
}

/**
 * The library may name the card to go on with. It must where it was asked by a citizen's number, which belongs into no
 * transaction; a patron who has no other card is not served by it.
 */
function welcome(
  turn: Turn,
  scene: CardScene | PinScene,
  view: PatronView,
  asked: CardQuery,
): void {
  const { card = asked.card, ...shown } = view;
  if (scene.shown === 'identity-card' && view.card === undefined) {
    turn.go(waitingAgain(scene));
    return turn.tell('identity-card-declined');
  }
  turn.note({ kind: 'patron-known', patron: { view: shown, query: { ...asked, card } } });
  beginAct(turn, 'borrow');
}

function refuseCard(turn: Turn, scene: CardScene, query: CardQuery, refusal: Refusal): void {
  const { chosen, shown } = scene;
  if (refusal.code === 'pin-required') {
    return turn.go({ stage: 'signing-in', step: 'pin', query, ...(shown && { shown }) });
  }
  turn.go(waitingAgain(scene));
  const mayBeLabel = shown === 'either' && turn.settings.scans.tryOtherKind && !chosen;
  // Held, not looked up: whose number it might be is asked of nobody twice.
  if (mayBeLabel && refusal.code === 'card-unknown') return hold(turn, query.card);
  turn.note({ kind: 'told', notice: refusal });
}

/** As before the card was shown. */
const waitingAgain = (scene: CardScene | PinScene): Scene =>
  scene.step === 'card' && scene.chosen
    ? { stage: 'signing-in', step: 'card', chosen: true }
    : { stage: 'idle' };

/** What must not be told apart after a typed number, or numbers could be tried out one by one. */
const NUMBER_OR_PIN = ['pin-wrong', 'card-unknown', 'pin-required', 'several-matches'];

function refusePin(turn: Turn, { query, ...scene }: PinScene, refusal: Refusal): void {
  const { pin: _wiped, ...card } = query;
  const { asking: _answered, ...rest } = scene;
  const next: PinScene = { ...rest, query: card };
  if (query.entry === 'typed' && NUMBER_OR_PIN.includes(refusal.code)) {
    turn.go(next);
    return turn.tell('number-or-pin-wrong');
  }
  const isAboutPin = refusal.code.startsWith('pin-') || refusal.code === 'number-or-pin-wrong';
  turn.go(isAboutPin ? { ...next, ...keypadAfter(refusal) } : { stage: 'idle' });
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
