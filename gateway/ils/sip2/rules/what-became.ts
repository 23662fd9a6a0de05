/**
 * What became of a transaction whose answer was not heard. SIP2 knows no transaction ids, so it is told from the state
 * of things: item information (17), which does not name the borrower, and the patron's charged list (63).
 * docs/rules/outbox.md, “What SIP2 can tell”.
 */
import type { Transaction } from '../../ils.ts';
import type { Listed } from './charged-list.ts';
import type { ItemFacts } from './item-facts.ts';

export interface Evidence {
  readonly item: Pick<ItemFacts, 'whereabouts' | 'known' | 'due'>;
  /** On the list of the card that the transaction names; `cannot-tell` without a card. */
  readonly listed: Listed;
  /** Epoch milliseconds: when the loan was due before a renewal was asked for, where that was known. */
  readonly dueBefore?: number;
  /** How long ago it was sent. Milliseconds. */
  readonly ageMs: number;
}

export type Became = 'done' | 'never-arrived' | 'unclear';

export function whatBecame(
  { act, undoOf }: Pick<Transaction, 'act' | 'undoOf'>,
  evidence: Evidence,
): Became {
  switch (act) {
    case 'checkout':
      return ofCheckout(evidence);
    case 'checkin':
      return ofCheckin(evidence, undoOf !== undefined);
    case 'renew':
      return ofRenewal(evidence);
  }
}

/** Charged and not on a list that is complete: it is another's loan, so this one was not made. */
function ofCheckout({ item, listed }: Evidence): Became {
  if (item.whereabouts === 'free') return listed === 'yes' ? 'unclear' : 'never-arrived';
  if (listed === 'no') return 'never-arrived';
  const isPlain = item.whereabouts === 'charged' || item.whereabouts === 'unsaid';
  return listed === 'yes' && isPlain && item.known ? 'done' : 'unclear';
}

/** After so long a book that was taken back may have been lent again; sending its return once more would end that loan. */
const MAY_BE_LENT_AGAIN_MS = 10 * 60_000;

function ofCheckin({ item, listed, ageMs }: Evidence, isUndo: boolean): Became {
  if (item.whereabouts === 'free') return listed === 'yes' ? 'unclear' : 'done';
  // The loan is still the patron's; or there is no such item, and there was nothing to do.
  if (listed === 'yes' || !item.known) return 'never-arrived';
  // It was this patron's loan, and is no more.
  if (isUndo && listed === 'no') return 'done';
  // Else the card is that of whoever brought it, not of whoever had it.
  return ageMs < MAY_BE_LENT_AGAIN_MS ? 'never-arrived' : 'unclear';
}

/** Nothing but the due date shows a renewal. */
function ofRenewal({ item, listed, dueBefore }: Evidence): Became {
  if (item.whereabouts === 'free') return listed === 'yes' ? 'unclear' : 'never-arrived';
  if (listed === 'no') return 'never-arrived';
  if (item.due.kind !== 'known' || dueBefore === undefined) return 'unclear';
  if (item.due.dueAt > dueBefore) return 'done';
  return item.due.dueAt === dueBefore ? 'never-arrived' : 'unclear';
}
