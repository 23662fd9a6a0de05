/** What the library says of a transaction, and what follows for the book. Rules S30–S39. */
import type { Outcome, TransactionId } from '../../ils/ils.ts';
import { answerUnasked, refuse } from './acts.ts';
import type { Input } from './inputs.ts';
import type { Line } from './line.ts';
import { secure, wantedFor } from './securing.ts';
import { changeTerminal } from './terminal.ts';
import type { Turn } from './turn.ts';

type OutcomeInput = Extract<Input, { kind: 'outcome' }>;
type Accepted = Extract<Outcome, { outcome: 'accepted' }>;
type Refused = Extract<Outcome, { outcome: 'refused' }>;

export function onOutcome(turn: Turn, { transaction, outcome }: OutcomeInput): void {
  for (const line of turn.visit.lines) {
    if (line.undo?.transaction === transaction) settleUndo(turn, line, outcome);
    else if (line.transaction === transaction && isOpen(line)) settle(turn, line, outcome);
  }
}

/** An answer that is known already changes nothing when it comes again. */
const isOpen = ({ ils }: Line): boolean =>
  ils === 'pending' || ils === 'unknown' || ils === 'queued';

function settle(turn: Turn, line: Line, outcome: Outcome): void {
  switch (outcome.outcome) {
    case 'accepted':
      return accept(turn, line, outcome);
    case 'refused':
      return turn.line(isPromised(line) ? toStaff(line, outcome) : refused(line, outcome));
    case 'unreachable':
    case 'unknown':
      return line.act === 'checkin' ? keepReturn(turn, line) : loseLoan(turn, line, outcome);
  }
}

function accept(turn: Turn, line: Line, outcome: Accepted): void {
  const { dueAt, dueText, destination, keepArmed, receiptCode } = outcome;
  const accepted: Line = {
    ...line,
    ils: 'accepted',
    view: outcome.item,
    ...(dueAt !== undefined && { dueAt }),
    ...(dueText !== undefined && { dueText }),
    ...(destination && { destination }),
    ...(receiptCode !== undefined && { receiptCode }),
    ...(keepArmed && { keepArmed }),
  };
  turn.line(accepted);
  // A loan taken back meanwhile keeps its tag armed; a return was armed when it was recorded here.
  if (line.undo !== undefined || line.ils === 'queued') return;
  const wish = wantedFor(accepted);
  if (wish) secure(turn, accepted, wish);
}

const refused = (line: Line, { refusal, item }: Refused): Line => ({
  ...line,
  ils: 'refused',
  refusal,
  ...(item && { view: item }),
  ...(line.act === 'checkout' && refusal.code === 'own-loan' && { asksOwnLoan: true }),
});

/** The person was let go with the book. */
const isPromised = ({ act, ils }: Line): boolean => act === 'checkout' && ils === 'queued';

/** What was promised stands, whatever the library said of the attempt (design decision 5); staff have a word to say. */
const toStaff = (line: Line, { item }: Refused): Line => ({
  ...line,
  refusal: { code: 'promised-see-staff', params: {} },
  ...(item && { view: item }),
});

/** The book is here, so it was returned, whoever answers and when (design decision 7). */
function keepReturn(turn: Turn, line: Line): void {
  if (line.ils === 'queued' || line.transaction === undefined) return;
  turn.ask({ kind: 'promise', transaction: line.transaction });
  const queued: Line = { ...line, ils: 'queued' };
  turn.line(queued);
  secure(turn, queued, { transaction: line.transaction, wanted: 'armed' });
}

/** Without an answer there is no loan, unless the site lets it be promised (S191). */
function loseLoan(turn: Turn, line: Line, outcome: Outcome): void {
  const { transaction } = line;
  const isMeant = line.act === 'checkout' && line.ils !== 'queued' && line.undo === undefined;
  const answer = isMeant && transaction !== undefined ? answerUnasked(turn, line) : undefined;
  if (transaction !== undefined && answer?.answer === 'lend') {
    const { dueAt } = answer;
    turn.ask({ kind: 'promise', transaction, dueAt });
    const unanswered = outcome.outcome === 'unknown' ? { unanswered: true as const } : {};
    return turn.line({ ...line, ...unanswered, ils: 'pending', dueAt });
  }
  if (line.ils === 'queued') return;
  if (outcome.outcome === 'unknown') return turn.line({ ...line, ils: 'unknown' });
  if (transaction !== undefined) turn.ask({ kind: 'abandon', transaction });
  const { code, params } = answer?.answer === 'refuse' ? answer.refusal : OFFLINE;
  refuse(turn, line, code, params);
}

const OFFLINE = { code: 'offline', params: {} };

/** The loan is on disk as a promise: the book may go (design decision 4). */
export function onRecorded(turn: Turn, transaction: TransactionId): void {
  const line = turn.visit.lines.find((each) => each.transaction === transaction);
  if (line?.act !== 'checkout' || line.ils !== 'pending' || line.undo !== undefined) return;
  const queued: Line = { ...line, ils: 'queued' };
  turn.line(queued);
  secure(turn, queued, { transaction, wanted: 'disarmed' });
}

function settleUndo(turn: Turn, line: Line, outcome: Outcome): void {
  const { undo, ...rest } = line;
  if (undo?.state !== 'pending') return;
  if (outcome.outcome === 'refused') {
    turn.line(rest);
    return turn.note({ kind: 'told', notice: outcome.refusal });
  }
  if (outcome.outcome !== 'accepted') {
    turn.ask({ kind: 'promise', transaction: undo.transaction });
  }
  const undone: Line = { ...line, undo: { ...undo, state: 'done' } };
  turn.line(undone);
  // Also a tag that came meanwhile: beside silent ones it must not pass for a book without tags.
  secure(turn, undone, { transaction: undo.transaction, wanted: 'armed' });
}

/** The disk would not take it, so it was not sent; a book that says so goes to staff. */
export function onNotRecorded(turn: Turn, transaction: string): void {
  changeTerminal(turn, { outboxWritable: false });
  for (const line of turn.visit.lines) {
    if (line.transaction === transaction && line.ils === 'pending') {
      refuse(turn, line, 'see-staff');
    }
    if (line.undo?.transaction !== transaction) continue;
    // Of a book that was left it is recorded later; a late yes must not silence the tag meanwhile (S72).
    if (line.undo.state === 'pending') dropUndo(turn, line);
    else turn.tell('see-staff');
  }
}

/** Nothing is promised that is not on disk; but what was sent may have been done, and the book of a return is here (S28). */
export function onNotPromised(turn: Turn, transaction: TransactionId): void {
  changeTerminal(turn, { outboxWritable: false });
  const line = turn.visit.lines.find((each) => each.transaction === transaction);
  if (line === undefined || line.undo !== undefined) return;
  if (line.act === 'checkin' && line.ils === 'queued') leaveInDoubt(turn, line);
  else if (line.ils === 'pending' && line.unanswered) leaveInDoubt(turn, line);
  else if (line.ils === 'pending') refuse(turn, line, 'see-staff');
}

function leaveInDoubt(turn: Turn, { dueAt: _notPromised, ...line }: Line): void {
  turn.line({ ...line, ils: 'unknown' });
  turn.tell('see-staff');
}

function dropUndo(turn: Turn, { undo: _undo, ...line }: Line): void {
  turn.line(line);
  turn.tell('see-staff');
}
