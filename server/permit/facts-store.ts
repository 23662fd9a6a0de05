/** What permits are made of, for the whole network, in pages by key: a province's cards as rows at once would be hundreds of megabytes. */
import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import type { Hit } from '../libraries/rules/nearest.ts';
import { readLines } from '../circulation/line-store.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { isNeeded, keptFor } from '../circulation/rules/line.ts';
import type { Condition } from '../circulation/rules/world.ts';
import type { PatronFacts } from './rules/card-row.ts';
import type { Classes } from './rules/class-table.ts';

const PAGE = 1000;
/** A title may have dozens of copies. */
const TITLES = 100;

export interface CardFound {
  readonly libraryId: string;
  readonly value: string;
  readonly patron: PatronFacts;
}

/** Some of many; `next` is where the following page begins, undefined after the last. */
export interface Page<T, K = string> {
  readonly found: readonly T[];
  readonly next: K | undefined;
}

export interface CardKey {
  readonly libraryId: string;
  readonly value: string;
}

/** One number of an item. */
export interface ItemFound extends Hit {
  readonly value: string;
  readonly itemClass: string;
  readonly condition: Condition;
}

/** A page of all cards in use that are the library's own, by library and number; identity cards are none (K10). @param now epoch milliseconds */
export async function readCards(
  db: Reader,
  after: CardKey,
  now: number,
): Promise<Page<CardFound, CardKey>> {
  const { rows } = await sql<CardRow>`
    select card.library_id, card.value, patron.id, patron.patron_class, patron.birth_date, patron.expires_on,
      (select string_agg(reason, ' ') from patron_block
        where patron_id = patron.id and ended_at is null) as blocks,
      (select cast(coalesce(sum(amount - settled), 0) as bigint) from fee
        where patron_id = patron.id and settled < amount) as fees_owed,
      (select count(*) from loan where patron_id = patron.id and ended_at is null) as loans,
      (select count(*) from loan where patron_id = patron.id and ended_at is null
        and due_at < ${now} and claimed_returned_at is null) as overdue
    from patron_card as card join patron on patron.id = card.patron_id
    where (card.library_id, card.value) > (${after.libraryId}, ${after.value})
      and card.withdrawn_at is null and card.kind <> 'identity'
    order by card.library_id, card.value limit ${PAGE}`.execute(db);
  const found = rows.map((row) => ({
    ...{ libraryId: row.library_id, value: row.value },
    patron: factsOf(row),
  }));
  return { found, next: rows.length < PAGE ? undefined : found.at(-1) };
}

export async function readClasses(db: Reader): Promise<Classes> {
  const patronClasses = await db.selectFrom('patron_class').select('id').orderBy('id').execute();
  const commonest = await db
    .selectFrom('item')
    .innerJoin('item_class', 'item_class.id', 'item.item_class')
    .where('item_class.loanable', '=', 1)
    .groupBy('item_class.id')
    .select(['item_class.id', (e) => e.fn.countAll().as('items')])
    .orderBy('items', 'desc')
    .orderBy('item_class.id')
    .limit(1)
    .executeTakeFirst();
  return { patronClasses: patronClasses.map(({ id }) => id), commonest: commonest?.id };
}

/** A page of the numbers of items that are not in order or not of the commonest class, by item. */
export async function readOddItems(
  db: Reader,
  after: string,
  commonest: string,
): Promise<Page<ItemFound>> {
  const rows = await db
    .selectFrom('item')
    .select('id')
    .where('id', '>', after)
    .where((item) =>
      item.or([
        item('item_class', '<>', commonest),
        item('condition', 'not in', ['ok', 'damaged']),
      ]),
    )
    .orderBy('id')
    .limit(PAGE)
    .execute();
  const ids = rows.map(({ id }) => id);
  const next = ids.length < PAGE ? undefined : ids.at(-1);
  return { found: await numbersOf(db, ids), next };
}

/** A page of the numbers that several items have, with all of them; by number. */
export async function readSharedNumbers(db: Reader, after: string): Promise<Page<ItemFound>> {
  const { rows } = await sql<ItemRow>`
    select item.id, item.item_class, item.condition, known.library_id, known.value, known.uid
    from (
      select value from item_identifier where value > ${after}
      group by value having min(item_id) <> max(item_id) order by value limit ${PAGE}
    ) as shared join item_identifier as known on known.value = shared.value
    join item on item.id = known.item_id
    order by shared.value`.execute(db);
  // A page of fewer numbers may be the last or not: the next one is empty then.
  return { found: rows.map(itemFound), next: rows.at(-1)?.value };
}

/** A page of the items that are kept for somebody, or needed by those who wait (C10), by title; with their numbers. @param now epoch milliseconds */
export async function readHeldItems(
  db: Reader,
  after: string,
  now: number,
): Promise<Page<ItemFound>> {
  const titles = await db
    .selectFrom('hold')
    .select('title_id')
    .distinct()
    .where('ended_at', 'is', null)
    .where('title_id', '>', after)
    .orderBy('title_id')
    .limit(TITLES)
    .execute();
  const lines = await readLines(
    db,
    titles.map(({ title_id }) => title_id),
  );
  const book = await currentRulebook(db);
  const held = [...lines.values()].flatMap((line) =>
    line.copies
      .filter(({ id }) => keptFor(line, id) !== undefined || isNeeded(book, line, id, now))
      .map(({ id }) => id),
  );
  return { found: await numbersOf(db, held), next: titles.at(-1)?.title_id };
}

interface CardRow {
  readonly library_id: string;
  readonly value: string;
  readonly id: string;
  readonly patron_class: string;
  readonly birth_date: string | null;
  readonly expires_on: string | null;
  readonly blocks: string | null;
  readonly fees_owed: number;
  readonly loans: number;
  readonly overdue: number;
}

const factsOf = (row: CardRow): PatronFacts => ({
  id: row.id,
  patronClass: row.patron_class,
  birthDate: row.birth_date ?? undefined,
  expiresOn: row.expires_on ?? undefined,
  blocks: row.blocks?.split(' ') ?? [],
  feesOwed: row.fees_owed,
  loans: row.loans,
  overdue: row.overdue,
});

interface ItemRow {
  readonly id: string;
  readonly item_class: string;
  readonly condition: Condition;
  readonly library_id: string;
  readonly value: string;
  readonly uid: string | null;
}

const itemFound = (row: ItemRow): ItemFound => ({
  target: row.id,
  itemClass: row.item_class,
  condition: row.condition,
  libraryId: row.library_id,
  value: row.value,
  uid: row.uid ?? undefined,
});

async function numbersOf(db: Reader, itemIds: readonly string[]): Promise<ItemFound[]> {
  if (itemIds.length === 0) return [];
  const rows = await db
    .selectFrom('item')
    .innerJoin('item_identifier as known', 'known.item_id', 'item.id')
    .select(['item.id', 'item.item_class', 'item.condition'])
    .select(['known.library_id', 'known.value', 'known.uid'])
    .where('item.id', 'in', itemIds)
    .execute();
  return rows.map(itemFound);
}
