/** Who is told of alerts: for administrators of the library it is for (TH50). */
import { once } from '../../audit/once.ts';
import type { Act, Done } from '../../audit/once.ts';
import type { ActAnswer } from '../../circulation/desk-acts.ts';
import type { Refusal } from '../../circulation/rules/refusal.ts';
import { refuse } from '../../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Reach } from '../../staff/reach.ts';
import type { Role } from '../../staff/tables.ts';
import { GIVE_UP_MS } from '../rules/retry.ts';
import type { Wishes } from '../rules/wishes.ts';
import type { NoticeRow, SubscriptionRow } from '../tables.ts';
import { wishesIn } from './wishes-in.ts';

const ADMINISTRATOR: readonly Role[] = ['administrator'];
/** Of one library: more is a mailing list, and those are kept elsewhere. */
const MOST_OF_LIBRARY = 50;
const WEEK_MS = 7 * GIVE_UP_MS;

export interface Subscription {
  readonly id: string;
  readonly library: { readonly id: string; readonly name: string };
  readonly target: string;
  readonly wishes: Wishes;
  readonly waiting: number;
  readonly lastSentAt?: number;
  readonly trouble?: { readonly since: number; readonly message: string; readonly givenUp: number };
}

export interface SubscriptionPut extends Act {
  readonly subscriptionId: string;
  readonly target: string;
  readonly wishes: Wishes;
}
export type SubscriptionAct = Act & { readonly subscriptionId: string };

export const queries = {
  subscriptions: async (db: Reader, { reach }: { reach: Reach }): Promise<Subscription[]> => {
    const rows = await db
      .selectFrom('subscription')
      .innerJoin('library', 'library.id', 'subscription.library_id')
      .where(libraryInReach(reach, 'subscription.library_id', ADMINISTRATOR))
      .selectAll('subscription')
      .select('library.name')
      .orderBy('library.name')
      .orderBy('subscription.target')
      .execute();
    const found: Subscription[] = [];
    for (const row of rows) found.push(await subscriptionOf(db, row, reach.now));
    return found;
  },
};

async function subscriptionOf(
  db: Reader,
  row: SubscriptionRow & { name: string },
  now: number,
): Promise<Subscription> {
  const notices = await db
    .selectFrom('notice')
    .select(['state', 'attempts', 'created_at', 'ended_at', 'last_error'])
    .where('subscription_id', '=', row.id)
    .where((one) => one.or([one('state', '=', 'waiting'), one('ended_at', '>', now - WEEK_MS)]))
    .execute();
  const sent = notices.flatMap(({ state, ended_at: at }) =>
    state === 'sent' && at !== null ? at : [],
  );
  return {
    id: row.id,
    library: { id: row.library_id, name: row.name },
    target: row.target,
    wishes: wishesIn(row),
    waiting: notices.filter(({ state }) => state === 'waiting').length,
    ...(sent.length > 0 && { lastSentAt: Math.max(...sent) }),
    ...troubleOf(notices, Math.max(0, ...sent)),
  };
}

type Past = Pick<NoticeRow, 'created_at' | 'ended_at' | 'last_error'> & {
  readonly state: string;
  readonly attempts: number;
};

/** What has failed since it last got through. */
function troubleOf(notices: readonly Past[], lastSentAt: number): Pick<Subscription, 'trouble'> {
  const failed = notices
    .filter(({ state, attempts, ended_at: at }) =>
      state === 'given-up' ? (at ?? 0) > lastSentAt : state === 'waiting' && attempts > 0,
    )
    .toSorted((a, b) => a.created_at - b.created_at);
  const [first] = failed;
  const last = failed.at(-1);
  if (!first || !last) return {};
  const givenUp = failed.filter(({ state }) => state === 'given-up').length;
  return { trouble: { since: first.created_at, message: last.last_error ?? '', givenUp } };
}

const doing = (action: string, id: string) => ({
  action,
  keys: [`subscription ${id}`],
  roles: ADMINISTRATOR,
});

export const commands = {
  'subscription-put': (tx: Writer, act: SubscriptionPut): Promise<ActAnswer> =>
    once(tx, act, doing('subscription-put', act.subscriptionId), async () => {
      const { subscriptionId: id, actor, target, wishes, now } = act;
      const before = await byId(tx, id);
      if (before && !(await own(tx, act))) return refuse('subscription-unknown');
      const refusal = before ? undefined : await refuseMore(tx, actor.libraryId);
      if (refusal) return refusal;
      const row = { library_id: actor.libraryId, kind: wishes.kind, target };
      const values = { ...row, wishes: JSON.stringify(wishes) };
      await tx
        .insertInto('subscription')
        .values({ id, ...values, created_at: now })
        .onConflict((known) => known.column('id').doUpdateSet(values))
        .execute();
      // What waited for another address is not for this one.
      if (before && before.target !== target) await dropWaiting(tx, id);
      return done(id, { kind: wishes.kind });
    }),

  'subscription-remove': (tx: Writer, act: SubscriptionAct): Promise<ActAnswer> =>
    once(tx, act, doing('subscription-remove', act.subscriptionId), async () => {
      const { subscriptionId: id } = act;
      if (!(await own(tx, act))) return refuse('subscription-unknown');
      await tx.deleteFrom('notice').where('subscription_id', '=', id).execute();
      await tx.deleteFrom('subscription').where('id', '=', id).execute();
      return done(id);
    }),

  'subscription-test': (tx: Writer, act: SubscriptionAct): Promise<ActAnswer> =>
    once(tx, act, doing('subscription-test', act.subscriptionId), async () => {
      const { id: noticeId, subscriptionId: id, now } = act;
      const subscription = await own(tx, act);
      if (!subscription) return refuse('subscription-unknown');
      await tx
        .insertInto('notice')
        .values({
          id: noticeId,
          subscription_id: id,
          target: subscription.target,
          event: 'test',
          for_digest: 0,
          created_at: now,
          due_at: now,
          ...{ alert_id: null, claimed_until: null, ended_at: null, sent_as: null },
          last_error: null,
        })
        .execute();
      return done(id);
    }),
};

/** No addresses: the journal is read by more people than the list is. */
const done = (id: string, details: Record<string, unknown> = {}): Done<object> => ({
  answer: {},
  subject: { kind: 'subscription', id },
  details,
});

const byId = (db: Reader, id: string) =>
  db.selectFrom('subscription').selectAll().where('id', '=', id).executeTakeFirst();

const own = (db: Reader, act: SubscriptionAct) =>
  db
    .selectFrom('subscription')
    .selectAll()
    .where('id', '=', act.subscriptionId)
    .where(libraryInReach(act, 'subscription.library_id', ADMINISTRATOR))
    .executeTakeFirst();

async function refuseMore(db: Reader, libraryId: string): Promise<Refusal | undefined> {
  const { count } = await db
    .selectFrom('subscription')
    .where('library_id', '=', libraryId)
    .select((row) => row.fn.countAll<string | number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count) < MOST_OF_LIBRARY
    ? undefined
    : refuse('subscription-limit', { most: MOST_OF_LIBRARY });
}

const dropWaiting = (tx: Writer, id: string) =>
  tx
    .deleteFrom('notice')
    .where('subscription_id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
