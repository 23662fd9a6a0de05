/** What a permit says of an item, if anything (docs/rules/permit.md, PM4, PM24). */
import {
  refuseWhenLost,
  refuseWhenNotForLoan,
  refuseWhenWithdrawn,
} from '#server/circulation/rules/may-be-lent.ts';
import { firstRefusal, refuse } from '#server/circulation/rules/refusal.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import type { Condition } from '#server/circulation/rules/world.ts';
import { ITEM_STANDINGS } from '../format/manifest.ts';
import type { ClassTable } from './class-table.ts';
import type { RowValue } from './row-set.ts';

/** How it stands with an item, in the whole network. */
export interface ItemFacts {
  readonly id: string;
  readonly itemClass: string;
  readonly condition: Condition;
  /** Taken aside for somebody, or needed by those who wait (C10). */
  readonly onHold: boolean;
}

export function itemRow(item: ItemFacts, book: Rulebook, classes: ClassTable): RowValue {
  const standing = standingOf(item, book);
  const { itemIndex, inManifest } = classes;
  return {
    // What is never lent has no class of loans; its standing says all.
    class: itemIndex.get(item.itemClass) ?? inManifest.defaultItemClass,
    standing: standing === undefined ? 0 : ITEM_STANDINGS.indexOf(standing),
    ...{ loansLeft: 0, lastDay: 0 },
  };
}

/** C5, C6, C9, C10, in the order of lending. */
function standingOf({ onHold, ...facts }: ItemFacts, book: Rulebook) {
  const item = { ...facts, homeLibraryId: '', currentLibraryId: '' };
  const refusal = firstRefusal([
    () => refuseWhenWithdrawn(item),
    () => refuseWhenLost(item),
    () => refuseWhenNotForLoan(book, item),
    () => (onHold ? refuse('item-on-hold') : undefined),
  ]);
  return ITEM_STANDINGS.find((standing) => standing === refusal?.code);
}

/** A number of several items of which none is nearer. */
export const unclearItemRow = ({ inManifest }: ClassTable): RowValue => ({
  class: inManifest.defaultItemClass,
  standing: ITEM_STANDINGS.indexOf('several-matches'),
  ...{ loansLeft: 0, lastDay: 0 },
});

/** An item that needs no row. */
export const plainItemRow = ({ inManifest }: ClassTable): RowValue => ({
  class: inManifest.defaultItemClass,
  ...{ standing: 0, loansLeft: 0, lastDay: 0 },
});
