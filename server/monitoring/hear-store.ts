/** A word of a terminal is kept, and what it has done since the one before is added to its hour (TH60–TH62). */
import { sql } from 'kysely';
import type { Writer } from '../db/database.ts';
import { together } from '../db/together.ts';
import { activityBetween } from './rules/activity.ts';
import type { Activity } from './rules/activity.ts';
import { hear } from './rules/presence.ts';
import { wordIn } from './word-in.ts';

const HOUR_MS = 3_600_000;

export interface Word {
  readonly terminalId: string;
  /** TerminalState as JSON, checked. */
  readonly state: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const commands = {
  'terminal-heard': async (tx: Writer, { terminalId, state, now }: Word): Promise<void> => {
    const before = await tx
      .selectFrom('terminal')
      .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
      .select(['state', 'heard_at as heardAt', 'online_since as onlineSince'])
      .where('terminal.id', '=', terminalId)
      .executeTakeFirst();
    if (!before) return;
    const { heardAt, onlineSince } = before;
    const heard = heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince };
    const next = hear(heard, now);
    const row = { state, heard_at: next.heardAt, online_since: next.onlineSince };
    const kept = tx
      .insertInto('terminal_state')
      .values({ terminal_id: terminalId, ...row })
      .onConflict((on) => on.column('terminal_id').doUpdateSet(row));
    const word = wordIn(state);
    const spoken = heard && { heardAt: heard.heardAt, word: wordIn(before.state) };
    const done = word && activityBetween(spoken, word, now);
    const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
    await together(tx, [
      kept,
      ...(done ? [added(tx, { terminal_id: terminalId, hour }, done)] : []),
    ]);
  },
};

interface HourKey {
  readonly terminal_id: string;
  readonly hour: number;
}

const SUMS = [
  'online_ms',
  'visits',
  'checkouts',
  'checkins',
  'renewals',
  'refusals',
  'receipts',
  'faults',
  'paper_changes',
] as const;

function added(tx: Writer, key: HourKey, { onlineMs, paperChanges, ...done }: Activity) {
  const row = { ...done, online_ms: onlineMs, paper_changes: paperChanges };
  const sums = Object.fromEntries(
    SUMS.map((name) => [name, sql<number>`${sql.ref(`terminal_hour.${name}`)} + ${row[name]}`]),
  );
  return tx
    .insertInto('terminal_hour')
    .values({ ...key, ...row })
    .onConflict((on) => on.columns(['terminal_id', 'hour']).doUpdateSet(sums));
}
