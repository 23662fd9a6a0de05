/** A book laid down or scanned while an act is under way: one line each, one transaction each. Rules S20–S29. */
import type { Scan } from '../../devices/device.ts';
import type { Act, TransactionId } from '../../ils/ils.ts';
import { isInFlight, isSameBook, isUndone } from './line.ts';
import type { Book, Line } from './line.ts';
import type { SeenTag } from './label.ts';
import { scanMeaning } from './scans.ts';
import { secureIfDue } from './securing.ts';
import { booksOnPad } from './session-state.ts';
import type { ActName } from './session-state.ts';
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
      return takeBook(
        turn,
        { item: label.item, tag: uid },
        label.parts > 1 ? 'set-see-staff' : undefined,
      );
    case 'damaged':
      return takeBook(turn, { tag: uid }, 'tag-damaged');
    case 'foreign':
      return takeBook(turn, { tag: uid }, 'tag-unknown');
  }
}

/** A scan on a list screen, where a book's label is expected. */
export function takeScan(turn: Turn, scan: Scan): void {
  switch (scanMeaning(scan, turn.settings.cardPatterns)) {
    case 'isbn':
      return turn.tell('isbn-scanned');
    case 'card':
      return takeNoCard(turn, scan.text);
    case 'label':
      return takeLabel(turn, scan.text);
  }
}

/** A card where a book is expected: the next person's, or one held to the scanner by mistake. */
function takeNoCard(turn: Turn, card: string): void {
  const { patron } = turn.visit;
  const isAnother = patron !== undefined && patron.query.card !== card;
  turn.tell(isAnother ? 'finish-first' : 'wrong-card');
}

function takeLabel(turn: Turn, identifier: string): void {
  const item = { identifier };
  const tag = turn.terminal.pad.find(
    ({ label }) => label.kind === 'item' && isSameBook({ item: label.item }, { item }),
  );
  if (tag) takeTag(turn, tag);
  else takeBook(turn, { item });
}

/** `refusal`: what this terminal itself says no to, without asking the library. */
function takeBook(turn: Turn, book: Book, refusal?: string): void {
  const known = turn.visit.lines.find((line) => isSameBook(line, book));
  const line = known ? joined(known, book) : newLine(turn, book);
  turn.line(line);
  if (known && !mayBeTriedAgain(line)) return secureIfDue(turn, line);
  if (refusal !== undefined) return refuse(turn, line, refusal);
  begin(turn, line, actOf(turn));
}

/** The tag that was seen first stays: a second tag with the same number is another book, wrongly labelled. */
const joined = (line: Line, book: Book): Line => ({
  ...line,
  ...(line.item === undefined && book.item ? { item: book.item } : {}),
  ...(line.tag === undefined && book.tag !== undefined ? { tag: book.tag } : {}),
});

const newLine = (turn: Turn, book: Book): Line => ({
  id: String(turn.visit.lines.length + 1),
  act: actOf(turn),
  ils: 'pending',
  security: { state: 'not-needed' },
  ...book,
});

const actOf = ({ scene }: Turn): Act =>
  scene.stage === 'working' && scene.act === 'return' ? 'checkin' : 'checkout';

/** A book refused or taken back, and laid down anew, is meant; but one that was asked for comes back to be armed. */
const mayBeTriedAgain = (line: Line): boolean =>
  !isInFlight(line) &&
  !line.asksOwnLoan &&
  (line.ils === 'refused' || (isUndone(line) && line.security.state !== 'failed'));

export function refuse(turn: Turn, line: Line, code: string): void {
  const { asksOwnLoan: _asked, ...rest } = line;
  turn.line({ ...rest, ils: 'refused', refusal: { code, params: {} } });
}

/** Why a loan or renewal is not even asked for. */
export function localRefusal({ terminal }: Turn, act: Act): string | undefined {
  if (act === 'checkin') return undefined;
  if (!terminal.timeKnown) return 'time-unknown';
  return terminal.online ? undefined : 'offline';
}

/** Starts the act on the line from the beginning, whatever came of it before. */
export function begin(turn: Turn, { id, item, tag, view }: Line, act: Act): void {
  const line: Line = {
    id,
    act,
    ils: 'pending',
    security: { state: 'not-needed' },
    ...(item && { item }),
    ...(tag !== undefined && { tag }),
    ...(view && { view }),
  };
  const no = localRefusal(turn, act);
  if (no !== undefined) return refuse(turn, line, no);
  const transaction = transact(turn, line, { act, mode: 'attempt' });
  if (transaction !== undefined) turn.line({ ...line, transaction });
}

export interface Intent {
  readonly act: Act;
  readonly mode: 'attempt' | 'promise';
  readonly undoOf?: TransactionId;
}

/** Has it recorded and relayed; undefined where there is nothing to name the item by. */
export function transact(turn: Turn, line: Line, intent: Intent): TransactionId | undefined {
  const { item, tag } = line;
  if (item === undefined) return undefined;
  const id = turn.newId();
  const card = intent.act === 'checkin' ? undefined : turn.visit.patron?.query.card;
  turn.ask({
    kind: 'transact',
    transaction: { id, ...intent, item, occurredAt: turn.now, ...(card !== undefined && { card }) },
    tags: tag === undefined ? [] : [{ uid: tag }],
    sessionId: turn.visit.id,
  });
  return id;
}
