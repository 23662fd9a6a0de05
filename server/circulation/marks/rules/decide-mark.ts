/** What staff may say of an item, and what follows from it (docs/rules/circulation.md, M). */
import type { ItemMark } from '#server/circulation/desk-acts.ts';
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';
import type { ItemEvent } from '#server/circulation/rules/timeline.ts';
import type { Condition } from '#server/circulation/rules/world.ts';

export type Mark = ItemMark['mark'];

export interface Marked {
  readonly condition: Condition;
  readonly onLoan: boolean;
  /** Whoever has it says that it was returned. */
  readonly claimed: boolean;
}

export interface MarkDecision {
  readonly condition: Condition;
  /** Goes among the item's events. */
  readonly event?: ItemEvent['kind'];
  /** It cannot be had any more: whoever it was kept for waits on, and it is under way no more. */
  readonly isGone: boolean;
}

interface MarkRule {
  readonly when: (item: Marked) => boolean;
  readonly then: Omit<MarkDecision, 'condition'> & { readonly condition?: Condition };
}

const isHere = ({ condition }: Marked): boolean => condition === 'ok' || condition === 'damaged';

const RULES: Readonly<Record<Mark, MarkRule>> = {
  lost: {
    when: (item) => isHere(item) || item.condition === 'missing',
    then: { condition: 'lost', event: 'lost', isGone: true },
  },
  missing: {
    when: (item) => isHere(item) && !item.onLoan,
    then: { condition: 'missing', isGone: true },
  },
  found: {
    when: ({ condition }) => condition === 'lost' || condition === 'missing',
    then: { condition: 'ok', isGone: false },
  },
  damaged: { when: isHere, then: { condition: 'damaged', isGone: false } },
  mended: {
    when: ({ condition }) => condition === 'damaged',
    then: { condition: 'ok', isGone: false },
  },
  withdrawn: {
    when: ({ condition, onLoan }) => condition !== 'withdrawn' && !onLoan,
    then: { condition: 'withdrawn', isGone: true },
  },
  'claim-returned': {
    when: ({ onLoan, claimed }) => onLoan && !claimed,
    then: { event: 'claim-returned', isGone: false },
  },
  'in-library-use': {
    when: (item) => isHere(item) && !item.onLoan,
    then: { event: 'in-library-use', isGone: false },
  },
};

export function decideMark(mark: Mark, item: Marked): MarkDecision | Refusal {
  const { when, then } = RULES[mark];
  if (!when(item))
    return refuse('mark-not-possible', { condition: item.condition, onLoan: item.onLoan ? 1 : 0 });
  const { condition = item.condition, event, isGone } = then;
  // Without a loan there is nothing that a lost book would end.
  const matters = event === 'lost' && !item.onLoan ? undefined : event;
  return { condition, isGone, ...(matters && { event: matters }) };
}

/** What whoever had it is charged for a lost item, đồng: its price, else the rule's, and the handling. */
export function lostCharges(
  price: number | undefined,
  policy: LoanPolicy | undefined,
): { readonly price: number; readonly handling: number } {
  return {
    price: price ?? policy?.lostPrice ?? 0,
    handling: policy?.lostProcessingFee ?? 0,
  };
}
