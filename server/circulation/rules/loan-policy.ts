/** Which rule of lending holds (docs/rules/circulation.md, P). */
import type { LibraryTree } from '#server/libraries/rules/library-tree.ts';
import { lineage } from '#server/libraries/rules/library-tree.ts';

export interface LoanPolicy {
  readonly id: string;
  readonly libraryId: string;
  /** Undefined = any. */
  readonly patronClass?: string | undefined;
  /** Undefined = any. */
  readonly itemClass?: string | undefined;
  readonly maxLoans?: number | undefined;
  readonly maxLoansOfClass?: number | undefined;
  readonly loanDays: number;
  readonly renewals: number;
  readonly requiresPin: boolean;
  readonly maxOverdue?: number | undefined;
  /** Đồng. */
  readonly maxFeesOwed?: number | undefined;
  /** Đồng per open day late. */
  readonly overduePerDay: number;
  /** Đồng at most for one loan; the price of the item is another bound. */
  readonly overdueCap?: number | undefined;
  /** Open days late that cost nothing. */
  readonly graceDays: number;
  /** Holds a patron may have at once. */
  readonly maxHolds?: number | undefined;
  /** Open days that a captured book is kept. */
  readonly holdDays: number;
  /** Đồng, beside the price of what is lost. */
  readonly lostProcessingFee: number;
  /** Đồng, where the item has no price of its own. */
  readonly lostPrice?: number | undefined;
}

/**
 * The rule for lending an item of a class to a patron of a class at a library. The nearest library that has any fitting rule decides:
 * who runs a library knows it best. Within it, the rule that names more wins, and the patron's class counts more than the item's.
 * A library has at most one rule per pair of classes, so there is never a tie.
 */
export function policyFor(
  policies: readonly LoanPolicy[],
  tree: LibraryTree,
  libraryId: string,
  patronClass: string,
  itemClass: string,
): LoanPolicy | undefined {
  const fitting = policies.filter(
    (policy) =>
      (policy.patronClass ?? patronClass) === patronClass &&
      (policy.itemClass ?? itemClass) === itemClass,
  );
  for (const { id } of lineage(tree, libraryId)) {
    const here = fitting.filter((policy) => policy.libraryId === id);
    if (here.length > 0) return here.reduce(stronger);
  }
  return undefined;
}

const strength = ({ patronClass, itemClass }: LoanPolicy): number =>
  (patronClass === undefined ? 0 : 2) + (itemClass === undefined ? 0 : 1);

const stronger = (a: LoanPolicy, b: LoanPolicy): LoanPolicy => (strength(b) > strength(a) ? b : a);
