/** Which RFID tags an item has: looked up by its label, and changed by whoever tags it. */
import { z } from 'zod';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { itemInReach, libraryInReach } from '../staff/reach.ts';
import { ANY_ROLE, librariesOf } from '../staff/rights.ts';

export interface ItemTag {
  /** Upper-case hex. */
  readonly uid: string;
  /** From 1; 0 = the tag stands for the whole item. */
  readonly part: number;
}

export interface TaggedItem {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  /** Owner of the item; with the ISIL where it has one. */
  readonly library: { readonly id: string; readonly name: string; readonly isil?: string };
  readonly tags: readonly ItemTag[];
}

export interface LabelAsked {
  readonly accountId: string;
  readonly label: string;
  /** Id or ISIL of the owner. */
  readonly library?: string;
  /** `at-hand`: those of other libraries that lie here now, too. */
  readonly of: 'own' | 'at-hand';
}

/** A number of one library stands on few items of others; more than this is a fault of the data. */
const MOST_ITEMS = 10;

export const queries = {
  /** The items with this number among those of the libraries where the account holds a role, below them included. */
  'items-by-label': async (
    db: Reader,
    { accountId, label, library, of }: LabelAsked,
  ): Promise<TaggedItem[]> => {
    const rows = await db
      .selectFrom('item')
      .innerJoin('title', 'title.id', 'item.title_id')
      .innerJoin('library', 'library.id', 'item.home_library_id')
      .where(
        of === 'at-hand'
          ? itemInReach({ actor: { kind: 'staff', id: accountId } })
          : libraryInReach({ actor: { kind: 'staff', id: accountId } }, 'item.home_library_id'),
      )
      .where((where) =>
        where.exists(
          where
            .selectFrom('item_identifier')
            .select('item_id')
            .whereRef('item_id', '=', 'item.id')
            .where('value', '=', label.normalize('NFC')),
        ),
      )
      .$if(library !== undefined, (query) =>
        query.where((where) =>
          where.or([
            where('library.id', '=', library ?? ''),
            where('library.isil', '=', library ?? ''),
          ]),
        ),
      )
      .select([
        'item.id',
        'title.title',
        'title.author',
        'library.id as libraryId',
        'library.name as libraryName',
        'library.isil',
      ])
      .orderBy('item.id')
      .limit(MOST_ITEMS)
      .execute();
    return Promise.all(
      rows.map(async ({ id, title, author, isil, libraryId, libraryName }) => ({
        ...{ id, title, author },
        library: { id: libraryId, name: libraryName, ...(isil !== null && { isil }) },
        tags: await tagsOf(db, id),
      })),
    );
  },

  /** Who changed an item's tags, the oldest change first. */
  'item-tag-changes': async (db: Reader, { itemId }: { itemId: string }): Promise<TagChange[]> => {
    const rows = await db
      .selectFrom('item_tag_change')
      .leftJoin('staff_account', 'staff_account.id', 'item_tag_change.account_id')
      .select(['before', 'after', 'changed_at as changedAt', 'staff_account.name'])
      .where('item_id', '=', itemId)
      .orderBy('changed_at')
      .orderBy('item_tag_change.id')
      .execute();
    return rows.map(({ after, before, changedAt, name }) => ({
      ...{
        before: Tags.parse(JSON.parse(before)),
        after: Tags.parse(JSON.parse(after)),
        changedAt,
      },
      ...(name !== null && { accountName: name }),
    }));
  },
};

const Tags = z.array(z.object({ uid: z.string(), part: z.number() }));

export interface TagChange {
  readonly before: readonly ItemTag[];
  readonly after: readonly ItemTag[];
  /** None when the account is gone. */
  readonly accountName?: string;
  readonly changedAt: number;
}

export interface TagsPut {
  /** Of the change. */
  readonly id: string;
  readonly accountId: string;
  readonly itemId: string;
  /** The number that is written on the tags: one of the item's own. */
  readonly identifier: string;
  readonly tags: readonly ItemTag[];
  /** Chip numbers on record that are given up; whatever else is on record must be among `tags`. */
  readonly replaced: readonly string[];
  /** A tag that is on record for another item is taken from it: it was rewritten, and says so itself. */
  readonly moved: boolean;
  readonly now: number;
}

export type TagsPutAnswer =
  | { readonly outcome: 'accepted'; readonly tags: readonly ItemTag[] }
  | { readonly outcome: 'refused'; readonly code: 'item-unknown' }
  | { readonly outcome: 'refused'; readonly code: 'identifier-unknown' }
  | { readonly outcome: 'refused'; readonly code: 'tags-changed' }
  | { readonly outcome: 'refused'; readonly code: 'number-elsewhere' }
  | {
      readonly outcome: 'refused';
      readonly code: 'tag-elsewhere';
      readonly uid: string;
      /** The item that has it; none when it is of a library that is not the caller's. */
      readonly item?: { readonly id: string; readonly title: string };
    };

type Refused = Extract<TagsPutAnswer, { outcome: 'refused' }>;

