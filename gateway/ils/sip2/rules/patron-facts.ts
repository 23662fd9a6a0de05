import type { Message } from '#server/sip2/protocol/message.ts';
import { valueOf, valuesOf } from '#server/sip2/protocol/message.ts';
import { readMoney } from './money.ts';
import { said, tidy } from './said.ts';

/** What 64 or 24 says of a patron. */
export interface PatronFacts {
  readonly known: boolean;
  /** CQ; a PIN passes on `right` alone. Absent is common, and is no yes. */
  readonly pin: 'right' | 'wrong' | 'unsaid';
  readonly flags: PatronFlags;
  /** AE. */
  readonly name: string;
  /** Undefined where the system leaves it blank. */
  readonly chargedCount: number | undefined;
  readonly overdueCount: number | undefined;
  /** CB. */
  readonly chargedLimit: number | undefined;
  /** BV, in the currency of BH. */
  readonly owed: { readonly amount: number; readonly currency: string | undefined } | undefined;
  readonly said: string | undefined;
}

/** Of the fourteen positions of patron status; 1, 2 and 3 are left out: systems set them for everybody. */
export interface PatronFlags {
  readonly chargeDenied: boolean;
  readonly cardLost: boolean;
  readonly tooManyCharged: boolean;
  readonly tooManyOverdue: boolean;
  readonly tooManyRenewals: boolean;
  /** Claims returned, lost, recall overdue, billed. */
  readonly otherwiseBlocked: boolean;
  readonly owesTooMuch: boolean;
}

export function readPatron(reply: Message): PatronFacts {
  const name = tidy(valueOf(reply, 'AE') ?? '');
  const valid = valueOf(reply, 'BL');
  return {
    // Where BL is left out, a name shows that there is somebody.
    known: valid === undefined || valid === '' ? name !== '' : isYes(valid),
    pin: pinOf(valueOf(reply, 'CQ')),
    flags: flagsOf(reply.fixed['patron_status'] ?? ''),
    name,
    chargedCount: count(reply.fixed['charged_items_count']),
    overdueCount: count(reply.fixed['overdue_items_count']),
    chargedLimit: count(valueOf(reply, 'CB')),
    owed: owedOf(reply),
    said: said(reply),
  };
}

const isYes = (flag: string): boolean => flag.trim().toUpperCase() === 'Y';

function pinOf(flag: string | undefined): PatronFacts['pin'] {
  if (flag === undefined || flag.trim() === '') return 'unsaid';
  return isYes(flag) ? 'right' : 'wrong';
}

const ALL = 'Y'.repeat(14);

/** All fourteen set say nothing: one system sent that for people in good standing, too. */
function flagsOf(status: string): PatronFlags {
  const flags = status.toUpperCase();
  const at = (...positions: number[]) =>
    flags !== ALL && positions.some((position) => flags[position] === 'Y');
  return {
    chargeDenied: at(0),
    cardLost: at(4),
    tooManyCharged: at(5),
    tooManyOverdue: at(6),
    tooManyRenewals: at(7),
    otherwiseBlocked: at(8, 9, 12, 13),
    owesTooMuch: at(10, 11),
  };
}

/** Four digits, blank where unknown. Some write a limit of 9999 for none; that does no harm. */
function count(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : undefined;
}

function owedOf(reply: Message): PatronFacts['owed'] {
  const amount = readMoney(valueOf(reply, 'BV'));
  const currency = valueOf(reply, 'BH')?.trim();
  return amount === undefined
    ? undefined
    : { amount, currency: currency === '' ? undefined : currency };
}

export const chargedItems = (reply: Message): string[] => entriesOf(reply, 'AU');
export const overdueItems = (reply: Message): string[] => entriesOf(reply, 'AT');

/** SIPServer leaves names of its own variables in lists; as entries they would make a short list look complete. */
const entriesOf = (reply: Message, list: 'AU' | 'AT'): string[] =>
  valuesOf(reply, list)
    .map(tidy)
    .filter((entry) => !/^(?:HASH|ARRAY)\(0x/.test(entry));
