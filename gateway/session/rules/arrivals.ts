/** Books and cards that arrive by pad or scanner, wherever the person is. */
import type { Scan } from '../../devices/device.ts';
import { takeScan, takeTag } from './books.ts';
import { currentGate } from './gate.ts';
import type { SeenTag } from './label.ts';
import { isSameBook } from './line.ts';
import { scanMeaning } from './scans.ts';
import { cure, secureIfDue } from './securing.ts';
import { asking } from './session-state.ts';
import { takeCard } from './signing-in.ts';
import { isOutOfService } from './terminal.ts';
import type { Turn } from './turn.ts';
import { endVisit } from './visits.ts';

/** More labels than anybody scans before choosing; the rest are let go. */
const MOST_HELD = 50;

export function onScan(turn: Turn, scan: Scan): void {
  if (turn.scene.stage === 'finishing' && turn.scene.step === 'done') endVisit(turn);
  turn.note({ kind: 'seen', at: turn.now });
  if (!isListening(turn)) return;
  turn.note({ kind: 'notice-read' });
  turn.note({ kind: 'help-closed' });
  if (turn.scene.stage === 'working') return takeScan(turn, scan);
  if (turn.scene.stage !== 'finishing') takeBeforeAct(turn, scan);
}

export function onScanUnreadable(turn: Turn): void {
  turn.note({ kind: 'seen', at: turn.now });
  if (isListening(turn)) turn.tell('scan-unreadable');
}

const isListening = (turn: Turn): boolean =>
  !currentGate(turn) && !(turn.scene.stage === 'idle' && isOutOfService(turn.terminal));

/** On the start screen a scan is a card, unless the site's patterns say that it is a book. */
function takeBeforeAct(turn: Turn, scan: Scan): void {
  const { cardPatterns } = turn.settings;
  const meaning = scanMeaning(scan, cardPatterns);
  if (meaning === 'isbn') return turn.tell('isbn-scanned');
  if (meaning === 'label' && cardPatterns.length > 0) return hold(turn, scan.text);
  if (!asking(turn.visit)) takeCard(turn, scan.text);
}

function hold(turn: Turn, label: string): void {
  const { held } = turn.visit;
  if (held.length < MOST_HELD && !held.includes(label)) turn.note({ kind: 'label-held', label });
}

export function onTagEntered(turn: Turn, tag: SeenTag): void {
  const isKnown = turn.terminal.pad.some(({ uid }) => uid === tag.uid);
  turn.note({ kind: 'tag-came', tag });
  // A tag seen twice is one arrival.
  if (isKnown) return;
  turn.note({ kind: 'seen', at: turn.now });
  const { scene } = turn;
  const hasLine = turn.visit.lines.some((line) => line.tag === tag.uid);
  if (!hasLine || scene.stage === 'idle' || isDone(turn)) cure(turn, tag.uid);
  if (scene.stage === 'working') return takeTag(turn, tag);
  if (scene.stage === 'finishing') return takeBackOnPad(turn, tag);
  const isFree = isListening(turn) && !asking(turn.visit);
  if (tag.label.kind === 'card' && isFree) takeCard(turn, tag.label.card);
}

const isDone = ({ scene }: Turn): boolean => scene.stage === 'finishing' && scene.step === 'done';

/** “Finish” was pressed: only a book that was asked for again is taken. */
function takeBackOnPad(turn: Turn, { uid, label }: SeenTag): void {
  if (isDone(turn)) return;
  const book = label.kind === 'item' ? { item: label.item, tag: uid } : { tag: uid };
  const line = turn.visit.lines.find((each) => each.tag === uid && isSameBook(each, book));
  if (line) secureIfDue(turn, line);
}

export function onTagLeft(turn: Turn, uid: string): void {
  turn.note({ kind: 'tag-went', uid });
  turn.note({ kind: 'seen', at: turn.now });
}
