import type { Reader, Writer } from '../db/database.ts';
import { ANY_ROLE, librariesOf } from '../staff/rights.ts';
import { hear, presenceOf } from './rules/presence.ts';
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

export const commands = {
  'terminal-heard': async (
    tx: Writer,
    { terminalId, state, now }: { terminalId: string; state: string; now: number },
  ) => {
    const before = await tx
      .selectFrom('terminal_state')
      .select(['heard_at as heardAt', 'online_since as onlineSince'])
      .where('terminal_id', '=', terminalId)
      .executeTakeFirst();
    const { heardAt, onlineSince } = hear(before, now);
    const row = { state, heard_at: heardAt, online_since: onlineSince };
    await tx
      .insertInto('terminal_state')
      .values({ terminal_id: terminalId, ...row })
      .onConflict((on) => on.column('terminal_id').doUpdateSet(row))
      .execute();
  },
};
