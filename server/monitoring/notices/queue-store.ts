/** What is to be told goes into the table in the transaction in which the alert opens or closes: no crash loses it. */
import type { Selectable } from 'kysely';
import { currentRulebook } from '../../circulation/rulebook-store.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { lineage } from '../../libraries/rules/library-tree.ts';
import type { LibraryTree } from '../../libraries/rules/library-tree.ts';
import { deliveryOf, deliveryOfEnd } from '../rules/wishes.ts';
import type { Delivery } from '../rules/wishes.ts';
import type { AlertRow, NoticeRow, SubscriptionRow } from '../tables.ts';
import { wishesIn } from './wishes-in.ts';

export interface AlertTold {
  readonly row: AlertRow;
  readonly event: 'opened' | 'raised' | 'closed';
}

/** Of one subscription; beyond it the far end has been away for too long to want them all. */
const MOST_WAITING = 500;
const TOO_MANY = 'too many were waiting already';

type NewNotice = Omit<Selectable<NoticeRow>, 'attempts' | 'state'>;

export async function queueNotices(
  tx: Writer,
  told: readonly AlertTold[],
  now: number,
): Promise<void> {
  if (told.length === 0) return;
  const subscriptions = await tx.selectFrom('subscription').selectAll().execute();
  if (subscriptions.length === 0) return;
  const { tree } = await currentRulebook(tx);
  const places = await librariesOfTerminals(tx);
  const waiting = await waitingCounts(tx);
  for (const one of told) {
    const libraries = lineage(tree, places.get(one.row.terminal_id) ?? '').map(({ id }) => id);
    for (const subscription of subscriptions) {
      if (!libraries.includes(subscription.library_id)) continue;
      const delivery = await deliveryTo(tx, subscription, one, tree, now);
      if (delivery.kind === 'none') continue;
      const count = (waiting.get(subscription.id) ?? 0) + 1;
      waiting.set(subscription.id, count);
      await insertNotice(tx, noticeOf(subscription, one, delivery, now), count > MOST_WAITING);
    }
  }
}

async function librariesOfTerminals(db: Reader): Promise<Map<string, string>> {
  const rows = await db.selectFrom('terminal').select(['id', 'library_id']).execute();
  return new Map(rows.map((row) => [row.id, row.library_id]));
}

async function waitingCounts(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('notice')
    .select((row) => ['subscription_id', row.fn.countAll<string | number>().as('count')])
    .where('state', '=', 'waiting')
    .groupBy('subscription_id')
    .execute();
  return new Map(rows.map((row) => [row.subscription_id, Number(row.count)]));
}

/** An end is told to whom the beginning was; what waits for the digest is told there with its end. */
async function deliveryTo(
  tx: Writer,
  subscription: SubscriptionRow,
  { row, event }: AlertTold,
  tree: LibraryTree,
  now: number,
): Promise<Delivery> {
  const timeZone = tree.get(subscription.library_id)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  const wishes = wishesIn(subscription);
  if (event !== 'closed') return deliveryOf(wishes, row, timeZone, now);
  const begun = await tx
    .selectFrom('notice')
    .select(['for_digest', 'state'])
    .where('alert_id', '=', row.id)
    .where('subscription_id', '=', subscription.id)
    .where('event', 'in', ['opened', 'raised'])
    .execute();
  const isTold = begun.some((one) => one.for_digest === 0 || one.state !== 'waiting');
  return isTold ? deliveryOfEnd(wishes, row, timeZone, now) : { kind: 'none' };
}

const noticeOf = (
  { id, target }: SubscriptionRow,
  { row, event }: AlertTold,
  delivery: Exclude<Delivery, { kind: 'none' }>,
  now: number,
): NewNotice => ({
  // The same when the command is run again.
  id: `${row.id}.${event}.${id}`,
  subscription_id: id,
  target,
  alert_id: row.id,
  event,
  for_digest: delivery.kind === 'digest' ? 1 : 0,
  created_at: now,
  due_at: delivery.dueAt,
  ...{ claimed_until: null, ended_at: null, sent_as: null, last_error: null },
});

async function insertNotice(tx: Writer, notice: NewNotice, isTooMuch: boolean): Promise<void> {
  const given = {
    state: 'given-up',
    ended_at: notice.created_at,
    last_error: TOO_MANY,
  } as const;
  await tx
    .insertInto('notice')
    .values({ ...notice, ...(isTooMuch && given) })
    .onConflict((known) => known.doNothing())
    .execute();
}
