/** A book laid down or scanned while an act is under way: one line each, one transaction each. Rules S20–S29. */
import type { Act, ItemRef } from '../../ils/ils.ts';
import { refuse } from './acts.ts';
import { hasFailed, hasTag, isGathering, isInFlight, isSameBook, isUndone } from './line.ts';
import type { Book, Line } from './line.ts';
import type { Label, SeenTag } from './label.ts';
import { newPart, sameItem, withPart } from './parts.ts';
import { secureIfDue } from './securing.ts';
import { awaitsCard, borrower, isPersons, presentPerson } from './people.ts';
import { booksOnPad } from './session-state.ts';
import type { ActName } from './session-state.ts';
import { takeUp } from './sets.ts';
import type { Turn } from './turn.ts';
import { hold } from './visits.ts';

/** Enters the act: what lies on the pad and what was scanned before comes first. */
export function beginAct(turn: Turn, act: ActName): void {
  turn.go({ stage: 'working', act });
  takeAll(turn, booksOnPad(turn.session));
}

/** Somebody has come for what was laid down and scanned while nobody was there. */
export function takeWaiting(turn: Turn): void {
  const { waiting } = turn.visit;
  takeAll(
    turn,
    booksOnPad(turn.session).filter(({ uid }) => waiting.includes(uid)),
  );
}

function takeAll(turn: Turn, tags: readonly SeenTag[]): void {
  const { held } = turn.visit;
  turn.note({ kind: 'waiting-ended' });
  for (const tag of tags) takeTag(turn, tag);
  for (const label of held) takeLabel(turn, label);
}

/** A tag in a card is none of the books. */
export function takeTag(turn: Turn, { uid, label }: SeenTag): void {
  switch (label.kind) {
    case 'card':
      return;
    case 'item':
      return takePart(turn, uid, label);
    case 'damaged':
      return takeUnread(turn, uid, 'tag-damaged');
    case 'foreign':
      return takeUnread(turn, uid, 'tag-unknown');
  }
}

const lineOf = (turn: Turn, book: Book): Line | undefined =>
  turn.visit.lines.find((line) => isSameBook(line, book));

/** The label of a book, scanned while an act is under way. */
export function takeLabel(turn: Turn, identifier: string): void {
  const item = { identifier };
  const tag = turn.terminal.pad.find(
    ({ label }) => label.kind === 'item' && sameItem(label.item, item),
  );
  if (tag) takeTag(turn, tag);
  else takeItem(turn, item);
}

function takePart(turn: Turn, uid: string, label: Extract<Label, { kind: 'item' }>): void {
  const known = lineOf(turn, { item: label.item, parts: [{ uid }] });
  if (!known || mayBeTakenUp(turn, known)) {
    return mustWait(turn, known) ? wait(turn, uid) : takeItem(turn, label.item, known);
  }
  if (!hasTag(known, uid)) joinPart(turn, known, uid, label);
  settleParts(turn, known.id);
}

function takeItem(turn: Turn, item: ItemRef, known = lineOf(turn, { item, parts: [] })): void {
  if (known && !mayBeTakenUp(turn, known)) return settleParts(turn, known.id);
  if (known && isGathering(known)) return takeUp(turn, known, known.act);
  if (mustWait(turn, known)) return hold(turn, item.identifier);
  const line = { ...(known ?? newLine(turn)), ...ownerNow(turn), item: known?.item ?? item };
  takeUp(turn, line, actOf(turn));
}

/** This terminal itself says no, without asking the library: there is nothing to name the item by. */
function takeUnread(turn: Turn, uid: string, refusal: string): void {
  const known = lineOf(turn, { parts: [{ uid }] });
  if (known && !mayBeTakenUp(turn, known)) return settleParts(turn, known.id);
  if (mustWait(turn, known)) return wait(turn, uid);
  const line = known ?? { ...newLine(turn), parts: [newPart(uid)] };
  refuse(turn, { ...line, ...ownerNow(turn) }, refusal);
}

/** While a card is waited for, only a part of a set that is being gathered has an owner. */
const mustWait = ({ visit }: Turn, known: Line | undefined): boolean =>
  awaitsCard(visit) && !(known && isGathering(known));

function wait(turn: Turn, uid: string): void {
  if (!turn.visit.waiting.includes(uid)) turn.note({ kind: 'tag-waits', uid });
}

/** What is laid down, or laid down anew, is theirs whom the screen shows. */
function ownerNow({ visit }: Turn): Pick<Line, 'person'> {
  const person = borrower(visit)?.id;
  return person === undefined ? {} : { person };
}

/** One more tag of an item whose act has begun. A tag whose place is taken is another book's: it is not touched. */
function joinPart(
  turn: Turn,
  line: Line,
  uid: string,
  label: Extract<Label, { kind: 'item' }>,
): void {
  const tagged = withPart(line, uid, label);
  if (!tagged) return;
  turn.line({ item: label.item, ...line, ...tagged });
  const transaction = line.undo?.transaction ?? line.transaction;
  if (transaction === undefined) return;
  const part = tagged.parts.at(-1)?.number;
  turn.ask({ kind: 'add-tag', transaction, tag: { uid, ...(part !== undefined && { part }) } });
}

function settleParts(turn: Turn, id: string): void {
  const line = turn.visit.lines.find((each) => each.id === id);
  if (line) secureIfDue(turn, line);
}

const newLine = (turn: Turn): Line => ({
  id: String(turn.visit.lines.length + 1),
  act: actOf(turn),
  ils: 'pending',
  total: 1,
  parts: [],
});

const actOf = ({ scene }: Turn): Act =>
  scene.stage === 'working' && scene.act === 'return' ? 'checkin' : 'checkout';

/** A book refused or taken back, and laid down anew, is meant; but one that was asked for comes back to be armed. */
const mayBeTakenUp = ({ visit }: Turn, line: Line): boolean =>
  isGathering(line) ||
  (!isInFlight(line) &&
    !(line.asksOwnLoan && isPersons(line, presentPerson(visit))) &&
    (line.ils === 'refused' || (isUndone(line) && !hasFailed(line))));

/** “Finish” was pressed: only what belongs to a book on the list is still taken. */
export function takeBelonging(turn: Turn, { uid, label }: SeenTag): void {
  const book = { ...(label.kind === 'item' && { item: label.item }), parts: [{ uid }] };
  const line = lineOf(turn, book);
  if (line && (isGathering(line) || !mayBeTakenUp(turn, line))) takeTag(turn, { uid, label });
}
