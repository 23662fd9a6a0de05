/** Holds as staff see them. */
import type { z } from 'zod';
import type { ItemRef } from '../../catalogue/item-refs.ts';
import { readItemRefs } from '../../catalogue/item-refs.ts';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import type { PatronRef } from '../../patrons/patron-refs.ts';
import { readPatronRefs } from '../../patrons/patron-refs.ts';
import type { Reach } from '../../staff/reach.ts';
import { readLines } from '../line-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Line } from '../rules/line.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { HoldRow } from '../tables.ts';
import { positionOf } from './rules/position.ts';
import type { HoldView } from './schema.ts';

export type Hold = z.infer<typeof HoldView>;

interface Around {
  readonly book: Rulebook;
  readonly now: number;
  readonly lines: ReadonlyMap<string, Line>;
  readonly items: ReadonlyMap<string, ItemRef>;
  readonly patrons: ReadonlyMap<string, PatronRef>;
  readonly titles: ReadonlyMap<string, { id: string; title: string; author: string }>;
}

export async function viewHolds(
  db: Reader,
  reach: Reach,
  rows: readonly HoldRow[],
): Promise<Hold[]> {
  const waiting = rows.filter((row) => stateOf(row) === 'waiting');
  const around: Around = {
    book: await currentRulebook(db),
    now: reach.now,
    lines: await readLines(
      db,
      waiting.map(({ title_id }) => title_id),
    ),
    items: await readItemRefs(
      db,
      rows.flatMap((row) => [row.item_id ?? [], row.captured_item_id ?? []].flat()),
    ),
    patrons: await readPatronRefs(
      db,
      reach,
      rows.map(({ patron_id }) => patron_id),
    ),
    titles: await readTitles(
      db,
      rows.map(({ title_id }) => title_id),
    ),
  };
  return rows.map((row) => viewOf(row, around));
}

async function readTitles(db: Reader, ids: readonly string[]): Promise<Around['titles']> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('title')
    .select(['id', 'title', 'author'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function stateOf(row: HoldRow): Hold['state'] {
  if (row.ended_at !== null) return 'ended';
  if (row.captured_item_id === null) return 'waiting';
  return row.shelf_at === null ? 'on-its-way' : 'on-shelf';
}

function viewOf(row: HoldRow, { book, now, lines, items, patrons, titles }: Around): Hold {
  const state = stateOf(row);
  const line = lines.get(row.title_id);
  return {
    id: row.id,
    patron: patrons.get(row.patron_id ?? ''),
    title: titles.get(row.title_id) ?? { id: row.title_id, title: '', author: '' },
    copy: items.get(row.item_id ?? ''),
    pickup: libraryRef(book.tree, row.pickup_library_id),
    placedAt: row.placed_at,
    expiresOn: row.expires_on ?? undefined,
    state,
    position: state === 'waiting' && line ? positionOf(book, line, row.id, now) : undefined,
    captured: items.get(row.captured_item_id ?? ''),
    shelfAt: row.shelf_at ?? undefined,
    shelfUntil: row.shelf_until ?? undefined,
    notifiedAt: row.notified_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedHow: row.ended_how ?? undefined,
  };
}
