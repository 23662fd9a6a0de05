/** Which release runs where, as terminals last said, and how far each has been let out: rows read for the rules. */
import type { Reader } from '../db/database.ts';
import type { Release, RunningTerminal } from './rules/rings.ts';
import { ringOf } from './rules/rings.ts';
import type { UpdateTables } from './tables.ts';

type Row = UpdateTables['release'];

export const releaseIn = (row: Row): Release => ({
  version: row.version,
  ring: row.ring ?? undefined,
  ringAt: row.ring_at ?? undefined,
  paused: row.paused === 1,
  waitHours: row.wait_hours ?? undefined,
});

export async function releasesNow(db: Reader): Promise<readonly Release[]> {
  const rows = await db.selectFrom('release').selectAll().orderBy('version').execute();
  return rows.map(releaseIn);
}

/** Of TerminalState, what matters here; it was checked when it came in. */
interface Said {
  readonly version?: string;
  readonly update?: {
    readonly state: string;
    readonly version?: string;
    readonly at: number;
    readonly why?: string;
  };
}

export interface PlacedRunning extends RunningTerminal {
  readonly id: string;
  readonly said: Said;
}

/** All in use, of the whole network. */
export async function runningTerminals(db: Reader): Promise<readonly PlacedRunning[]> {
  const rows = await db
    .selectFrom('terminal')
    .leftJoin('terminal_state as said', 'said.terminal_id', 'terminal.id')
    .leftJoin('terminal_settings as told', 'told.terminal_id', 'terminal.id')
    .select(['terminal.id', 'said.state', 'said.heard_at as heardAt', 'told.settings'])
    .where('terminal.removed_at', 'is', null)
    .execute();
  return rows.map(({ heardAt, id, settings, state }) => {
    const said = JSON.parse(state ?? '{}') as Said;
    const { updateRing } = JSON.parse(settings ?? '{}') as { updateRing?: number };
    const { update, version } = said;
    return {
      ...{ id, said, version, ring: ringOf(updateRing), heardAt: heardAt ?? undefined },
      settledAt: update?.state === 'current' ? update.at : undefined,
      returnedFrom: update?.state === 'returned' ? update.version : undefined,
    };
  });
}
