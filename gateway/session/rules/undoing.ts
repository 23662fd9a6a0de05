/** Taking back what was done, and one's own loan laid down. Rules S50–S56. */
import { begin, transact } from './acts.ts';
import { hasFailed, isGathering, isInFlight, stands } from './line.ts';
import type { Line } from './line.ts';
import type { Part } from './parts.ts';
import { isOnPad } from './session-state.ts';
import type { Session } from './session-state.ts';
import { secure, secureParts } from './securing.ts';
import { giveUpSet, takeUp } from './sets.ts';
import type { Turn } from './turn.ts';

/** Only a loan of this visit, and only with all its tags on the pad: the gate must ring again afterwards. */
export const canUndo = (session: Session, line: Line): boolean =>
  line.act === 'checkout' &&
  line.ils === 'accepted' &&
  stands(line) &&
  !isInFlight(line) &&
  areAllHere(session, line);

const areAllHere = (session: Session, { parts }: Line): boolean =>
  parts.every(({ uid }) => isOnPad(session, uid));

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
  if (isGathering(line)) return giveUpSet(turn, line);
  if (line.act !== 'checkout' || line.undo !== undefined) return;
  if (line.ils === 'unknown') return takeBack(turn, line, 'promise');
  if (!hasFailed(line) || turn.settings.ifPatronLeaves === 'keep') return;
  const silent = line.parts.filter(mayBeSilent);
  if (silent.length === 0) return takeBackArmed(turn, line);
  if (line.rollsBack) return keep(turn, line);
  if (silent.every((part) => isSurelyHere(turn, part))) rollBack(turn, line, silent);
}

/** Written or perhaps written, and not surely armed again since. */
function mayBeSilent({ security }: Part): boolean {
  if (security.state === 'not-needed') return false;
  if (security.wanted === 'armed') return security.state !== 'done';
  return security.state !== 'failed' || security.doubtful === true;
}

/** Known to be silent, and within reach. */
const isSurelyHere = ({ session }: Turn, { security, uid }: Part): boolean =>
  security.state === 'done' && isOnPad(session, uid);

function takeBackArmed(turn: Turn, line: Line): void {
  const { rollsBack: _done, ...rest } = line;
  takeBack(turn, rest, 'promise');
  const left = turn.visit.lines.find((candidate) => candidate.id === line.id);
  // Writes still under way, or repeated by another hand, must not have the last word.
  if (left?.undo) secure(turn, left, { transaction: left.undo.transaction, wanted: 'armed' });
}

/** Some parts of the set are silent already: they are armed while the loan still stands, which is then taken back. */
function rollBack(turn: Turn, line: Line, silent: readonly Part[]): void {
  const { transaction } = line;
  if (transaction === undefined) return;
  const wish = { transaction, wanted: 'armed', rollback: true } as const;
  secureParts(turn, { ...line, rollsBack: true }, silent, wish);
}

/** A part could not be armed again: the loan stands after all, and all its tags are to say so. */
function keep(turn: Turn, { rollsBack: _failed, ...line }: Line): void {
  const { transaction } = line;
  if (transaction !== undefined) secure(turn, line, { transaction, wanted: 'disarmed' });
}

/** Not while it is in somebody's hands: a book that is taken back stays silent at the gate until its tags are armed. */
function returnOwnLoan(turn: Turn, line: Line): void {
  if (areAllHere(turn.session, line)) return takeUp(turn, line, 'checkin');
  leaveAsItIs(turn, line);
  turn.tell('lay-back-to-return');
}

/** Laid down anew, it is asked about anew. */
function leaveAsItIs(turn: Turn, { asksOwnLoan: _answered, ...line }: Line): void {
  turn.line(line);
}

export function answerOwnLoan(turn: Turn, id: string, choice: 'renew' | 'return' | 'leave'): void {
  const line = turn.visit.lines.find((candidate) => candidate.id === id);
  if (!line?.asksOwnLoan) return;
  if (choice === 'renew') return begin(turn, line, 'renew');
  if (choice === 'return') return returnOwnLoan(turn, line);
  leaveAsItIs(turn, line);
}
