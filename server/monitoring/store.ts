import type { Reader } from '../db/database.ts';
import { libraryInReach } from '../staff/reach.ts';
import type { Reach } from '../staff/reach.ts';
import { ANY_ROLE, librariesOf } from '../staff/rights.ts';
import { presenceOf } from './rules/presence.ts';
import type { Presence } from './rules/presence.ts';
import { pathTo } from './rules/tree-path.ts';

/** A terminal as staff see it. */
export interface WatchedTerminal {
  readonly id: string;
  readonly name: string;
  readonly library: { readonly id: string; readonly name: string; readonly path: string[] };
  readonly presence: Presence;
  /** TerminalState as JSON, as it was checked when it came in. */
  readonly state?: string;
}

export const queries = {
  /** Of the terminals in use within reach. */
  presences: async (db: Reader, reach: Reach): Promise<Presence[]> => {
    const rows = await db
      .selectFrom('terminal')
      .innerJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
      .where('terminal.removed_at', 'is', null)
      .where(libraryInReach(reach, 'terminal.library_id'))
      .select(['heard_at as heardAt', 'online_since as onlineSince'])
      .execute();
    return rows.map((heard) => presenceOf(heard, reach.now));
  },

  /** Only those that stand where the account holds a role. */
  'terminals-of-staff': async (
    db: Reader,
    { accountId, now }: { accountId: string; now: number },
  ): Promise<WatchedTerminal[]> => {
    const libraries = await db
      .selectFrom('library')
      .select(['id', 'name', 'parent_id as parentId'])
      .execute();
    const tree = new Map(libraries.map((library) => [library.id, library]));
    const rows = await db
      .selectFrom('terminal')
      .innerJoin('library', 'library.id', 'terminal.library_id')
      .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
      .where('terminal.removed_at', 'is', null)
      .where('terminal.library_id', 'in', librariesOf(accountId, ANY_ROLE))
      .select([
        'terminal.id',
        'terminal.name',
        'library.id as libraryId',
        'library.name as libraryName',
        'terminal_state.state',
        'terminal_state.heard_at as heardAt',
        'terminal_state.online_since as onlineSince',
      ])
      .orderBy('library.name')
      .orderBy('terminal.name')
      .execute();
    return rows.map(({ id, name, libraryId, libraryName, state, heardAt, onlineSince }) => ({
      id,
      name,
      library: { id: libraryId, name: libraryName, path: pathTo(libraryId, tree) },
      presence: presenceOf(
        heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince },
        now,
      ),
      ...(state !== null && { state }),
    }));
  },
};
