/** Whether a decision can still be taken back (docs/rules/conflicts.md, Q30). */
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';
import type { Choice } from './choices.ts';

export const UNDO_DAYS = 30;
export const DAY_MS = 86_400_000;

export interface Decided {
  readonly choice: Choice;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Something was told of the item after it: a loan, a return, a mark. */
  readonly hasGoneOn: boolean;
}

/** Decisions that leave nothing behind but the word of who decided. */
const WORDS_ONLY = new Set<Choice>(['keep', 'seen']);

/** @returns why not; undefined: it can */
export function whyNotUndone({ choice, at, hasGoneOn }: Decided, now: number): Refusal | undefined {
  // The loan has got its patron or its book; it is taken back by a return, like any.
  if (choice === 'retry') return refuse('undo-not-possible');
  if (now - at > UNDO_DAYS * DAY_MS) return refuse('undo-too-late', { days: UNDO_DAYS });
  if (hasGoneOn && !WORDS_ONLY.has(choice)) return refuse('undo-overtaken');
  return undefined;
}
