/** Whether the gate rings: written after the library has spoken, repeated until the tag says so. Rules S40–S46. */
import type { Input } from './inputs.ts';
import { isAtDesk, isOnPad } from './session-state.ts';
import type { Session } from './session-state.ts';
import { hasTag } from './line.ts';
import type { Line } from './line.ts';
import type { Part, PartSecurity } from './parts.ts';
import type { Turn } from './turn.ts';
import type { TransactionId } from '../../ils/ils.ts';
import type { Uncured, Wanted } from '../transactions.ts';

type SecurityInput = Extract<Input, { kind: 'security' }>;

/** What a tag shall say, and on whose account. */
export interface Wish {
  readonly transaction: TransactionId;
  readonly wanted: Wanted;
  /** Armed for a loan that still stands, so that it can be taken back (S137). */
  readonly rollback?: true;
}

/** Back-off grows with the failures, to five times the first pause: people lift and lay books all the time. */
const MOST_PAUSES = 5;

/** Has every tag of the line written; a book known by its label alone has none. */
export const secure = (turn: Turn, line: Line, wish: Wish): void =>
  secureParts(turn, line, line.parts, wish);

/** Has these tags of the line written. */
export function secureParts(turn: Turn, line: Line, chosen: readonly Part[], wish: Wish): void {
  const parts = line.parts.map((part) =>
    chosen.includes(part) ? { ...part, security: pending(part.security, wish) } : part,
  );
  turn.line({ ...line, parts });
  const { rollback, transaction, wanted } = wish;
  const standing = rollback ? 'disarmed' : wanted;
  for (const { uid } of chosen) {
    turn.note({ kind: 'uncured-noted', entry: { transaction, uid, wanted: standing } });
    turn.ask({ kind: 'secure', ...wish, uid });
  }
}

/** Failures and doubt stay with a wish that is repeated. */
function pending(before: PartSecurity, { transaction, wanted }: Wish): PartSecurity {
  const wish = { state: 'pending', wanted, transaction } as const;
  if (before.state !== 'failed' || before.wanted !== wanted) return { ...wish, failures: 0 };
  const { doubtful, failures } = before;
  return { ...wish, failures, ...(doubtful && { doubtful }) };
}

/** What the tags of this line should say, as things stand; undefined where they are to be left alone. */
export function wantedFor(line: Line): Wish | undefined {
  if (line.rollsBack) return undefined;
  if (line.undo?.state === 'done') return { transaction: line.undo.transaction, wanted: 'armed' };
  const { transaction, act, ils } = line;
  if (transaction === undefined || line.undo !== undefined) return undefined;
  const taken = ils === 'accepted' || ils === 'queued';
  if (act === 'checkout' && taken && !line.keepArmed) return { transaction, wanted: 'disarmed' };
  return act === 'checkin' && taken ? { transaction, wanted: 'armed' } : undefined;
}

/** Writes what is due and not done: for a tag that came after its label, or came back to the pad. */
export function secureIfDue(turn: Turn, line: Line): void {
  const wish = wantedFor(line);
  const due = line.parts.filter(
    ({ security, uid }) =>
      security.state === 'not-needed' ||
      (security.state === 'failed' && isOnPad(turn.session, uid)),
  );
  if (wish && due.length > 0) secureParts(turn, line, due, wish);
}

export function onSecurity(turn: Turn, input: SecurityInput): void {
  noteCure(turn, input);
  const line = turn.visit.lines.find(({ parts }) => parts.some((part) => isAwaited(part, input)));
  if (!line) return;
  const parts = line.parts.map((part) =>
    isAwaited(part, input)
      ? { ...part, security: afterWrite(turn, part.security, input.result) }
      : part,
  );
  turn.line({ ...line, parts });
}

const isAwaited = ({ security, uid }: Part, input: SecurityInput): boolean =>
  uid === input.uid &&
  security.state === 'pending' &&
  security.transaction === input.transaction &&
  security.wanted === input.wanted;

function noteCure(turn: Turn, { transaction, uid, wanted, result }: SecurityInput): void {
  const entry = turn.terminal.uncured.find((candidate) => candidate.uid === uid);
  const isThis = entry?.transaction === transaction && entry.wanted === wanted;
  if (isThis && result === 'done') turn.note({ kind: 'cured', uid });
}

function afterWrite(
  turn: Turn,
  before: PartSecurity,
  result: SecurityInput['result'],
): PartSecurity {
  if (before.state === 'not-needed') return before;
  const { wanted, transaction } = before;
  if (result === 'done') return { state: 'done', wanted, transaction, failures: 0 };
  const failures = before.failures + 1;
  const retryAt = turn.now + turn.settings.times.securityRetry * Math.min(failures, MOST_PAUSES);
  const doubtful = result === 'doubtful' || (result === 'untouched' && before.doubtful === true);
  return { state: 'failed', wanted, transaction, failures, retryAt, doubtful };
}

const isRetried = ({ visit: { scene } }: Session): boolean =>
  scene.stage === 'working' || (scene.stage === 'finishing' && scene.step !== 'done');

/** Failed writes of the line that can be repeated: only a tag on the pad can be written. */
const retriable = (session: Session, line: Line): readonly Part[] =>
  isRetried(session) && wantedFor(line)
    ? line.parts.filter(({ security, uid }) => security.state === 'failed' && isOnPad(session, uid))
    : [];

const retryTime = ({ security }: Part): number =>
  security.state === 'failed' ? (security.retryAt ?? 0) : 0;

/** When the next failed write is due again, epoch milliseconds. */
export function nextRetry(session: Session): number | undefined {
  const times = session.visit.lines.flatMap((line) => retriable(session, line).map(retryTime));
  return times.length > 0 ? Math.min(...times) : undefined;
}

export function retryWrites(turn: Turn, everything = false): void {
  for (const line of turn.visit.lines) {
    const wish = wantedFor(line);
    const due = retriable(turn.session, line).filter(
      (part) => everything || retryTime(part) <= turn.now,
    );
    if (wish && due.length > 0) secureParts(turn, line, due, wish);
  }
}

/** The disk knows best; a tag that lies here already will not be announced again, so it is cured now. */
export function onUncured(turn: Turn, uncured: readonly Uncured[]): void {
  turn.note({ kind: 'terminal-changed', facts: { ...turn.terminal, uncured } });
  curePad(turn);
}

/** Puts right what lies on the pad and is nobody's here; what lies at the desk is the desk's. */
export function curePad(turn: Turn): void {
  if (isAtDesk(turn.session)) return;
  for (const { uid } of turn.terminal.pad) {
    if (!turn.visit.lines.some((line) => hasTag(line, uid))) cure(turn, uid);
  }
}

/** A tag left in the wrong state by an earlier visit or a sudden end is put right when it is seen. */
export function cure(turn: Turn, uid: string): void {
  const entry = turn.terminal.uncured.find((candidate) => candidate.uid === uid);
  if (entry) turn.ask({ kind: 'secure', cure: true, ...entry });
}
