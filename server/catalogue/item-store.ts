/** What a scanned or decoded number is. */
import type { Reader } from '../db/database.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import { unclearItem } from '../circulation/rules/unclear.ts';
import { resolve } from '../circulation/number-store.ts';
import { readState } from '../circulation/world-store.ts';
import type { State } from '../circulation/world-store.ts';

export interface ItemAsked {
  /** The terminal's. */
  readonly libraryId: string;
  readonly identifier: string;
  readonly owner?: string | undefined;
  readonly now: number;
}

export type ItemFound =
  | { readonly outcome: 'accepted'; readonly item: NonNullable<State['view']> }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export const queries = {
  'item-identify': async (
    db: Reader,
    { libraryId, now, ...item }: ItemAsked,
  ): Promise<ItemFound> => {
    const { item: match } = await resolve(db, { libraryId, item });
    if (match.kind !== 'one') return { outcome: 'refused', refusal: unclearItem(match.kind) };
    const asked = { transactionId: '', act: 'checkin', patronId: undefined } as const;
    const { view } = await readState(db, { ...asked, itemId: match.target, now });
    return view
      ? { outcome: 'accepted', item: view }
      : { outcome: 'refused', refusal: unclearItem('none') };
  },
};
