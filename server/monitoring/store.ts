import { createHash } from 'node:crypto';
import type { Reader } from '../db/database.ts';
import { ANY_ROLE, librariesOf } from '../staff/rights.ts';
import { presenceOf, SILENCE_MS } from './rules/presence.ts';
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

export interface StaffAsked {
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Only those heard since, or fallen silent since; absent: all. */
  readonly since?: number | undefined;
}

export const queries = {
  /** Only those that stand where the account holds a role. `outline` changes when one is added, named, moved or removed. */
  'terminals-of-staff': async (
    db: Reader,
    asked: StaffAsked,
  ): Promise<{ terminals: WatchedTerminal[]; outline: string }> => {
    const libraries = await db
      .selectFrom('library')
      .select(['id', 'name', 'parent_id as parentId'])
      .execute();
    const tree = new Map(libraries.map((library) => [library.id, library]));
    const placed = await inReach(db, asked)
      .select(['terminal.id', 'terminal.name', 'terminal.library_id'])
      .orderBy('terminal.id')
      .execute();
    const rows = await spoken(db, asked);
    return {
      terminals: rows.map((row) => watched(row, tree, asked.now)),
      outline: createHash('sha256')
        .update(JSON.stringify([placed, libraries]))
        .digest('base64'),
    };
  },
};

const inReach = (db: Reader, { accountId }: StaffAsked) =>
  db
    .selectFrom('terminal')
    .where('terminal.removed_at', 'is', null)
    .where('terminal.library_id', 'in', librariesOf(accountId, ANY_ROLE));

function spoken(db: Reader, asked: StaffAsked) {
  const { now, since } = asked;
  let rows = inReach(db, asked)
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .leftJoin('terminal_state', 'terminal_state.terminal_id', 'terminal.id')
    .select(['terminal.id', 'terminal.name'])
    .select(['library.id as libraryId', 'library.name as libraryName'])
    .select(['terminal_state.state', 'terminal_state.heard_at as heardAt'])
    .select('terminal_state.online_since as onlineSince');
  if (since !== undefined)
    rows = rows.where((row) =>
      row.or([
        row('terminal_state.heard_at', '>=', since),
        row.and([
          row('terminal_state.heard_at', '>=', since - SILENCE_MS),
          row('terminal_state.heard_at', '<', now - SILENCE_MS),
        ]),
      ]),
    );
  return rows.orderBy('library.name').orderBy('terminal.name').execute();
}

type Row = Awaited<ReturnType<typeof spoken>>[number];

function watched(
  { id, name, libraryId, libraryName, state, heardAt, onlineSince }: Row,
  tree: Parameters<typeof pathTo>[1],
  now: number,
): WatchedTerminal {
  const heard = heardAt === null || onlineSince === null ? undefined : { heardAt, onlineSince };
  return {
    id,
    name,
    library: { id: libraryId, name: libraryName, path: pathTo(libraryId, tree) },
    presence: presenceOf(heard, now),
    ...(state !== null && { state }),
  };
}
