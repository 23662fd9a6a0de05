/** How an act on one line begins, and why it may not even be asked for. */
import type { Act, Refusal, TransactionId } from '../../ils/ils.ts';
import { refuseOffline } from '../../offline-policy.ts';
import type { OfflineAnswer } from '../../offline-policy.ts';
import { stands } from './line.ts';
import type { Line } from './line.ts';
import { asNew } from './parts.ts';
import { personOf } from './people.ts';
import type { Turn } from './turn.ts';

export function refuse(turn: Turn, line: Line, code: string, params: Refusal['params'] = {}): void {
  const { asksOwnLoan: _asked, asksSet: _askedToo, looksUntil: _until, ...rest } = line;
  turn.line({ ...rest, ils: 'refused', refusal: { code, params } });
}

/** Why a loan or renewal is not even asked for. */
export function localRefusal({ terminal }: Turn, act: Act): string | undefined {
  if (act === 'checkin') return undefined;
  if (!terminal.timeKnown) return 'time-unknown';
  const isPromised = act === 'checkout' && terminal.lendsOffline;
  return terminal.online || isPromised ? undefined : 'offline';
}

/** The line as it was before anything was done with it. */
export const afresh = ({ id, item, parts, person, total, view }: Line, act: Act): Line => ({
  id,
  act,
  ...(person !== undefined && { person }),
  ils: 'pending',
  total,
  parts: parts.map(asNew),
  ...(item && { item }),
  ...(view && { view }),
});

/** Starts the act on the line from the beginning, whatever came of it before. */
export function begin(turn: Turn, known: Line, act: Act): void {
  const line = afresh(known, act);
  const no = localRefusal(turn, act);
  if (no !== undefined) return refuse(turn, line, no);
  const { online } = turn.terminal;
  const isProved = !personOf(turn.visit, line.person)?.unproved;
  if (act === 'checkout' && !(online && isProved)) return lendUnasked(turn, line);
  const transaction = transact(turn, line, { act, mode: 'attempt' });
  if (transaction !== undefined) turn.line({ ...line, transaction });
}

/** Promised, where that may be. It has happened as soon as it is on disk (S191). */
function lendUnasked(turn: Turn, line: Line): void {
  const answer = answerUnasked(turn, line);
  if (answer.answer === 'refuse') {
    const { code, params } = answer.refusal;
    // On line again, what is missing is no longer the network.
    const isPin = turn.terminal.online && code.startsWith('offline');
    return isPin ? refuse(turn, line, 'pin-required') : refuse(turn, line, code, params);
  }
  const { dueAt } = answer;
  const transaction = transact(turn, line, { act: 'checkout', mode: 'promise', dueAt });
  if (transaction !== undefined) turn.line({ ...line, transaction, dueAt });
}

/** What the permit, or the site, lets happen without an answer. */
export function answerUnasked(turn: Turn, line: Line): OfflineAnswer {
  const { visit } = turn;
  const person = personOf(visit, line.person);
  if (!person || !line.item || !turn.terminal.lendsOffline) return refuseOffline('offline');
  const promised = visit.lines
    .filter((each) => each.id !== line.id && each.person === line.person)
    .filter((each) => isPromisedLoan(each) || (person.unproved && isLoan(each)))
    .flatMap(({ transaction }) => transaction ?? []);
  const { query, view } = person;
  return turn.lendUnanswered({
    ...{ card: query.card, item: line.item, promised },
    pinVerified: view.pinVerified,
  });
}

/** It counts against the cap though the library has heard of it: still nobody has seen the PIN. */
const isLoan = (line: Line): boolean => line.act === 'checkout' && stands(line);

/** Promised, or about to be. */
const isPromisedLoan = ({ act, dueAt, ils }: Line): boolean =>
  act === 'checkout' && (ils === 'queued' || (ils === 'pending' && dueAt !== undefined));

export interface Intent {
  readonly act: Act;
  readonly mode: 'attempt' | 'promise';
  readonly undoOf?: TransactionId;
  /** Of a loan that is promised: epoch milliseconds. */
  readonly dueAt?: number;
}

/** Has it recorded and relayed; undefined where there is nothing to name the item by. */
export function transact(turn: Turn, line: Line, intent: Intent): TransactionId | undefined {
  const { item, parts } = line;
  if (item === undefined) return undefined;
  const id = turn.newId();
  // Whose line it is, whoever is present by now.
  const owner = personOf(turn.visit, line.person);
  const card = intent.act === 'checkin' ? undefined : owner?.query.card;
  turn.ask({
    kind: 'transact',
    transaction: { id, ...intent, item, occurredAt: turn.now, ...(card !== undefined && { card }) },
    tags: parts.map(({ uid, number }) => ({ uid, part: number })),
    sessionId: turn.visit.id,
  });
  return id;
}
