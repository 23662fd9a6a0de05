/** One message that was understood, with all that its handler needs. */
import type { KeyObject } from 'node:crypto';
import type { TransactionLine } from '../circulation/transaction-line.ts';
import type { Actor } from '../audit/actor.ts';
import type { Deps } from '../deps.ts';
import type { TerminalTries } from '../patrons/terminal-tries.ts';
import type { PinMemory } from './pin-memory.ts';
import type { RepeatMemory } from './repeat-memory.ts';
import type { FieldId } from './protocol/fields.ts';
import type { Message, Outgoing } from './protocol/message.ts';
import { valueOf } from './protocol/message.ts';
import { writeDate, readDate } from './protocol/dates.ts';
import type { Account } from './rules/account.ts';
import type { Language } from './rules/words.ts';
import { languageAsked } from './rules/words.ts';
import type { LibraryFacts } from './store.ts';

export interface Sip2Deps extends Deps {
  readonly transactions: TransactionLine;
  readonly clockUncertaintyMs: number;
  readonly repeats: RepeatMemory;
  /** Wrong PINs, by account. */
  readonly pinTries: TerminalTries;
  /** See act-key.ts. */
  readonly actKey: KeyObject;
}

export interface Request {
  readonly message: Message;
  readonly account: Account;
  readonly library: LibraryFacts;
  readonly pins: PinMemory;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly deps: Sip2Deps;
}

export type Handler = (request: Request) => Promise<Outgoing>;

export const terminalIdOf = ({ account }: Pick<Request, 'account'>): string =>
  `sip2:${account.login}`;

export const actorOf = ({ account }: Pick<Request, 'account'>): Actor => ({
  kind: 'sip2',
  id: account.login,
  libraryId: account.library,
});

/** The longest number that anything is known by; a longer one is nobody's, and a part of it might be somebody's. */
const LONGEST_NUMBER = 64;

/** A number in a field, without the blanks that some put around it; empty where there is none. */
export function numberIn({ message }: Pick<Request, 'message'>, id: FieldId): string {
  const number = valueOf(message, id)?.trim() ?? '';
  return number.length > LONGEST_NUMBER ? '' : number;
}

/** As it came, to be given back in the reply. */
export const echoOf = ({ message }: Pick<Request, 'message'>, id: FieldId): string =>
  valueOf(message, id) ?? '';

/** Whether a flag of a field says Y. */
export const says = ({ message }: Pick<Request, 'message'>, id: FieldId): boolean =>
  valueOf(message, id)?.trim().toUpperCase() === 'Y';

/** Whether a flag of the fixed part says Y. */
export const fixedSays = ({ message }: Pick<Request, 'message'>, name: string): boolean =>
  message.fixed[name]?.toUpperCase() === 'Y';

/** A date of the fixed part, as epoch milliseconds. */
export const dateIn = ({ message, library }: Request, name: string): number | undefined =>
  readDate(message.fixed[name] ?? '', library.timeZone);

/** What is said to lie longer ago, or to last longer, is said by a clock that nobody has set. */
const BELIEVED_MS = 400 * 24 * 3_600_000;

/**
 * When something happened that is told as a promise; now, where that is no date, or one of a clock that begins in 1970 after each power cut:
 * nobody is to owe fifty years of fines, and no return is to lie before its loan. The rules of circulation know what to do with the future.
 */
export function happenedAt(
  request: Request,
  name: 'transaction_date' | 'return_date' = 'transaction_date',
): number {
  const told = dateIn(request, name) ?? request.now;
  return request.now - told > BELIEVED_MS ? request.now : told;
}

/** The due date that the patron was told off line (nb due date); undefined where it cannot be one. */
export function dueDateTold(request: Request): number | undefined {
  const due = dateIn(request, 'nb_due_date');
  if (due === undefined) return undefined;
  const lasts = due - happenedAt(request);
  return lasts >= 0 && lasts <= BELIEVED_MS ? due : undefined;
}

/** Of the reply. */
export const stamp = (request: Request): string => dateOf(request, request.now);

export const dateOf = (
  { library, account }: Pick<Request, 'library' | 'account'>,
  instant: number,
): string => writeDate(instant, library.timeZone, account.zone === 'Z' ? 'utc' : 'blanks');

export const languageOf = ({ message, account }: Request): Language =>
  languageAsked(message.fixed['language'] ?? '', account.language);
