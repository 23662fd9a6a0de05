/** Titles and items, as imports and staff pages change them, and the simple staff search. */
import type { z } from 'zod';
import type { Reader, Writer } from '../db/database.ts';
import { foldedWords } from '../text/fold.ts';
import type { ItemInput, TitleInput } from './input.ts';
import { titleColumns } from './rules/title-columns.ts';

export const commands = {
  /** Adds titles, or gives them a new record; everything else is derived. An unchanged record keeps its version. */
  'titles-put': async (
    tx: Writer,
    { titles, now }: { titles: readonly z.output<typeof TitleInput>[]; now: number },
  ) => {
    for (const title of titles) await putTitle(tx, title, now);
  },

  /** Adds items or changes them; their identifiers become those given. */
  'items-put': async (tx: Writer, { items }: { items: readonly z.output<typeof ItemInput>[] }) => {
    for (const item of items) {
      await putItem(tx, item);
      await putIdentifiers(tx, item);
    }
  },
};

async function putTitle(
  tx: Writer,
  { id, record }: z.output<typeof TitleInput>,
  now: number,
): Promise<void> {
  const text = JSON.stringify(record);
  const known = await tx
    .selectFrom('title')
    .select(['record', 'version'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (known?.record === text) return;
  const { contributors, identifiers, ...shown } = titleColumns(record);
  const row = {
    id,
    record: text,
    version: (known?.version ?? 0) + 1,
    title: shown.title,
    author: shown.author,
    publisher: shown.publisher ?? null,
    year: shown.year ?? null,
    language: shown.language ?? null,
    folded: shown.folded,
    changed_at: now,
  };
  await tx
    .insertInto('title')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  await tx.deleteFrom('title_contributor').where('title_id', '=', id).execute();
  await tx.deleteFrom('title_identifier').where('title_id', '=', id).execute();
  for (const [position, { name, folded }] of contributors.entries())
    await tx
      .insertInto('title_contributor')
      .values({ title_id: id, position, name, folded })
      .execute();
  for (const { kind, value } of identifiers)
    await tx.insertInto('title_identifier').values({ title_id: id, kind, value }).execute();
}

async function putItem(tx: Writer, item: z.output<typeof ItemInput>): Promise<void> {
  const row = {
    id: item.id,
    title_id: item.titleId,
    home_library_id: item.homeLibraryId,
    item_class: item.itemClass,
    call_number: item.callNumber ?? null,
    collection: item.collection ?? null,
    enumeration: item.enumeration ?? null,
    price: item.price ?? null,
    condition: item.condition,
  };
  const moved =
    item.currentLibraryId === undefined ? {} : { current_library_id: item.currentLibraryId };
  await tx
    .insertInto('item')
    .values({ ...row, current_library_id: item.currentLibraryId ?? item.homeLibraryId })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...row, ...moved }))
    .execute();
}

async function putIdentifiers(tx: Writer, item: z.output<typeof ItemInput>): Promise<void> {
  await tx.deleteFrom('item_identifier').where('item_id', '=', item.id).execute();
  for (const { kind, value, part, uid } of item.identifiers) {
    await tx
      .insertInto('item_identifier')
      .values({
        library_id: item.homeLibraryId,
        kind,
        value: value.normalize('NFC'),
        part: part ?? 0,
        item_id: item.id,
        uid: uid ?? null,
      })
      .execute();
  }
}

export interface FoundTitle {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly year?: number | undefined;
  readonly items: number;
  /** Derived: of the items in order, those that are neither on loan nor held for somebody. */
  readonly available: number;
}

export const queries = {
  /**
   * Titles that have all the words, in any order, with or without marks. Slow by nature (it looks at every title), so it runs where it
   * holds up no loan (design decision 17).
   * @returns at most `limit` titles
   */
  'catalogue-search': async (db: Reader, { text, limit }: { text: string; limit: number }) => {
    const words = foldedWords(text);
    if (words.length === 0) return [];
    let found = db.selectFrom('title').select(['id', 'title', 'author', 'year']);
    // Folded words are letters and digits only, so nothing in them is a wildcard of LIKE.
    for (const word of words) found = found.where('folded', 'like', `%${word}%`);
    const titles = await found.orderBy('title').orderBy('id').limit(limit).execute();
    return Promise.all(
      titles.map(async ({ year, ...title }): Promise<FoundTitle> => ({
        ...title,
        ...(year !== null && { year }),
        ...(await availabilityOf(db, title.id)),
      })),
    );
  },
};

/** Never stored: what is lendable now follows from condition, loans and holds (design decision 3). */
async function availabilityOf(
  db: Reader,
  titleId: string,
): Promise<{ items: number; available: number }> {
  const rows = await db
    .selectFrom('item')
    .leftJoin('loan', (join) =>
      join.onRef('loan.item_id', '=', 'item.id').on('loan.ended_at', 'is', null),
    )
    .select(['item.id', 'item.condition', 'loan.id as loan_id'])
    .where('item.title_id', '=', titleId)
    .where('item.condition', '!=', 'withdrawn')
    .execute();
  const { waiting } = await db
    .selectFrom('hold')
    .select((e) => e.fn.countAll<number>().as('waiting'))
    .where('title_id', '=', titleId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  const here = rows.filter(
    ({ condition, loan_id }) => loan_id === null && (condition === 'ok' || condition === 'damaged'),
  );
  return { items: rows.length, available: Math.max(0, here.length - waiting) };
}
