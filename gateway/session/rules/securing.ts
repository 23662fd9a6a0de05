/** Whether the gate rings: written after the library has spoken, repeated until the tag says so. Rules S40–S46. */
import type { Input } from './inputs.ts';
import { isOnPad } from './session-state.ts';
import type { Session } from './session-state.ts';
import type { Line } from './line.ts';
import type { Turn } from './turn.ts';
import type { TransactionId } from '../../ils/ils.ts';
import type { Uncured, Wanted } from '../transactions.ts';

type SecurityInput = Extract<Input, { kind: 'security' }>;

/** Back-off grows with the failures, to five times the first pause: people lift and lay books all the time. */
const MOST_PAUSES = 5;

/** Has the tag of the line written on account of `transaction`; a book known by its label alone has none. */
export function secure(turn: Turn, line: Line, transaction: TransactionId, wanted: Wanted): void {
  const { tag: uid } = line;
  if (uid === undefined) return turn.line({ ...line, security: { state: 'not-needed' } });
  const failures =
    line.security.state === 'failed' && line.security.wanted === wanted
      ? line.security.failures
      : 0;
  turn.line({ ...line, security: { state: 'pending', wanted, transaction, failures } });
  turn.note({ kind: 'uncured-noted', entry: { transaction, uid, wanted } });
  turn.ask({ kind: 'secure', transaction, uid, wanted });
}

/** What the tag of this line should say, as things stand; undefined where it is to be left alone. */
export function wantedFor(line: Line): { transaction: TransactionId; wanted: Wanted } | undefined {
  if (line.undo?.state === 'done') return { transaction: line.undo.transaction, wanted: 'armed' };
  const { transaction, act, ils } = line;
  if (transaction === undefined || line.undo !== undefined) return undefined;
  if (act === 'checkout' && ils === 'accepted') return { transaction, wanted: 'disarmed' };
  const taken = ils === 'accepted' || ils === 'queued';
  return act === 'checkin' && taken ? { transaction, wanted: 'armed' } : undefined;
}

/** Writes what is due and not done: for a tag that came after its label, or came back to the pad. */
export function secureIfDue(turn: Turn, line: Line): void {
  if (line.security.state === 'pending' || line.security.state === 'done') return;
  const due = wantedFor(line);
  if (due) secure(turn, line, due.transaction, due.wanted);
}

export function onSecurity(turn: Turn, input: SecurityInput): void {
  noteCure(turn, input);
  const line = turn.visit.lines.find(
    ({ tag, security }) =>
      tag === input.uid &&
      security.state === 'pending' &&
      security.transaction === input.transaction &&
      security.wanted === input.wanted,
  );
  if (line?.security.state === 'pending') turn.line(afterWrite(turn, line, input.result));
}

function noteCure(turn: Turn, { transaction, uid, wanted, result }: SecurityInput): void {
  const entry = turn.terminal.uncured.find((candidate) => candidate.uid === uid);
  const isThis = entry?.transaction === transaction && entry.wanted === wanted;
  if (isThis && result === 'done') turn.note({ kind: 'cured', uid });
}

function afterWrite(turn: Turn, line: Line, result: SecurityInput['result']): Line {
  if (line.security.state === 'not-needed') return line;
  const { wanted, transaction } = line.security;
  if (result === 'done') {
    return { ...line, security: { state: 'done', wanted, transaction, failures: 0 } };
  }
  const failures = line.security.failures + 1;
  const retryAt = turn.now + turn.settings.times.securityRetry * Math.min(failures, MOST_PAUSES);
  const doubtful = result === 'doubtful';
  return {
    ...line,
    security: { state: 'failed', wanted, transaction, failures, retryAt, doubtful },
  };
}

const isRetried = ({ visit: { scene } }: Session): boolean =>
  scene.stage === 'working' || (scene.stage === 'finishing' && scene.step !== 'done');

/** Failed writes that can be repeated: only a tag on the pad can be written, and only while nothing else is due. */
const retriable = (session: Session): readonly Line[] =>
  isRetried(session)
    ? session.visit.lines.filter(
        (line) => line.security.state === 'failed' && isOnPad(session, line.tag) && wantedFor(line),
      )
    : [];

const retryTime = ({ security }: Line): number =>
  security.state === 'failed' ? (security.retryAt ?? 0) : 0;

/** When the next failed write is due again, epoch milliseconds. */
export function nextRetry(session: Session): number | undefined {
  const times = retriable(session).map(retryTime);
  return times.length > 0 ? Math.min(...times) : undefined;
}

export function retryWrites(turn: Turn, everything = false): void {
  for (const line of retriable(turn.session)) {
    if (everything || retryTime(line) <= turn.now) secureIfDue(turn, line);
  }
}

/** The disk knows best; a tag that lies here already will not be announced again, so it is cured now. */
export function onUncured(turn: Turn, uncured: readonly Uncured[]): void {
  turn.note({ kind: 'terminal-changed', facts: { ...turn.terminal, uncured } });
  for (const { uid } of turn.terminal.pad) {
    if (!turn.visit.lines.some((line) => line.tag === uid)) cure(turn, uid);
  }
}

/** A tag left in the wrong state by an earlier visit or a sudden end is put right when it is seen. */
export function cure(turn: Turn, uid: string): void {
  const entry = turn.terminal.uncured.find((candidate) => candidate.uid === uid);
  if (entry) turn.ask({ kind: 'secure', cure: true, ...entry });
}
