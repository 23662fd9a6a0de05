/** How terminals are, looked up and written down: what has changed is worked out beside the writer, which then only writes. */
import { sql } from 'kysely';
import { currentRulebook } from '../../circulation/rulebook-store.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import { isOpen } from '../../libraries/rules/calendar.ts';
import { dayIn } from '../../libraries/rules/day.ts';
import { queueNotices } from '../notices/queue-store.ts';
import type { AlertTold } from '../notices/queue-store.ts';
import { FOUND_AFTER_MS, presenceOf, SILENCE_MS } from '../rules/presence.ts';
import { assess } from '../rules/terminal-health.ts';
import type { Facts, NetworkFacts } from '../rules/terminal-health.ts';
import { usualVersion } from '../rules/version.ts';
import type { AlertRow } from '../tables.ts';
import { wordIn } from '../word-in.ts';
import { changesAt } from './changes.ts';
import type { Change } from './changes.ts';

export interface Looking {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Only those heard since, or fallen silent since, or with something under way; absent: all, and what is of the network. */
  readonly since?: number | undefined;
  /** When this server began to listen. */
  readonly listeningSince: number;
}

export interface Found {
  readonly changes: readonly Change[];
  /** When something moves on by itself; epoch milliseconds. */
  readonly next?: number | undefined;
}

export const queries = {
  'alerts-due': async (db: Reader, looking: Looking): Promise<Found> => {
    const { now, since } = looking;
    const book = await currentRulebook(db);
    const live = await liveAlerts(db);
    const network = since === undefined ? await readNetwork(db, now) : undefined;
    const terminals = await readTerminals(db, looking);
    const found = terminals.map((terminal) => {
      const day = dayIn(terminal.timeZone, now);
      const facts: Facts = {
        addedAt: terminal.addedAt,
        profile: terminal.profile,
        presence: presenceOf(terminal.heard, now),
        word: wordIn(terminal.state),
        isFound: now - looking.listeningSince >= FOUND_AFTER_MS,
        isOpenToday: isOpen(day, terminal.libraryId, book.tree, book.calendars),
        network: network && networkOf(network, terminal.id),
      };
      return changesAt(terminal.id, assess(facts, now), live.get(terminal.id) ?? [], now);
    });
    const nexts = found.flatMap(({ next }) => next ?? []);
    return {
      changes: found.flatMap(({ changes }) => changes),
      ...(nexts.length > 0 && { next: Math.min(...nexts) }),
    };
  },
};

export interface Applying {
  readonly now: number;
  readonly changes: readonly (Change & { readonly id: string })[];
}

export const commands = {
  /** Another server may have seen the same: what no longer is as it was found is left alone. @returns how many were written */
  'alerts-apply': async (tx: Writer, { now, changes }: Applying): Promise<number> => {
    await lock(tx, 'watching');
    const told: AlertTold[] = [];
    let written = 0;
    for (const change of changes) {
      const row = await writeChange(tx, change, now);
      if (!row) continue;
      written += 1;
      if (change.news) told.push({ row, event: change.news });
    }
    await queueNotices(tx, told, now);
    return written;
  },

  /** Terminals that are not in use any more want nothing. @returns how many alerts of theirs were closed */
  'alerts-close-removed': async (tx: Writer, { now }: { now: number }): Promise<number> => {
    await lock(tx, 'watching');
    const ofRemoved = sql<boolean>`terminal_id in (select id from terminal where removed_at is not null)`;
    await tx
      .deleteFrom('alert')
      .where('opened_at', 'is', null)
      .where('closed_at', 'is', null)
      .where(ofRemoved)
      .execute();
    const closed = await tx
      .updateTable('alert')
      .set((row) => ({ closed_at: now, revision: row('revision', '+', 1) }))
      .where('closed_at', 'is', null)
      .where(ofRemoved)
      .returningAll()
      .execute();
    await queueNotices(
      tx,
      closed.map((row) => ({ row, event: 'closed' })),
      now,
    );
    return closed.length;
  },
};

