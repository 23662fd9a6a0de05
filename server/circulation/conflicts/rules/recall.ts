/** When a book that is called in falls due (docs/rules/conflicts.md, Q22). */
import { endOfDay, dayIn } from '#server/libraries/rules/day.ts';
import { openDayAfter } from '#server/libraries/rules/open-days.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { dueDate, ruleFor } from '#server/circulation/rules/rulebook.ts';

/** Days of opening that are left to bring it. */
export const RECALL_OPEN_DAYS = 5;
/** Days from the loan that nobody is deprived of, unless the rule of lending gives fewer. */
export const FIRST_DAYS = 7;

export interface Recalled {
  /** Of the loan. */
  readonly libraryId: string;
  readonly checkedOutAt: number;
  readonly dueAt: number;
  /** Of whoever has it; absent = not known. */
  readonly patronClass?: string | undefined;
  readonly itemClass: string;
}

/** Epoch milliseconds; undefined: it falls due as early as that anyway. */
export function recalledDueAt(book: Rulebook, loan: Recalled, now: number): number | undefined {
  const { libraryId } = loan;
  const timeZone = book.tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  const day = openDayAfter(dayIn(timeZone, now), RECALL_OPEN_DAYS, { ...book, libraryId });
  const earliest = Math.max(endOfDay(timeZone, day), endOfFirstDays(book, loan));
  return earliest < loan.dueAt ? earliest : undefined;
}

function endOfFirstDays(book: Rulebook, loan: Recalled): number {
  const { libraryId, patronClass = '', itemClass, checkedOutAt } = loan;
  const policy = ruleFor(book, { libraryId, patronClass, itemClass });
  const days = Math.min(FIRST_DAYS, policy?.loanDays ?? FIRST_DAYS);
  return dueDate(book, libraryId, checkedOutAt, days);
}
