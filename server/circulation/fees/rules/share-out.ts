/** Which fees a sum of money settles (docs/rules/circulation.md, F). */
import type { Refusal } from '#server/circulation/rules/refusal.ts';
import { refuse } from '#server/circulation/rules/refusal.ts';

export interface Owed {
  readonly id: string;
  /** Đồng. */
  readonly left: number;
}

export interface Share {
  readonly feeId: string;
  readonly amount: number;
}

/** @param owed the oldest first */
export function shareOut(owed: readonly Owed[], amount: number): Share[] | Refusal {
  const sum = owed.reduce((total, { left }) => total + left, 0);
  if (sum === 0) return refuse('fee-nothing-owed');
  if (amount > sum) return refuse('fee-too-much', { owed: sum });
  let rest = amount;
  return owed.flatMap(({ id, left }) => {
    const share = Math.min(rest, left);
    rest -= share;
    return share > 0 ? [{ feeId: id, amount: share }] : [];
  });
}

/** The letters of a library's receipts: `VN-TT` → `TT`. Two libraries may have the same; they then share a series (F5). */
export const receiptLetters = (library: {
  readonly id: string;
  readonly isil?: string | undefined;
}): string => (library.isil ?? `-${library.id}`).replace(/^[^-]*-/, '').toUpperCase();

export const receiptNumber = (letters: string, year: number, number: number): string =>
  `${letters}-${year}-${String(number).padStart(6, '0')}`;
