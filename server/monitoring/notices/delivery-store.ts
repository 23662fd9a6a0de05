/** Notices on their way out: taken by one server at a time, and settled by what became of them. */
import type { Reader, Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import { retryAt } from '../rules/retry.ts';
import type { PendingAlert, PendingNotice, Settled } from './pending.ts';
import { wishesIn } from './wishes-in.ts';

/** Those that come up together in an outage are bundled; more wait for the next round. */
const ROUND = 200;

export const queries = {
  /** When the next one is due; epoch milliseconds. */
  'notice-next': async (db: Reader, _input: object): Promise<number | undefined> => {
    const row = await db
      .selectFrom('notice')
      .select('due_at')
      .where('state', '=', 'waiting')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at;
  },

  /** When mails went to an address; epoch milliseconds, one for each mail. */
  'mails-sent': async (
    db: Reader,
    { target, since }: { target: string; since: number },
  ): Promise<number[]> => {
    const rows = await db
      .selectFrom('notice')
      .select((row) => ['sent_as', row.fn.max('ended_at').as('at')])
      .where('target', '=', target)
      .where('state', '=', 'sent')
      .where('ended_at', '>', since)
      .groupBy('sent_as')
      .execute();
    return rows.flatMap(({ at }) => (at === null ? [] : Number(at)));
  },
};

export const commands = {
  /** Whoever has taken them and is never heard of again has lost them at `until`. */
  'notices-claim': async (
    tx: Writer,
    { now, until }: { now: number; until: number },
  ): Promise<PendingNotice[]> => {
    await lock(tx, 'notices');
    const due = await tx
      .selectFrom('notice')
      .select(['id', 'subscription_id'])
      .where('state', '=', 'waiting')
      .where('due_at', '<=', now)
      .where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<=', now)]))
      .orderBy('due_at')
      .orderBy('created_at')
      .orderBy('id')
      .limit(ROUND)
      .execute();
    if (due.length === 0) return [];
    const missed = await missedBy(tx, new Set(due.map((one) => one.subscription_id)), now);
    const ids = [...new Set([...due, ...missed].map(({ id }) => id))];
    await tx.updateTable('notice').set({ claimed_until: until }).where('id', 'in', ids).execute();
    return readPending(tx, ids);
  },

  'notices-settle': async (
    tx: Writer,
    { settled, now }: { settled: readonly Settled[]; now: number },
  ): Promise<void> => {
    await lock(tx, 'notices');
    for (const one of settled)
      for (const id of one.ids)
        if (one.outcome === 'failed') await failed(tx, id, one.error, now);
        else
          await tx
            .updateTable('notice')
            .set(
              one.outcome === 'sent'
                ? { state: 'sent', ended_at: now, sent_as: one.sentAs, last_error: null }
                : { due_at: one.dueAt, claimed_until: null },
            )
            .where('id', '=', id)
            .where('state', '=', 'waiting')
            .execute();
  },
};

/** What a program has not got yet goes out with what is new, before it: it hears everything in its order. */
const missedBy = (db: Reader, subscriptions: ReadonlySet<string>, now: number) =>
  db
    .selectFrom('notice')
    .innerJoin('subscription', 'subscription.id', 'notice.subscription_id')
    .select('notice.id')
    .where('subscription.kind', '=', 'webhook')
    .where('subscription.id', 'in', [...subscriptions])
    .where('notice.state', '=', 'waiting')
    .where((row) =>
      row.or([row('notice.claimed_until', 'is', null), row('notice.claimed_until', '<=', now)]),
    )
    .orderBy('notice.created_at')
    .limit(ROUND)
    .execute();

async function failed(tx: Writer, id: string, error: string, now: number): Promise<void> {
  const notice = await tx
    .selectFrom('notice')
    .select(['attempts', 'created_at as createdAt', 'due_at as dueAt', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (notice?.state !== 'waiting') return;
  const attempts = notice.attempts + 1;
  const dueAt = retryAt(attempts, notice, now);
  const said = { attempts, last_error: error.slice(0, 300), claimed_until: null };
  await tx
    .updateTable('notice')
    .set(
      dueAt === undefined
        ? { ...said, state: 'given-up', ended_at: now }
        : { ...said, due_at: dueAt },
    )
    .where('id', '=', id)
    .execute();
}

async function readPending(db: Reader, ids: readonly string[]): Promise<PendingNotice[]> {
  const rows = await db
    .selectFrom('notice')
    .innerJoin('subscription', 'subscription.id', 'notice.subscription_id')
    .innerJoin('library', 'library.id', 'subscription.library_id')
    .where('notice.id', 'in', [...ids])
    .select(['notice.id', 'notice.event', 'notice.for_digest', 'notice.alert_id'])
    .select(['notice.created_at', 'notice.target', 'notice.subscription_id'])
    .select(['subscription.wishes', 'subscription.library_id', 'library.name'])
    .select('library.time_zone')
    .orderBy('notice.created_at')
    .orderBy('notice.id')
    .execute();
  const alerts = await readAlerts(
    db,
    rows.flatMap(({ alert_id: id }) => id ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    event: row.event,
    forDigest: row.for_digest === 1,
    createdAt: row.created_at,
    subscription: {
      id: row.subscription_id,
      target: row.target,
      wishes: wishesIn(row),
      library: { id: row.library_id, name: row.name },
      timeZone: row.time_zone,
    },
    ...(row.alert_id !== null && { alert: alerts.get(row.alert_id) }),
  }));
}

async function readAlerts(db: Reader, ids: readonly string[]): Promise<Map<string, PendingAlert>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('alert')
    .innerJoin('terminal', 'terminal.id', 'alert.terminal_id')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .where('alert.id', 'in', [...ids])
    .selectAll('alert')
    .select(['terminal.name as terminalName', 'library.id as libraryId'])
    .select(['library.name as libraryName', 'library.time_zone as timeZone'])
    .execute();
  const told = rows.map((row): PendingAlert => {
    const openedAt = row.opened_at ?? row.bad_since;
    return {
      id: row.id,
      code: row.code,
      device: row.device,
      severity: row.severity,
      params: JSON.parse(row.params) as PendingAlert['params'],
      since: row.since ?? openedAt,
      openedAt,
      ...(row.closed_at !== null && { closedAt: row.fine_since ?? row.closed_at }),
      terminal: { id: row.terminal_id, name: row.terminalName },
      library: { id: row.libraryId, name: row.libraryName },
      timeZone: row.timeZone,
    };
  });
  return new Map(told.map((alert) => [alert.id, alert]));
}
