/** What would happen if (docs/rules/circulation.md, W): the very questions that lending asks, in their order, with their answers. */
import type { Question } from '#server/circulation/rules/checkout.ts';
import {
  itemQuestions,
  patronQuestions,
  policyQuestions,
} from '#server/circulation/rules/checkout.ts';
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import { overdueFee } from '#server/circulation/rules/overdue-fee.ts';
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { dueDate, ruleFor } from '#server/circulation/rules/rulebook.ts';
import { unclearItem } from '#server/circulation/rules/unclear.ts';
import type { PatronStanding, World } from '#server/circulation/rules/world.ts';
import { lineage } from '#server/libraries/rules/library-tree.ts';

export interface Trial {
  readonly book: Rulebook;
  readonly libraryId: string;
  readonly patron: PatronStanding;
  readonly item: World['item'];
  /** Epoch milliseconds. */
  readonly at: number;
  readonly daysLate: number;
}

export interface Asked {
  readonly question: string;
  readonly answer: 'passed' | 'refused' | 'not-asked';
  readonly refusal?: Refusal;
}

export interface Verdict {
  readonly outcome: 'accepted' | 'refused';
  readonly refusal?: Refusal | undefined;
  /** Epoch milliseconds. */
  readonly dueAt?: number | undefined;
  readonly policy?: LoanPolicy | undefined;
  readonly why?: Why | undefined;
  readonly questions: Asked[];
  /** Đồng, for coming back so many days late; undefined: it is not lent. */
  readonly overdueCost?: number | undefined;
}

export interface Why {
  /** 0 = the library's own rule, 1 = its parent's … */
  readonly level: number;
  readonly patronClass: 'named' | 'any';
  readonly itemClass: 'named' | 'any';
}

const DAY_MS = 86_400_000;

export function tryOut(trial: Trial): Verdict {
  const { book, libraryId, patron, item, at } = trial;
  const policy = policyOf(trial);
  const questions = inOrder([
    ...patronQuestions(trial, patron, at),
    ...(item.kind === 'one'
      ? itemQuestions(trial, item.value, patron, at)
      : [isUnclear(item.kind)]),
    { code: 'no-policy', ask: () => (policy ? undefined : refuse('no-policy')) },
    ...(policy ? policyQuestions(policy, patron) : []),
  ]);
  const refusal = questions.find(({ answer }) => answer === 'refused')?.refusal;
  const known = { policy, why: policy && whyOf(trial, policy), questions };
  if (refusal || !policy) return { outcome: 'refused', refusal, ...known };
  const dueAt = dueDate(book, libraryId, at, policy.loanDays);
  return { outcome: 'accepted', dueAt, overdueCost: costOf(trial, dueAt), ...known };
}

const policyOf = ({ book, libraryId, patron, item }: Trial): LoanPolicy | undefined =>
  item.kind === 'one'
    ? ruleFor(book, { libraryId, patronClass: patron.patronClass, itemClass: item.value.itemClass })
    : undefined;

function isUnclear(kind: 'none' | 'several'): Question {
  const refusal = unclearItem(kind);
  return { code: refusal.code, ask: () => refusal };
}

/** After the first no, nothing more is asked. */
function inOrder(questions: readonly Question[]): Asked[] {
  let isOver = false;
  return questions.map(({ code: question, ask }) => {
    if (isOver) return { question, answer: 'not-asked' };
    const refusal = ask();
    if (!refusal) return { question, answer: 'passed' };
    isOver = true;
    return { question, answer: 'refused', refusal };
  });
}

const whyOf = ({ book, libraryId }: Trial, policy: LoanPolicy): Why => ({
  level: lineage(book.tree, libraryId).findIndex(({ id }) => id === policy.libraryId),
  patronClass: policy.patronClass === undefined ? 'any' : 'named',
  itemClass: policy.itemClass === undefined ? 'any' : 'named',
});

function costOf(
  { book, libraryId, patron, item, daysLate, at }: Trial,
  dueAt: number,
): number | undefined {
  if (item.kind !== 'one') return undefined;
  const { itemClass, price } = item.value;
  const loan = {
    ...{ id: 'trial', patronId: patron.id, terminalId: 'trial', libraryId },
    ...{ checkedOutAt: at, dueAt, renewals: 0 },
    ended: { at: dueAt + daysLate * DAY_MS, how: 'returned' as const },
  };
  const { patronClass } = patron;
  return overdueFee(book, loan, { patronClass, itemClass, price });
}
