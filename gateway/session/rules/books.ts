/** A book laid down or scanned while an act is under way: one line each, one transaction each. Rules S20–S29. */
import type { Scan } from '../../devices/device.ts';
import type { Act, ItemRef } from '../../ils/ils.ts';
import { refuse } from './acts.ts';
import { hasFailed, hasTag, isGathering, isInFlight, isSameBook, isUndone } from './line.ts';
import type { Book, Line } from './line.ts';
import type { Label, SeenTag } from './label.ts';
import { newPart, sameItem, withPart } from './parts.ts';
import { askableNumber, meaningOf, tellNeither } from './scans.ts';
import { secureIfDue } from './securing.ts';
import { booksOnPad } from './session-state.ts';
import type { ActName } from './session-state.ts';
import { takeUp } from './sets.ts';
import type { Turn } from './turn.ts';

/** Enters the act: what lies on the pad and what was scanned before comes first. */
export function beginAct(turn: Turn, act: ActName): void {
  turn.go({ stage: 'working', act });
  const labels = turn.visit.held;
  turn.note({ kind: 'labels-taken' });
  for (const tag of booksOnPad(turn.session)) takeTag(turn, tag);
  for (const label of labels) takeLabel(turn, label);
}

export function takeTag(turn: Turn, { uid, label }: SeenTag): void {
  switch (label.kind) {
    case 'card':
      return takeNoCard(turn, label.card);
    case 'item':
      return takePart(turn, uid, label);
    case 'damaged':
      return takeUnread(turn, uid, 'tag-damaged');
    case 'foreign':
      return takeUnread(turn, uid, 'tag-unknown');
  }
}

/** A scan on a list screen, where a book's label is expected. */
export function takeScan(turn: Turn, scan: Scan): void {
  const meaning = meaningOf(turn, scan);
  switch (meaning.kind) {
    case 'patron':
      return takeNoCard(turn, meaning.card);
    case 'item':
      return takeLabel(turn, meaning.label);
    case 'either':
      return takeLabel(turn, meaning.text);
    default:
      if (askableNumber(turn, scan, meaning) === undefined) return tellNeither(turn, meaning);
      return turn.tell('wrong-card');
  }
}

/** A card where a book is expected: the next person's, or one held to the scanner by mistake. */
export function takeNoCard(turn: Turn, card: string): void {
  const { patron } = turn.visit;
  const isAnother = patron !== undefined && patron.query.card !== card;
  turn.tell(isAnother ? 'finish-first' : 'wrong-card');
}

const lineOf = (turn: Turn, book: Book): Line | undefined =>
  turn.visit.lines.find((line) => isSameBook(line, book));

function takeLabel(turn: Turn, identifier: string): void {
  const item = { identifier };
  const tag = turn.terminal.pad.find(
    ({ label }) => label.kind === 'item' && sameItem(label.item, item),
  );
  if (tag) takeTag(turn, tag);
  else takeItem(turn, item);
}

function takePart(turn: Turn, uid: string, label: Extract<Label, { kind: 'item' }>): void {
  const known = lineOf(turn, { item: label.item, parts: [{ uid }] });
  if (!known || mayBeTakenUp(known)) return takeItem(turn, label.item, known);
  if (!hasTag(known, uid)) joinPart(turn, known, uid, label);
  settleParts(turn, known.id);
}

function takeItem(turn: Turn, item: ItemRef, known = lineOf(turn, { item, parts: [] })): void {
  if (known && !mayBeTakenUp(known)) return settleParts(turn, known.id);
  const line = { ...(known ?? newLine(turn)), item: known?.item ?? item };
  takeUp(turn, line, known && isGathering(known) ? known.act : actOf(turn));
}

/** This terminal itself says no, without asking the library: there is nothing to name the item by. */
function takeUnread(turn: Turn, uid: string, refusal: string): void {
  const known = lineOf(turn, { parts: [{ uid }] });
  if (known && !mayBeTakenUp(known)) return settleParts(turn, known.id);
  refuse(turn, known ?? { ...newLine(turn), parts: [newPart(uid)] }, refusal);
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
const mayBeTakenUp = (line: Line): boolean =>
  isGathering(line) ||
  (!isInFlight(line) &&
    !line.asksOwnLoan &&
    (line.ils === 'refused' || (isUndone(line) && !hasFailed(line))));

/** “Finish” was pressed: only what belongs to a book on the list is still taken. */
export function takeBelonging(turn: Turn, { uid, label }: SeenTag): void {
  const book = { ...(label.kind === 'item' && { item: label.item }), parts: [{ uid }] };
  const line = lineOf(turn, book);
  if (line && (isGathering(line) || !mayBeTakenUp(line))) takeTag(turn, { uid, label });
}
