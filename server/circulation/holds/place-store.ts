/** A patron begins to wait. */
import { actorText } from '../../audit/actor.ts';
import { once } from '../../audit/once.ts';
import type { Done } from '../../audit/once.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { libraryFor, patronFor } from '../../staff/reach-store.ts';
import type { PatronRow } from '../../patrons/tables.ts';
import type { HoldPlace, HoldPlaced } from '../desk-acts.ts';
import { readLine } from '../line-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Line } from '../rules/line.ts';
import { todayAt } from '../rules/hold.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { Waiter } from './rules/may-wait.ts';
import { refuseHold } from './rules/may-wait.ts';
import { fetchesOf } from './rules/nearest-copy.ts';
import { positionOf } from './rules/position.ts';

export const commands = {
  'hold-place': async (tx: Writer, act: HoldPlace): Promise<HoldPlaced> => {
    const titleId = await titleOf(tx, act);
    const keys = [`patron ${act.patronId}`, ...(titleId === undefined ? [] : [`title ${titleId}`])];
    return once(tx, act, { action: 'hold-place', keys }, async () => {
      const patron = await patronFor(tx, act, act.patronId);
      if (!patron) return refuse('patron-unknown');
      if (!(await pickupFor(tx, act, act.pickupLibraryId))) return refuse('library-unknown');
      if (titleId === undefined)
        return refuse(act.itemId === undefined ? 'hold-no-copy' : 'item-unknown');
      return place(tx, act, patron, { titleId, ...(await readLine(tx, titleId)) });
    });
  },
};

/** Staff let it be fetched to a library of theirs; a door of another kind, to any. */
export const pickupFor = (db: Reader, act: Parameters<typeof libraryFor>[1], id: string) =>
  libraryFor(db, act, id);

async function titleOf(db: Reader, { titleId, itemId }: HoldPlace): Promise<string | undefined> {
  if (itemId === undefined) {
    const title = await db
      .selectFrom('title')
      .select('id')
      .where('id', '=', titleId ?? '')
      .executeTakeFirst();
    return title?.id;
  }
  const item = await db
    .selectFrom('item')
    .select('title_id')
    .where('id', '=', itemId)
    .executeTakeFirst();
  return item?.title_id;
}

type Placed = Omit<Extract<HoldPlaced, { outcome: 'accepted' }>, 'outcome'>;

async function place(
  tx: Writer,
  act: HoldPlace,
  patron: PatronRow,
  line: Line & { readonly titleId: string },
): Promise<Refusal | Done<Placed>> {
  const book = await currentRulebook(tx);
  const waiter = await readWaiter(tx, patron, line.titleId);
  const wish = { ...act, beyondLimit: act.beyondLimit ?? false };
  const today = todayAt(book, act.pickupLibraryId, act.now);
  const refusal = refuseHold(book, wish, waiter, line, today);
  if (refusal) return refusal;
  await insertHold(tx, act, line.titleId);
  return {
    answer: { hold: { id: act.id, ...(await placeInLine(tx, book, act, line.titleId)) } },
    subject: { kind: 'hold', id: act.id },
    details: {
      pickup: act.pickupLibraryId,
      title: line.titleId,
      ...(act.itemId !== undefined && { item: act.itemId }),
    },
  };
}

async function readWaiter(db: Reader, patron: PatronRow, titleId: string): Promise<Waiter> {
  const blocks = await db
    .selectFrom('patron_block')
    .select('reason')
    .where('patron_id', '=', patron.id)
    .where('ended_at', 'is', null)
    .orderBy('since')
    .execute();
  const holds = await db
    .selectFrom('hold')
    .select(['title_id', 'item_id'])
    .where('patron_id', '=', patron.id)
    .where('ended_at', 'is', null)
    .execute();
  const loans = await db
    .selectFrom('loan')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .select('item.id')
    .where('loan.patron_id', '=', patron.id)
    .where('loan.ended_at', 'is', null)
    .where('item.title_id', '=', titleId)
    .execute();
  return {
    patronClass: patron.patron_class,
    expiresOn: patron.expires_on ?? undefined,
    blocks: blocks.map(({ reason }) => reason),
    holds: holds.map(({ title_id, item_id }) => ({
      titleId: title_id,
      itemId: item_id ?? undefined,
    })),
    ownCopies: loans.map(({ id }) => id),
  };
}

const insertHold = (tx: Writer, act: HoldPlace, titleId: string) =>
  tx
    .insertInto('hold')
    .values({
      ...{ id: act.id, patron_id: act.patronId, title_id: titleId, item_id: act.itemId ?? null },
      ...{ pickup_library_id: act.pickupLibraryId, expires_on: act.expiresOn ?? null },
      ...{ placed_at: act.now, placed_by: actorText(act.actor) },
    })
    .execute();

async function placeInLine(
  db: Reader,
  book: Rulebook,
  { id, now }: HoldPlace,
  titleId: string,
): Promise<{ position: number; available: boolean }> {
  const line = await readLine(db, titleId);
  return {
    position: positionOf(book, line, id, now) ?? 1,
    available: fetchesOf(book, line, now).some(({ hold }) => hold.id === id),
  };
}
