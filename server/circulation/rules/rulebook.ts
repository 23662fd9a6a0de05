/** All that the libraries have laid down: the tree, the rules of lending, the days of opening. */
import type { Calendars } from '#server/libraries/rules/calendar.ts';
import { dueAt } from '#server/libraries/rules/calendar.ts';
import type { LibraryTree } from '#server/libraries/rules/library-tree.ts';
import type { LoanPolicy } from './loan-policy.ts';
import { policyFor } from './loan-policy.ts';

export interface ItemClass {
  readonly id: string;
  readonly loanable: boolean;
}

export interface Rulebook {
  readonly tree: LibraryTree;
  readonly calendars: Calendars;
  readonly policies: readonly LoanPolicy[];
  readonly itemClasses: ReadonlyMap<string, ItemClass>;
}

/** Who lends what to whom, as far as the rules of lending ask. */
export interface Lending {
  readonly libraryId: string;
  readonly patronClass: string;
  readonly itemClass: string;
}

export const ruleFor = (book: Rulebook, lending: Lending): LoanPolicy | undefined =>
  policyFor(book.policies, book.tree, lending.libraryId, lending.patronClass, lending.itemClass);

export const isLoanable = (book: Rulebook, itemClass: string): boolean =>
  book.itemClasses.get(itemClass)?.loanable ?? false;

/** The due date of a loan made at an instant; epoch milliseconds. */
export const dueDate = (book: Rulebook, libraryId: string, instant: number, days: number): number =>
  dueAt(instant, days, libraryId, book.tree, book.calendars);

/** The rules that may meet a patron of a class at a library, one per class of loanable items. */
export function rulesFor(book: Rulebook, libraryId: string, patronClass: string): LoanPolicy[] {
  const classes = [...book.itemClasses.values()].filter(({ loanable }) => loanable);
  return classes.flatMap(
    ({ id }) => ruleFor(book, { libraryId, patronClass, itemClass: id }) ?? [],
  );
}
