/** Items as lists for staff name them. */
import type { Reader } from '../db/database.ts';

export interface ItemRef {
  readonly id: string;
  readonly titleId: string;
  readonly title: string;
  readonly author: string;
  /** What is printed on it, else what its tag says. */
  readonly identifier?: string;
  readonly callNumber?: string;
  readonly collection?: string;
  readonly enumeration?: string;
}

/** What a person can read off the item comes first. */
const ORDER = ['barcode', 'accession', 'tag'];

export async function readItemRefs(
  db: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ItemRef>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('item')
    .innerJoin('title', 'title.id', 'item.title_id')
    .select(['item.id', 'item.title_id', 'title.title', 'title.author'])
    .select(['item.call_number', 'item.collection', 'item.enumeration'])
    .where('item.id', 'in', wanted)
    .execute();
  const printed = await readPrinted(db, wanted);
  return new Map(
    rows.map(({ id, title_id, title, author, ...row }) => {
      const identifier = printed.get(id);
      const ref: ItemRef = {
        ...{ id, titleId: title_id, title, author },
        ...(identifier !== undefined && { identifier }),
        ...(row.call_number !== null && { callNumber: row.call_number }),
        ...(row.collection !== null && { collection: row.collection }),
        ...(row.enumeration !== null && { enumeration: row.enumeration }),
      };
      return [id, ref];
    }),
  );
}

async function readPrinted(
  db: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('item_identifier')
    .select(['item_id', 'kind', 'value'])
    .where('item_id', 'in', ids)
    .orderBy('part')
    .orderBy('value')
    .execute();
  const best = rows.toSorted((a, b) => ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind));
  return new Map(best.map(({ item_id, value }) => [item_id, value]));
}
