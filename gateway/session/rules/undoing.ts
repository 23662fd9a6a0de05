/** Taking back what was done, and one's own loan laid down. Rules S50–S56. */
import { begin, transact } from './books.ts';
import { isInFlight, stands } from './line.ts';
import type { Line } from './line.ts';
import { isOnPad } from './session-state.ts';
import type { Session } from './session-state.ts';
import { secure } from './securing.ts';
import type { Turn } from './turn.ts';

/** Only a loan of this visit, and only with its tag on the pad: the gate must ring again afterwards. */
export const canUndo = (session: Session, line: Line): boolean =>
  line.act === 'checkout' &&
  line.ils === 'accepted' &&
  stands(line) &&
  !isInFlight(line) &&
  (line.security.state === 'not-needed' || isOnPad(session, line.tag));

export function undo(turn: Turn, id: string): void {
  const line = turn.visit.lines.find((candidate) => candidate.id === id);
  if (line && canUndo(turn.session, line)) takeBack(turn, line, 'attempt');
}

/** Queues the checkin behind the loan; `promise` where nobody waits for the answer. */
function takeBack(turn: Turn, line: Line, mode: 'attempt' | 'promise'): void {
  if (line.transaction === undefined) return;
  const transaction = transact(turn, line, { act: 'checkin', mode, undoOf: line.transaction });
  if (transaction === undefined) return;
  const state = mode === 'promise' ? 'done' : 'pending';
  turn.line({ ...line, undo: { transaction, state } });
}

/**
 * The person goes without this book: no loan may be left with a book that stays. But a tag that may be silent
 * already keeps its loan: taking it back would leave a book that passes the gate and that nobody has borrowed.
 */
export function leaveBehind(turn: Turn, line: Line): void {
  if (line.act !== 'checkout' || line.undo !== undefined) return;
  if (line.ils === 'unknown') return takeBack(turn, line, 'promise');
  if (line.security.state !== 'failed' || line.security.doubtful) return;
  if (turn.settings.ifPatronLeaves === 'keep') return;
  takeBack(turn, line, 'promise');
  const left = turn.visit.lines.find((candidate) => candidate.id === line.id);
  // Writes still under way, or repeated by another hand, must not have the last word.
  if (left?.undo) secure(turn, left, left.undo.transaction, 'armed');
}

export function answerOwnLoan(turn: Turn, id: string, choice: 'renew' | 'return' | 'leave'): void {
  const line = turn.visit.lines.find((candidate) => candidate.id === id);
  if (!line?.asksOwnLoan) return;
  if (choice === 'renew') return begin(turn, line, 'renew');
  if (choice === 'return') return begin(turn, line, 'checkin');
  const { asksOwnLoan: _answered, ...rest } = line;
  turn.line(rest);
}