async function writeChange(
  tx: Writer,
  { id, terminalId, code, device, revision, become }: Applying['changes'][number],
  now: number,
): Promise<AlertRow | undefined> {
  const before = await tx
    .selectFrom('alert')
    .selectAll()
    .where('terminal_id', '=', terminalId)
    .where('code', '=', code)
    .where('device', '=', device)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if ((before?.revision ?? 0) !== revision) return undefined;
  if (become === 'forgotten') {
    if (before) await tx.deleteFrom('alert').where('id', '=', before.id).execute();
    return undefined;
  }
  const values = { ...become, revision: revision + 1, updated_at: now };
  if (before)
    return tx
      .updateTable('alert')
      .set(values)
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  return tx
    .insertInto('alert')
    .values({ ...values, id, terminal_id: terminalId, code, device, acknowledged_note: '' })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function liveAlerts(db: Reader): Promise<Map<string, AlertRow[]>> {
  const rows = await db.selectFrom('alert').selectAll().where('closed_at', 'is', null).execute();
  return Map.groupBy(rows, ({ terminal_id }) => terminal_id);
}

async function readTerminals(db: Reader, { now, since }: Looking) {
  let rows = db
    .selectFrom('terminal')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
    .where('terminal.removed_at', 'is', null)
    .select([
      'terminal.id',
      'terminal.created_at as addedAt',
      'terminal.profile',
      'library.id as libraryId',
      'library.time_zone as timeZone',
      'terminal_state.state',
      'terminal_state.heard_at as heardAt',
      'terminal_state.online_since as onlineSince',
    ]);
  if (since !== undefined)
    rows = rows.where((row) =>
      row.or([
        row('terminal_state.heard_at', '>=', since),
        row.and([
          row('terminal_state.heard_at', '<', now - SILENCE_MS),
          row('terminal_state.heard_at', '>=', since - SILENCE_MS),
        ]),
        sql<boolean>`terminal.id in (select terminal_id from alert where closed_at is null)`,
      ]),
    );
  return (await rows.execute()).map(({ heardAt, onlineSince, ...terminal }) => ({
    ...terminal,
    heard: heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince },
  }));
}

/** Conflicts settle themselves within hours, when the other terminals have been heard; what is left then waits for a person. */
const LONG_OPEN_MS = 3 * 86_400_000;

interface Network {
  readonly usual: string | undefined;
  readonly conflicts: ReadonlyMap<string, { readonly count: number; readonly oldestAt: number }>;
}

const networkOf = ({ usual, conflicts }: Network, terminalId: string): NetworkFacts => ({
  usualVersion: usual,
  conflicts: conflicts.get(terminalId),
});

async function readNetwork(db: Reader, now: number): Promise<Network> {
  const states = await db
    .selectFrom('terminal_state')
    .select('state')
    .where('heard_at', '>', now - SILENCE_MS)
    .execute();
  const open = await db
    .selectFrom('conflict')
    .innerJoin('transaction_outcome', 'transaction_outcome.id', 'conflict.transaction_id')
    .where('conflict.closed_at', 'is', null)
    .where('conflict.decision_id', 'is', null)
    .where('conflict.opened_at', '<', now - LONG_OPEN_MS)
    .select(['transaction_outcome.terminal_id as terminalId', 'conflict.opened_at as openedAt'])
    .select(['conflict.transaction_id', 'conflict.kind'])
    // An attempt and a promise of one transaction have one conflict.
    .distinct()
    .execute();
  const byTerminal = Map.groupBy(open, ({ terminalId }) => terminalId);
  const conflicts = [...byTerminal].map(([id, those]) => {
    const oldestAt = Math.min(...those.map(({ openedAt }) => openedAt));
    return [id, { count: those.length, oldestAt }] as const;
  });
  return {
    usual: usualVersion(states.flatMap(({ state }) => wordIn(state)?.version ?? [])),
    conflicts: new Map(conflicts),
  };
}
