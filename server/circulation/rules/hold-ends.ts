/** Whose wait has ended with a loan, worked out from the loans, whichever of them was told first (docs/rules/circulation.md, H21, H25, T11). */
import type { Hold } from './hold.ts';
import type { LoanOfCopy } from './line-as-of.ts';
import { couldServe } from './line.ts';

export type Taking = LoanOfCopy & { readonly terminalId: string };

/**
 * Holds that stand differently from what the loans say, as they should be. One whose loan was taken back waits again, in the old place.
 * @param by names who lent, as Actor does
 */
export function mendedHolds(
  holds: readonly Hold[],
  loans: readonly Taking[],
  by: (loan: Taking) => string,
): Hold[] {
  return holds.flatMap((hold): Hold[] => {
    if (hold.ended && hold.ended.how !== 'picked-up') return [];
    // Whose it was has been cut, and so which loan has ended it.
    if (hold.patronId === undefined) return [];
    const taken = firstTaking(hold, loans);
    if (taken?.checkedOutAt === hold.ended?.at) return [];
    if (!taken) return [{ ...hold, captured: undefined, ended: undefined }];
    const ended = { at: taken.checkedOutAt, how: 'picked-up', by: by(taken) } as const;
    const isLeft = hold.captured?.itemId !== taken.itemId || taken.ended !== undefined;
    return [{ ...hold, ended, ...(isLeft && { captured: undefined }) }];
  });
}

const firstTaking = (hold: Hold, loans: readonly Taking[]): Taking | undefined =>
  loans
    .filter(
      (loan) =>
        loan.patronId === hold.patronId &&
        loan.checkedOutAt >= hold.placedAt &&
        loan.ended?.how !== 'undone' &&
        couldServe(hold, loan.itemId),
    )
    .toSorted((a, b) => a.checkedOutAt - b.checkedOutAt)
    .at(0);
