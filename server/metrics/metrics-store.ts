/** What the database knows of terminals, alerts and notices, as the page of numbers tells it. */
import type { Reader } from '../db/database.ts';
import { SEVERITIES } from '../monitoring/rules/alert-codes.ts';
import { exposition } from '../monitoring/rules/exposition.ts';
import type { Family } from '../monitoring/rules/exposition.ts';
import { presenceOf } from '../monitoring/rules/presence.ts';
import { terminalMetrics } from '../monitoring/rules/terminal-metrics.ts';
import type { MeasuredTerminal } from '../monitoring/rules/terminal-metrics.ts';
import { wordIn } from '../monitoring/word-in.ts';

export const queries = {
  /** Text, made beside the thread that answers: with a thousand terminals it is long. */
  'metrics-text': async (db: Reader, { now }: { now: number }): Promise<string> =>
    exposition([
      ...(await alertFamilies(db)),
      ...(await noticeFamilies(db)),
      ...terminalMetrics(await readTerminals(db, now)),
    ]),
};

async function readTerminals(db: Reader, now: number): Promise<MeasuredTerminal[]> {
  const rows = await db
    .selectFrom('terminal')
    .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
    .where('terminal.removed_at', 'is', null)
    .select(['terminal.id', 'terminal.name', 'terminal.library_id as library', 'terminal.profile'])
    .select(['state', 'heard_at as heardAt', 'online_since as onlineSince'])
    .orderBy('terminal.id')
    .execute();
  return rows.map(({ state, heardAt, onlineSince, ...terminal }) => {
    const heard = heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince };
    const { online } = presenceOf(heard, now);
    return { ...terminal, online, heardAt: heardAt ?? undefined, word: wordIn(state) };
  });
}

async function alertFamilies(db: Reader): Promise<Family[]> {
  const rows = await db
    .selectFrom('alert')
    .select((row) => ['severity', row.fn.countAll<string | number>().as('count')])
    .where('opened_at', 'is not', null)
    .where('closed_at', 'is', null)
    .groupBy('severity')
    .execute();
  const counts = new Map(rows.map(({ severity, count }) => [severity, Number(count)]));
  const samples = SEVERITIES.map((severity) => ({
    labels: { severity },
    value: counts.get(severity) ?? 0,
  }));
  return [{ name: 'server_alerts_open', help: 'Alerts that are open', kind: 'gauge', samples }];
}

async function noticeFamilies(db: Reader): Promise<Family[]> {
  const rows = await db
    .selectFrom('notice')
    .select((row) => ['state', row.fn.countAll<string | number>().as('count')])
    .where('state', '!=', 'sent')
    .groupBy('state')
    .execute();
  const countOf = (state: string): number =>
    Number(rows.find((row) => row.state === state)?.count ?? 0);
  return [
    {
      name: 'server_notices_waiting',
      help: 'Notices of alerts that are to be delivered',
      kind: 'gauge',
      samples: [{ labels: {}, value: countOf('waiting') }],
    },
    {
      name: 'server_notices_given_up',
      help: 'Notices of the last 90 days that could not be delivered',
      kind: 'gauge',
      samples: [{ labels: {}, value: countOf('given-up') }],
    },
  ];
}
