/** Alerts as staff read them: of terminals that stand where they hold a role. */
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { readWho } from '../../audit/who.ts';
import type { By } from '../../audit/who.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Reach } from '../../staff/reach.ts';
import { bySeverity } from '../rules/alert-codes.ts';
import type { AlertCode, Severity } from '../rules/alert-codes.ts';
import { presenceOf } from '../rules/presence.ts';
import { GIVE_UP_MS } from '../rules/retry.ts';

/** What AlertView has but its words. */
export interface SeenAlert {
  readonly id: string;
  readonly terminal: { readonly id: string; readonly name: string };
  readonly library: { readonly id: string; readonly name: string };
  readonly timeZone: string;
  readonly code: AlertCode;
  readonly device?: string;
  readonly severity: Severity;
  readonly params: Record<string, string | number>;
  readonly since: number;
  readonly openedAt: number;
  /** Absent: now. */
  readonly lastSeenAt?: number;
  readonly flaps: number;
  readonly closedAt?: number;
  readonly stale: boolean;
  readonly acknowledged?: { readonly at: number; readonly by: By; readonly note: string };
}

export interface ClosedAsked {
  readonly reach: Reach;
  readonly library?: string | undefined;
  readonly terminal?: string | undefined;
  readonly code?: AlertCode | undefined;
  readonly severity?: Severity | undefined;
  /** Epoch milliseconds, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** `next` of the page before. */
  readonly before?: string | undefined;
}

const PAGE = 50;

export const queries = {
  /** The most severe first, then the longest-standing: what nobody has looked at yet. */
  'staff-alerts': async (db: Reader, { reach }: { reach: Reach }) => {
    const rows = await opened(db, reach).where('alert.closed_at', 'is', null).execute();
    const alerts = await seen(db, rows, reach.now);
    return {
      alerts: alerts.toSorted(
        (a, b) => bySeverity(a.severity, b.severity) || a.openedAt - b.openedAt,
      ),
      noticesFailing: await failing(db, reach),
    };
  },

  'staff-closed-alerts': async (db: Reader, asked: ClosedAsked) => {
    const rows = await closed(db, asked)
      .orderBy('alert.closed_at', 'desc')
      .orderBy('alert.id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      alerts: await seen(db, shown, asked.reach.now),
      ...(rows.length > PAGE && last && { next: `${last.closed_at} ${last.id}` }),
    };
  },
};

/** Opened before `to` and not closed before `from`, the latest first. */
export async function alertsBetween(
  db: Reader,
  reach: Reach,
  { terminalId, from, to }: { terminalId: string; from: number; to: number },
): Promise<SeenAlert[]> {
  const rows = await opened(db, reach)
    .where('alert.terminal_id', '=', terminalId)
    .where('alert.opened_at', '<', to)
    .where((row) =>
      row.or([row('alert.closed_at', 'is', null), row('alert.closed_at', '>=', from)]),
    )
    .orderBy('alert.opened_at', 'desc')
    .limit(500)
    .execute();
  return seen(db, rows, reach.now);
}

const opened = (db: Reader, reach: Reach) =>
  db
    .selectFrom('alert')
    .innerJoin('terminal', 'terminal.id', 'alert.terminal_id')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
    .where('alert.opened_at', 'is not', null)
    .where(libraryInReach(reach, 'terminal.library_id'))
    .selectAll('alert')
    .select([
      'terminal.name as terminalName',
      'library.id as libraryId',
      'library.name as libraryName',
      'library.time_zone as timeZone',
      'terminal_state.heard_at as heardAt',
      'terminal_state.online_since as onlineSince',
    ]);

function closed(db: Reader, { reach, library, terminal, code, severity, ...asked }: ClosedAsked) {
  let rows = opened(db, reach).where('alert.closed_at', 'is not', null);
  if (library !== undefined) rows = rows.where('terminal.library_id', 'in', withBelow(library));
  if (terminal !== undefined) rows = rows.where('alert.terminal_id', '=', terminal);
  if (code !== undefined) rows = rows.where('alert.code', '=', code);
  if (severity !== undefined) rows = rows.where('alert.severity', '=', severity);
  if (asked.from !== undefined) rows = rows.where('alert.closed_at', '>=', asked.from);
  if (asked.to !== undefined) rows = rows.where('alert.closed_at', '<=', asked.to);
  if (asked.before === undefined) return rows;
  const [at = '0', id = ''] = asked.before.split(' ', 2);
  return rows.where(sql<boolean>`(alert.closed_at, alert.id) < (${Number(at)}, ${id})`);
}

const withBelow = (libraryId: string) => sql<string>`(
  with recursive within (id) as (
    select id from library where id = ${libraryId}
    union
    select library.id from library join within on library.parent_id = within.id
  )
  select id from within
)`;

type Row = Awaited<ReturnType<ReturnType<typeof opened>['execute']>>[number];

async function seen(db: Reader, rows: readonly Row[], now: number): Promise<SeenAlert[]> {
  const who = await readWho(
    db,
    rows.flatMap(({ acknowledged_by: by }) => by ?? []),
  );
  return rows.map((row) => seenAlert(row, who, now));
}

/** What only a terminal's own word shows; the rest the server knows by itself. */
const isOfWord = (code: AlertCode): boolean =>
  code !== 'silent' && code !== 'never-heard' && code !== 'conflicts-open';

function seenAlert(row: Row, who: (text: string) => By, now: number): SeenAlert {
  const { heardAt, onlineSince, closed_at: closedAt, acknowledged_at: at } = row;
  const heard = heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince };
  const isOnline = presenceOf(heard, now).online;
  const openedAt = row.opened_at ?? row.bad_since;
  const stale = closedAt === null && !isOnline && isOfWord(row.code);
  const lastSeenAt = row.fine_since ?? (stale ? heardAt : closedAt) ?? undefined;
  return {
    id: row.id,
    terminal: { id: row.terminal_id, name: row.terminalName },
    library: { id: row.libraryId, name: row.libraryName },
    timeZone: row.timeZone,
    code: row.code,
    ...(row.device !== '' && { device: row.device }),
    severity: row.severity,
    params: JSON.parse(row.params) as Record<string, string | number>,
    since: row.since ?? openedAt,
    openedAt,
    ...(lastSeenAt !== undefined && { lastSeenAt }),
    flaps: row.returns,
    ...(closedAt !== null && { closedAt }),
    stale,
    ...(at !== null && {
      acknowledged: { at, by: who(row.acknowledged_by ?? ''), note: row.acknowledged_note },
    }),
  };
}

/** Subscriptions whose last try has failed. */
async function failing(db: Reader, reach: Reach): Promise<number> {
  const { count } = await db
    .selectFrom('subscription')
    .where(libraryInReach(reach, 'subscription.library_id'))
    .where((row) =>
      row.exists(
        row
          .selectFrom('notice')
          .select('notice.id')
          .whereRef('notice.subscription_id', '=', 'subscription.id')
          .where((one) =>
            one.or([
              one.and([one('notice.state', '=', 'waiting'), one('notice.attempts', '>', 0)]),
              one.and([
                one('notice.state', '=', 'given-up'),
                one('notice.ended_at', '>', reach.now - GIVE_UP_MS),
              ]),
            ]),
          ),
      ),
    )
    .select((row) => row.fn.countAll<string | number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
