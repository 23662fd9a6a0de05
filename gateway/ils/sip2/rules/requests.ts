/** What is asked of a SIP2 system, message by message (SIP 2.00, revision 2.12). */
import { NO_DATE, writeDate } from '#server/sip2/protocol/dates.ts';
import type { Outgoing } from '#server/sip2/protocol/message.ts';
import { message } from '#server/sip2/protocol/message.ts';
import type { RequestCode } from '#server/sip2/protocol/messages.ts';
import type { CardQuery, Transaction } from '../../ils.ts';
import type { MaybeField, Site } from './site.ts';

type Request = Outgoing<RequestCode>;

/** Which list 64 is to carry: at most one may be asked for at a time. */
export type ListName = 'charged' | 'overdue';

export interface ListWindow {
  /** Which entry to begin and end with, from 1. */
  readonly from: number;
  readonly to: number;
}

export interface PatronQuestion {
  readonly card: string;
  readonly pin?: string;
  readonly list?: ListName;
  readonly window?: ListWindow;
}

const SUMMARY = { charged: '  Y       ', overdue: ' Y        ' } as const;
const NO_LIST = ' '.repeat(10);

export function patronInformation(site: Site, question: PatronQuestion, now: number): Request {
  const { card, list, window } = question;
  const fixed = {
    language: site.dialect.language,
    transaction_date: date(site, now),
    summary: list ? SUMMARY[list] : NO_LIST,
  };
  return message('63', fixed, [
    ...[institution(site), ['AA', card] as const, terminalPassword(site)],
    ...[patronPassword(site, question.pin)],
    ['BP', window && String(window.from)],
    ['BQ', window && String(window.to)],
  ]);
}

/** For systems that do not take 63. AC and AD are required here, and some answer 96 where they are left out. */
export function patronStatus(site: Site, query: Omit<CardQuery, 'entry'>, now: number): Request {
  const fixed = { language: site.dialect.language, transaction_date: date(site, now) };
  return message('23', fixed, [
    ...[institution(site), ['AA', query.card] as const],
    ['AC', site.terminalPassword ?? ''],
    ['AD', query.pin ?? ''],
  ]);
}

export const itemInformation = (site: Site, identifier: string, now: number): Request =>
  message('17', { transaction_date: date(site, now) }, [
    ...[institution(site), ['AB', identifier] as const, terminalPassword(site)],
  ]);

export const endSession = (site: Site, card: string, now: number): Request =>
  message('35', { transaction_date: date(site, now) }, [
    ...[institution(site), ['AA', card] as const, terminalPassword(site)],
    patronPassword(site, undefined),
  ]);

export function transactionRequest(site: Site, transaction: Transaction): Request {
  switch (transaction.act) {
    case 'checkout':
      return checkout(site, transaction, 'N');
    case 'checkin':
      return checkin(site, transaction);
    case 'renew':
      return site.dialect.renewBy === '29'
        ? renew(site, transaction)
        : checkout(site, transaction, 'Y');
  }
}

/** BO N: a fee is never agreed to here, nobody has seen it. */
function checkout(site: Site, transaction: Transaction, renewal: 'Y' | 'N'): Request {
  const fixed = { sc_renewal_policy: renewal, ...loanPart(site, transaction) };
  return message('11', fixed, [
    ...[institution(site), ['AA', transaction.card] as const, ...itemPart(site, transaction)],
    ['BO', 'N'],
    ['BI', 'N'],
  ]);
}

/** No AJ: an empty one is taken by some for “renew by title”. */
function renew(site: Site, transaction: Transaction): Request {
  return message('29', { third_party_allowed: 'N', ...loanPart(site, transaction) }, [
    ...[institution(site), ['AA', transaction.card] as const, ...itemPart(site, transaction)],
    ['BO', 'N'],
  ]);
}

/** BI Y: it takes back a loan just made, whose tag was not disarmed. */
function checkin(site: Site, transaction: Transaction): Request {
  const returnedAt = date(site, transaction.occurredAt);
  const fixed = {
    no_block: noBlock(site, transaction),
    transaction_date: returnedAt,
    return_date: returnedAt,
  };
  return message('09', fixed, [
    ['AP', site.location ?? site.institution],
    ...[institution(site), ...itemPart(site, transaction)],
    ['BI', transaction.undoOf === undefined ? 'N' : 'Y'],
  ]);
}

const loanPart = (site: Site, transaction: Transaction) => ({
  no_block: noBlock(site, transaction),
  transaction_date: date(site, transaction.occurredAt),
  nb_due_date: dueDate(site, transaction),
});

/** Where the dialect's system does not know “no block”, what has happened is asked for like anything else. */
const noBlock = ({ dialect }: Site, { mode }: Transaction): 'Y' | 'N' =>
  mode === 'promise' && dialect.noBlock ? 'Y' : 'N';

/** Blanks unless it is told what was promised: on line, the system decides. */
const dueDate = (site: Site, transaction: Transaction): string =>
  noBlock(site, transaction) === 'Y' && transaction.dueAt !== undefined
    ? date(site, transaction.dueAt)
    : NO_DATE;

const itemPart = (site: Site, { item }: Transaction): MaybeField[] => [
  ['AB', item.identifier],
  terminalPassword(site),
];

const institution = (site: Site): MaybeField => ['AO', site.institution];

const terminalPassword = ({ terminalPassword, dialect }: Site): MaybeField => [
  'AC',
  terminalPassword ?? (dialect.terminalPassword === 'always' ? '' : undefined),
];

/** An empty AD is what a system with lenient PINs may take for a right one: it is left out where it need not stand. */
const patronPassword = ({ dialect }: Site, pin: string | undefined): MaybeField => [
  'AD',
  pin ?? (dialect.patronPassword === 'always' ? '' : undefined),
];

const date = ({ timeZone, dialect }: Site, at: number): string =>
  writeDate(at, timeZone, dialect.zone);
