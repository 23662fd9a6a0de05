/** Who is here, and whose the book is that is laid down now. Rules S170–S175. */
import type { Line } from './line.ts';
import type { Person, Visit } from './session-state.ts';
import type { Turn } from './turn.ts';

/** More than any class; the visit must not grow without end. */
export const MOST_PEOPLE = 60;

export const personOf = ({ people }: Visit, id: string | undefined): Person | undefined =>
  people.find((person) => person.id === id);

/** Who the screen shows; their question about a card is still open where one more is asked about. */
export const presentPerson = (visit: Visit): Person | undefined =>
  personOf(visit, visit.present?.person);

/** Whose the next book is. Nobody's while one more card is asked about: it may be its owner's already. */
export const borrower = (visit: Visit): Person | undefined =>
  isCardOpen(visit) ? undefined : presentPerson(visit);

/** One more card was shown, and it is not settled yet whose turn it is. */
export const isCardOpen = ({ scene }: Visit): boolean =>
  scene.stage === 'working' &&
  (scene.side?.kind === 'second-card' || scene.side?.kind === 'joining');

/** Borrowing, and the next book would be nobody's: it waits for a card. */
export const awaitsCard = (visit: Visit): boolean =>
  visit.scene.stage === 'working' &&
  visit.scene.act === 'borrow' &&
  visit.people.length > 0 &&
  borrower(visit) === undefined;

export const isPersons = (line: Line, person: Person | undefined): boolean =>
  person !== undefined && line.person === person.id;

/** Who comes next, or nobody. A PIN was given by one who was present, and goes with them (S173). */
export function turnTo(turn: Turn, person: Person | undefined): void {
  const before = presentPerson(turn.visit);
  if (before && before.id !== person?.id) forgetPin(turn, before);
  turn.note({ kind: 'turned-to', ...(person && { person: person.id }) });
}

export function forgetPin(
  turn: Turn,
  { query: { pin: _gone, ...query }, ...person }: Person,
): void {
  const view = { ...person.view, pinVerified: false };
  turn.note({ kind: 'person-known', person: { ...person, view, query } });
}
