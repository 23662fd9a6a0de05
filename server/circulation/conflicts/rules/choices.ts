/** What staff may do about a conflict (docs/rules/conflicts.md, Q20–Q29). The first choice is the usual one. */

export const CHOICES = [
  'keep',
  'recall',
  'reverse',
  'write-off',
  'contact',
  'retry',
  'seen',
] as const;
export type Choice = (typeof CHOICES)[number];

/** What there is to decide about. */
export interface Matter {
  /** A code of the refusals, or one of the conflicts' own. */
  readonly kind: string;
  /** Absent: no transaction of a terminal, but an act at the desk. */
  readonly act?: 'checkout' | 'checkin' | 'renew' | undefined;
  /** The loan that it is about, as it is now. */
  readonly loan: 'open' | 'ended' | 'none';
  /** Somebody is known who can be asked. */
  readonly hasPatron: boolean;
  /** Called in now, it would fall due earlier than it does. */
  readonly canRecall: boolean;
}

/** The number led to nobody, to nothing, or to several: it may be registered meanwhile. */
const UNCLEAR = new Set(['card-unknown', 'item-unknown', 'several-matches']);
/** Somebody else wants this very copy. */
const WANTED = new Set(['item-on-loan', 'item-on-hold', 'renew-on-hold']);
/** Nothing about the loan is in question: a clock to be set, money to be given back. */
export const NEWS: readonly string[] = ['clock', 'fee-overpaid', 'lost-fee-paid'];

export function choicesFor(matter: Matter): Choice[] {
  const contact: readonly Choice[] = matter.hasPatron ? ['contact'] : [];
  return [...mainChoices(matter), ...contact];
}

function mainChoices(matter: Matter): Choice[] {
  if (NEWS.includes(matter.kind)) return ['seen'];
  const retry: readonly Choice[] = UNCLEAR.has(matter.kind) ? ['retry'] : [];
  return [...retry, ...choicesOfLoan(matter)];
}

function choicesOfLoan({ kind, act, loan, hasPatron, canRecall }: Matter): Choice[] {
  if (loan === 'none') return ['seen'];
  if (loan === 'ended') return ['keep'];
  const recall: readonly Choice[] = hasPatron && canRecall ? ['recall'] : [];
  const first: readonly Choice[] = WANTED.has(kind) ? [...recall, 'keep'] : ['keep', ...recall];
  // Taking a renewal back would take back the loan, which nobody questions.
  const reverse: readonly Choice[] = act === 'checkout' ? ['reverse'] : [];
  return [...first, ...reverse, 'write-off'];
}

/** What settles the other conflicts of the same transaction as well, but for news: the loan that they are about is no more. */
export const settlesAll = (choice: Choice): boolean =>
  choice === 'reverse' || choice === 'write-off';

/** Whether it settles the conflict; who was only asked still has the book. */
export const isDecision = (choice: Choice): boolean => choice !== 'contact';
