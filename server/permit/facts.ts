/** How it stands in the whole network: read once for all the libraries whose permits are made about the same time. */
import type { Rulebook } from '../circulation/rules/rulebook.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import type { Reader } from '../db/database.ts';
import {
  readCards,
  readClasses,
  readHeldItems,
  readOddItems,
  readSharedNumbers,
} from './facts-store.ts';
import type { CardFound, CardKey, ItemFound, Page } from './facts-store.ts';
import type { Classes } from './rules/class-table.ts';
import type { ItemFacts } from './rules/item-row.ts';
import type { CardNumber, ItemNumber } from './rules/numbers.ts';

export interface NetworkFacts {
  readonly book: Rulebook;
  readonly classes: Classes;
  readonly cards: readonly CardNumber[];
  /** Those of which a row may have to tell. */
  readonly itemNumbers: readonly ItemNumber[];
  /** By id, those that the numbers above lead to. */
  readonly items: ReadonlyMap<string, ItemFacts>;
}

/** @param now epoch milliseconds */
export async function readFacts(db: Reader, now: number): Promise<NetworkFacts> {
  const cards = new Map<string, CardFound[]>();
  const firstCard: CardKey = { libraryId: '', value: '' };
  for await (const card of pages((after) => readCards(db, after, now), firstCard))
    listed(cards, card.value).push(card);
  const classes = await readClasses(db);
  return {
    book: await currentRulebook(db),
    classes,
    cards: [...cards].map(([value, holders]) => ({ value, holders })),
    ...(await readItems(db, classes, now)),
  };
}

async function readItems(db: Reader, classes: Classes, now: number) {
  const numbers = new Map<string, ItemFound[]>();
  const items = new Map<string, ItemFacts>();
  const take = (found: ItemFound, onHold: boolean) => {
    const { target: id, itemClass, condition, uid } = found;
    items.set(id, { id, itemClass, condition, onHold: onHold || items.get(id)?.onHold === true });
    for (const value of uid === undefined ? [found.value] : [found.value, uid])
      listed(numbers, value).push(found);
  };
  const commonest = classes.commonest ?? '';
  for await (const found of pages((after) => readOddItems(db, after, commonest), ''))
    take(found, false);
  for await (const found of pages((after) => readSharedNumbers(db, after), '')) take(found, false);
  for await (const found of pages((after) => readHeldItems(db, after, now), '')) take(found, true);
  const itemNumbers = [...numbers].map(([value, hits]) => ({ value, hits: distinct(hits) }));
  return { itemNumbers, items };
}

/** An item may be found for several reasons, and the parts of a set have one number. */
const distinct = (hits: readonly ItemFound[]): ItemFound[] => [
  ...new Map(hits.map((hit) => [`${hit.libraryId} ${hit.target}`, hit])).values(),
];

async function* pages<T, K>(
  read: (after: K) => Promise<Page<T, K>>,
  first: K,
): AsyncGenerator<T, void, undefined> {
  for (let after: K | undefined = first; after !== undefined;) {
    const { found, next }: Page<T, K> = await read(after);
    yield* found;
    after = next;
  }
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
