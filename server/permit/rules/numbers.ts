/** Whose the numbers of the network are at one library, as rows of its permit (docs/rules/permit.md, PM2–PM4). */
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import type { Day } from '#server/libraries/rules/day.ts';
import type { Hit, Match } from '#server/libraries/rules/nearest.ts';
import { nearest } from '#server/libraries/rules/nearest.ts';
import { cardText, itemText } from '../format/words.ts';
import type { PatronFacts } from './card-row.ts';
import { cardRow, unclearCardRow } from './card-row.ts';
import type { ClassTable } from './class-table.ts';
import type { ItemFacts } from './item-row.ts';
import { itemRow, plainItemRow, unclearItemRow } from './item-row.ts';
import { packed } from './row-set.ts';
import type { RowValue } from './row-set.ts';

export interface CardNumber {
  readonly value: string;
  readonly holders: readonly { readonly libraryId: string; readonly patron: PatronFacts }[];
}

/** A number of which a row may have to tell: of an item that is not as most are, or of several items. */
export interface ItemNumber {
  readonly value: string;
  readonly hits: readonly Hit[];
}

/** The library that a permit is for. */
export interface Place {
  readonly libraryId: string;
  readonly book: Rulebook;
  readonly classes: ClassTable;
  /** In the library's zone. */
  readonly today: Day;
}

export interface NumberRow {
  /** What is hashed. */
  readonly text: string;
  readonly row: RowValue;
}

/** The row of a card that somebody has. */
export function rowOfCard({ value, holders }: CardNumber, place: Place): NumberRow {
  const hits = holders.map(({ libraryId, patron }) => ({ libraryId, target: patron.id }));
  const match = whose(hits, place);
  const holder = holders.find(
    ({ patron }) => match.kind === 'one' && patron.id === match.target,
  )?.patron;
  const row = holder ? cardRow(holder, place.classes, place.today) : unclearCardRow;
  return { text: cardText(value), row };
}

/** The rows of a number of items: none where all is as it is with most. */
export function rowsOfItem(
  { value, hits }: ItemNumber,
  items: ReadonlyMap<string, ItemFacts>,
  place: Place,
): NumberRow[] {
  const { book, classes } = place;
  const rowFor = (match: Match): RowValue => {
    if (match.kind === 'several') return unclearItemRow(classes);
    const item = match.kind === 'one' ? items.get(match.target) : undefined;
    return item ? itemRow(item, book, classes) : plainItemRow(classes);
  };
  const bare = rowFor(whose(hits, place));
  const isPlain = packed(bare) === packed(plainItemRow(classes));
  const rows = isPlain ? [] : [{ text: itemText(value), row: bare }];
  if (hits.length === 1) return rows;
  // A tag that names an owner is looked up by that first, and then by the bare number: where both say the same, one is enough.
  const owned = ownersOf(hits, place)
    .map((owner) => ({ text: itemText(value, owner), row: rowFor(whose(hits, place, owner)) }))
    .filter(({ row }) => packed(row) !== packed(bare));
  return [...rows, ...owned];
}

/** N1, N2 */
function whose(hits: readonly Hit[], { book, libraryId }: Place, owner?: string): Match {
  const [only] = hits;
  // Nearly all numbers are: there is nothing to look for.
  if (only && hits.length === 1) return { kind: 'one', target: only.target };
  return nearest(hits, libraryId, book.tree, { owner });
}

const ownersOf = (hits: readonly Hit[], { book }: Place): string[] => [
  ...new Set(hits.flatMap((hit) => book.tree.get(hit.libraryId)?.isil ?? [])),
];
