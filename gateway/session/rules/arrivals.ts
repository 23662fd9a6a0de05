/** Books and cards that arrive by pad or scanner, wherever the person is. */
import { decodeScan } from '../../devices/barcode/aim.ts';
import type { Scan } from '../../devices/device.ts';
import { takeBelonging, takeLabel, takeTag } from './books.ts';
import { currentGate } from './gate.ts';
import { takeNextCard } from './groups.ts';
import type { SeenTag } from './label.ts';
import { hasTag } from './line.ts';
import { awaitsCard, isPersons, presentPerson } from './people.ts';
import { askableNumber, meaningOf, tellNeither } from './scans.ts';
import { cure } from './securing.ts';
import { asking, isAtDesk } from './session-state.ts';
import type { ShownCard } from './session-state.ts';
import { onPartLeft } from './sets.ts';
import { takeCard } from './signing-in.ts';
import { isOutOfService } from './terminal.ts';
import type { Turn } from './turn.ts';
import { endVisit, hold } from './visits.ts';

export function onScan(turn: Turn, scan: Scan): void {
  if (hasJustEnded(turn, cardIn(turn, scan)) || !isHeard(turn)) return;
  if (turn.scene.stage === 'working') return takeScan(turn, scan);
  if (turn.scene.stage !== 'finishing') takeBeforeAct(turn, scan);
}

/** A card by a reader of its own: it can be nothing else. */
export function onCard(turn: Turn, card: string): void {
  if (hasJustEnded(turn, card) || !isHeard(turn)) return;
  if (turn.scene.stage === 'working') return takeNextCard(turn, card);
  if (turn.scene.stage !== 'finishing' && !asking(turn.visit)) takeCard(turn, card);
}

/**
 * The leader's card has ended the class, and is read twice where it is held a little longer: no visit of theirs begins
 * by that, which the next child's book would go to (S184).
 */
function hasJustEnded({ scene, visit }: Turn, card: string | undefined): boolean {
  const { group, people } = visit;
  const isOver = scene.stage === 'finishing' && group?.kind === 'class';
  return isOver && people.some(({ id, query }) => id === group.leader && query.card === card);
}

function cardIn(turn: Turn, scan: Scan): string | undefined {
  const meaning = meaningOf(turn, scan);
  if (meaning.kind === 'patron') return meaning.card;
  return meaning.kind === 'either' ? meaning.text : undefined;
}

/** What was said before is read by now, and the summary of the visit before is over. */
function isHeard(turn: Turn): boolean {
  if (isDone(turn)) endVisit(turn);
  if (isAtDesk(turn.session)) return false;
  turn.note({ kind: 'seen', at: turn.now });
  if (!isListening(turn)) return false;
  turn.note({ kind: 'notice-read' });
  turn.note({ kind: 'help-closed' });
  return true;
}

/** What a scanner in keyboard mode typed into the page; some send AIM identifiers that way too. */
export function onWedge(turn: Turn, text: string): void {
  if (!turn.settings.wedge) return;
  const scan = decodeScan(new TextEncoder().encode(text));
  if (scan) onScan(turn, { ...scan, typed: true });
  else onScanUnreadable(turn);
}

export function onScanUnreadable(turn: Turn): void {
  if (isAtDesk(turn.session)) return;
  turn.note({ kind: 'seen', at: turn.now });
  if (isListening(turn)) turn.tell('scan-unreadable');
}

const isListening = (turn: Turn): boolean =>
  !currentGate(turn) && !(turn.scene.stage === 'idle' && isOutOfService(turn.terminal));

/** Where a card is waited for, what may be either is asked about as a card. */
function takeBeforeAct(turn: Turn, scan: Scan): void {
  const meaning = meaningOf(turn, scan);
  switch (meaning.kind) {
    case 'item':
      return hold(turn, meaning.label);
    case 'patron':
      return takeCardIfFree(turn, meaning.card);
    case 'either':
      return takeCardIfFree(turn, meaning.text, 'either');
    default: {
      const number = askableNumber(turn, scan, meaning);
      if (number === undefined) tellNeither(turn, meaning);
      else takeCardIfFree(turn, number, 'identity-card');
    }
  }
}

/** A scan on a list screen, where a book's label is expected, unless one more card is waited for. */
function takeScan(turn: Turn, scan: Scan): void {
  const meaning = meaningOf(turn, scan);
  switch (meaning.kind) {
    case 'patron':
      return takeNextCard(turn, meaning.card);
    case 'item':
      return takeLabel(turn, meaning.label);
    case 'either':
      return takeEither(turn, meaning.text);
    default: {
      const number = askableNumber(turn, scan, meaning);
      if (number === undefined) tellNeither(turn, meaning);
      else takeNextCard(turn, number, 'identity-card');
    }
  }
}

/** Somebody's who is here, or what the screen waits for. */
function takeEither(turn: Turn, text: string): void {
  const { group, people } = turn.visit;
  const isTheirs = group !== undefined && people.some(({ query }) => query.card === text);
  if (isTheirs) takeNextCard(turn, text);
  else if (awaitsCard(turn.visit)) takeNextCard(turn, text, 'either');
  else takeLabel(turn, text);
}

function takeCardIfFree(turn: Turn, card: string, shown?: ShownCard): void {
  if (!asking(turn.visit)) takeCard(turn, card, shown);
}

export function onTagEntered(turn: Turn, tag: SeenTag): void {
  const isKnown = turn.terminal.pad.some(({ uid }) => uid === tag.uid);
  turn.note({ kind: 'tag-came', tag });
  // A tag seen twice is one arrival; what lies at the desk is the desk's.
  if (isKnown || isAtDesk(turn.session)) return;
  turn.note({ kind: 'seen', at: turn.now });
  const { scene } = turn;
  const hasLine = turn.visit.lines.some((line) => hasTag(line, tag.uid));
  if (!hasLine || scene.stage === 'idle' || isDone(turn)) cure(turn, tag.uid);
  if (scene.stage === 'working') {
    return tag.label.kind === 'card' ? takeNextCard(turn, tag.label.card) : takeTag(turn, tag);
  }
  if (scene.stage === 'finishing') return isDone(turn) ? undefined : takeBelonging(turn, tag);
  const isFree = isListening(turn) && !asking(turn.visit);
  if (tag.label.kind === 'card' && isFree) takeCard(turn, tag.label.card);
}

const isDone = ({ scene }: Turn): boolean => scene.stage === 'finishing' && scene.step === 'done';

export function onTagLeft(turn: Turn, uid: string): void {
  turn.note({ kind: 'tag-went', uid });
  if (isAtDesk(turn.session)) return;
  turn.note({ kind: 'seen', at: turn.now });
  if (isOfPresent(turn, uid)) turn.note({ kind: 'book-lifted' });
  onPartLeft(turn, uid);
}

const isOfPresent = ({ visit }: Turn, uid: string): boolean =>
  visit.lines.some((line) => hasTag(line, uid) && isPersons(line, presentPerson(visit)));