export const commands = {
  /** The item's tags become those given, and the change is written down; the same twice changes nothing. */
  'item-tags-put': async (tx: Writer, input: TagsPut): Promise<TagsPutAnswer> => {
    const uids = input.tags.map(({ uid }) => uid).toSorted();
    await lock(tx, `item ${input.itemId}`, ...uids.map((uid) => `tag ${uid}`));
    const item = await ownItem(tx, input, input.itemId);
    if (!item) return { outcome: 'refused', code: 'item-unknown' };
    const before = await tagsOf(tx, input.itemId);
    const others = await otherOwners(tx, input);
    const refused =
      (await wrongNumber(tx, input, item.libraryId)) ??
      changedMeanwhile(before, input) ??
      (await notToBeTaken(tx, input, others));
    if (refused) return refused;
    for (const other of others) await takeFrom(tx, input, other);
    if (!sameTags(before, input.tags)) await replaceTags(tx, input, before, item.libraryId);
    return { outcome: 'accepted', tags: await tagsOf(tx, input.itemId) };
  },
};

const ownItem = (db: Reader, { accountId }: TagsPut, itemId: string) =>
  db
    .selectFrom('item')
    .innerJoin('title', 'title.id', 'item.title_id')
    .select(['item.id', 'title.title', 'home_library_id as libraryId'])
    .where('item.id', '=', itemId)
    .where('home_library_id', 'in', librariesOf(accountId, ANY_ROLE))
    .executeTakeFirst();

async function tagsOf(db: Reader, itemId: string): Promise<ItemTag[]> {
  const rows = await db
    .selectFrom('item_identifier')
    .select(['uid', 'part'])
    .where('item_id', '=', itemId)
    .where('kind', '=', 'tag')
    .orderBy('part')
    .orderBy('uid')
    .execute();
  return rows.flatMap(({ uid, part }) => (uid === null ? [] : [{ uid, part }]));
}

async function wrongNumber(
  tx: Writer,
  { identifier, itemId }: TagsPut,
  libraryId: string,
): Promise<Refused | undefined> {
  const rows = await tx
    .selectFrom('item_identifier')
    .select(['item_id', 'kind'])
    .where('value', '=', identifier)
    .where('library_id', '=', libraryId)
    .execute();
  const taken = rows.some(({ item_id, kind }) => item_id !== itemId && kind === 'tag');
  if (taken) return { outcome: 'refused', code: 'number-elsewhere' };
  if (rows.some(({ item_id }) => item_id === itemId)) return undefined;
  return { outcome: 'refused', code: 'identifier-unknown' };
}

/** Two stations may tag the parts of one set: neither takes the other's tag off the record without having seen it. */
function changedMeanwhile(
  before: readonly ItemTag[],
  { tags, replaced }: TagsPut,
): Refused | undefined {
  const seen = new Set([...replaced, ...tags.map(({ uid }) => uid)]);
  const unseen = before.some(({ uid }) => !seen.has(uid));
  return unseen ? { outcome: 'refused', code: 'tags-changed' } : undefined;
}

interface OtherOwner {
  readonly uid: string;
  readonly itemId: string;
}

async function otherOwners(tx: Writer, { itemId, tags }: TagsPut): Promise<OtherOwner[]> {
  const found: OtherOwner[] = [];
  for (const { uid } of tags) {
    const other = await tx
      .selectFrom('item_identifier')
      .select('item_id as itemId')
      .where('uid', '=', uid)
      .where('item_id', '!=', itemId)
      .executeTakeFirst();
    if (other) found.push({ uid, itemId: other.itemId });
  }
  return found;
}

async function notToBeTaken(
  tx: Writer,
  input: TagsPut,
  others: readonly OtherOwner[],
): Promise<Refused | undefined> {
  for (const { uid, itemId } of others) {
    const item = await ownItem(tx, input, itemId);
    if (input.moved && item) continue;
    const told = item && { item: { id: item.id, title: item.title } };
    return { outcome: 'refused', code: 'tag-elsewhere', uid, ...told };
  }
  return undefined;
}

async function takeFrom(tx: Writer, input: TagsPut, { itemId, uid }: OtherOwner): Promise<void> {
  const before = await tagsOf(tx, itemId);
  await tx.deleteFrom('item_identifier').where('uid', '=', uid).execute();
  const after = before.filter((tag) => tag.uid !== uid);
  await writeDown(tx, { ...input, id: `${input.id} ${uid}`, itemId }, before, after);
}

async function replaceTags(
  tx: Writer,
  input: TagsPut,
  before: readonly ItemTag[],
  libraryId: string,
): Promise<void> {
  const { identifier, itemId, tags } = input;
  await tx
    .deleteFrom('item_identifier')
    .where('item_id', '=', itemId)
    .where('kind', '=', 'tag')
    .execute();
  for (const { part, uid } of tags) {
    await tx
      .insertInto('item_identifier')
      .values({
        ...{ library_id: libraryId, kind: 'tag', value: identifier, part },
        ...{ item_id: itemId, uid },
      })
      .execute();
  }
  await writeDown(tx, input, before, tags);
}

async function writeDown(
  tx: Writer,
  { id, accountId, itemId, now }: TagsPut,
  before: readonly ItemTag[],
  after: readonly ItemTag[],
): Promise<void> {
  await tx
    .insertInto('item_tag_change')
    .values({
      ...{ id, item_id: itemId, account_id: accountId, changed_at: now },
      ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
    })
    .execute();
}

const sameTags = (some: readonly ItemTag[], others: readonly ItemTag[]): boolean =>
  some.length === others.length &&
  some.every(({ uid, part }) => others.some((other) => other.uid === uid && other.part === part));
