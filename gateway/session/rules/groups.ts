/** Several people in one sitting: a family joins card by card, a class goes past one after the other. Rules S170–S186. */
import { finish } from './finishing.ts';
import { isGathering, isInFlight, needsPutBack } from './line.ts';
import type { Line } from './line.ts';
import { isCardOpen, isPersons, personOf, presentPerson, turnTo } from './people.ts';
import { asking, booksOnPad } from './session-state.ts';
import type { Person, Session, ShownCard, Visit } from './session-state.ts';
import type { SessionSettings } from './settings.ts';
import { admit, takeCard } from './signing-in.ts';
import type { Turn } from './turn.ts';

/** A card while somebody borrows. The same card again is not another person. */
export function takeNextCard(turn: Turn, card: string, shown?: ShownCard): void {
  const { visit } = turn;
  if (visit.people.length === 0) return turn.tell('wrong-card');
  // Held a little longer, a card is read twice: what waits for it goes on waiting.
  if (openCard(visit) === card) return;
  if (isCardOpen(visit) && asking(visit)) return turn.tell('card-not-taken');
  const known = visit.people.find(({ query }) => query.card === card);
  if (joinsUnasked(visit)) return takeGroupCard(turn, card, known, shown);
  if (known) return takeOwnCard(turn);
  if (!turn.settings.groups.family) return turn.tell('finish-first');
  giveUpWaiting(turn);
  putQuestion(turn, card, shown);
}

/** The scanned card that the screen is about. */
function openCard({ scene }: Visit): string | undefined {
  const side = scene.stage === 'working' ? scene.side : undefined;
  if (side?.kind === 'second-card') return side.card;
  const query = side?.kind === 'joining' && side.step !== 'number' ? side.query : undefined;
  return query?.entry === 'scanned' ? query.card : undefined;
}

/** Of a family of one the card that was to join was not taken: whose the next is, is asked anew. */
const joinsUnasked = ({ group, people, present }: Visit): boolean =>
  group !== undefined && (group.kind === 'class' || people.length > 1 || present === undefined);

/** Who is asked about a second card and shows their own goes on alone. */
function takeOwnCard(turn: Turn): void {
  if (isCardOpen(turn.visit)) leaveQuestion(turn);
  else turn.tell('wrong-card');
}

/** What was laid down for a card that another now takes the place of is nobody's. */
function giveUpWaiting(turn: Turn): void {
  if (isCardOpen(turn.visit)) turn.note({ kind: 'waiting-ended' });
}

function takeGroupCard(turn: Turn, card: string, known?: Person, shown?: ShownCard): void {
  giveUpWaiting(turn);
  if (known) return admit(turn, known);
  // Whatever becomes of this card, the pupil before has had their turn.
  if (turn.visit.group?.kind === 'class') turnTo(turn, undefined);
  takeCard(turn, card, shown);
}

function putQuestion(turn: Turn, card: string, shown?: ShownCard): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return;
  const side = { kind: 'second-card', card, ...(shown && { shown }) } as const;
  turn.go({ stage: 'working', act: scene.act, side });
}

export function answerSecondCard(turn: Turn, choice: 'together' | 'switch' | 'leave'): void {
  const { scene } = turn;
  if (scene.stage !== 'working' || scene.side?.kind !== 'second-card') return;
  const { card, shown } = scene.side;
  if (choice === 'together') {
    turn.note({ kind: 'group-began', group: { kind: 'family' } });
    return takeCard(turn, card, shown);
  }
  leaveQuestion(turn);
  if (choice === 'switch') finish(turn);
}

/** What was laid down while it was not said whose it is stays nobody's. */
export function leaveQuestion(turn: Turn): void {
  const { scene } = turn;
  if (scene.stage !== 'working') return;
  turn.note({ kind: 'waiting-ended' });
  turn.go({ stage: 'working', act: scene.act });
}

/** “Add a card”: the next card joins without a question. */
export function addCard(turn: Turn): void {
  const { group, scene } = turn.visit;
  if (!mayAddCard(turn.session, turn.settings) || scene.stage !== 'working') return;
  if (group === undefined) turn.note({ kind: 'group-began', group: { kind: 'family' } });
  turnTo(turn, undefined);
  turn.go({ stage: 'working', act: scene.act });
}

/** Nothing stands in the way of one more card: somebody borrows, and no class goes past. */
export const mayAddCard = ({ visit }: Session, { groups }: SessionSettings): boolean =>
  groups.family && visit.group?.kind !== 'class' && presentPerson(visit) !== undefined;

/** Who may open a class: whom the library says, or whose card the site says. */
export function mayLead({ visit }: Session, { groups }: SessionSettings): boolean {
  const present = presentPerson(visit);
  const isAlone = visit.group?.kind !== 'class' && visit.people.length === 1;
  if (!groups.class || present === undefined || !isAlone) return false;
  const { query, view } = present;
  return view.mayLeadClass === true || groups.leaderCards.some((rule) => rule.test(query.card));
}

/** “Whole class”: from now on each card takes over by itself. */
export function startClass(turn: Turn): void {
  const { scene } = turn;
  const leader = presentPerson(turn.visit);
  if (scene.stage !== 'working' || !leader || !mayLead(turn.session, turn.settings)) return;
  turn.note({ kind: 'group-began', group: { kind: 'class', leader: leader.id } });
  turnTo(turn, undefined);
  turn.go({ stage: 'working', act: scene.act });
}

/** A touch on one of those who are here; in a class only the card tells who it is. */
export function choosePerson(turn: Turn, id: string): void {
  const person = personOf(turn.visit, id);
  const { group, scene } = turn.visit;
  if (scene.stage !== 'working' || !person || group?.kind !== 'family') return;
  if (asking(turn.visit)) return;
  giveUpWaiting(turn);
  admit(turn, person);
}

/** When a pupil's turn ends by itself, so that the next book is not taken for theirs; epoch milliseconds. */
export function turnEndsAt(session: Session, { times }: SessionSettings): number | undefined {
  const { group, present, scene, seenAt } = session.visit;
  if (group?.kind !== 'class' || !present || scene.stage !== 'working' || scene.side) {
    return undefined;
  }
  const isHere = booksOnPad(session).length > 0 || session.terminal.crowded;
  if (isHere || session.visit.lines.some((line) => isWanted(session, line))) return undefined;
  return seenAt + (present.hasLifted ? times.turn : times.turnUntouched);
}

/** Something of theirs is under way, or they are asked something. */
const isWanted = ({ visit }: Session, line: Line): boolean =>
  isPersons(line, presentPerson(visit)) &&
  (isInFlight(line) || isGathering(line) || line.asksOwnLoan === true || needsPutBack(line));

export function endTurn(turn: Turn): void {
  const endsAt = turnEndsAt(turn.session, turn.settings);
  if (endsAt !== undefined && turn.now >= endsAt) turnTo(turn, undefined);
}
