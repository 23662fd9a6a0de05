/** Who waits for titles, and their copies, as rows. */
import type { Reader } from '../db/database.ts';
import { overRows, readOver } from './rows.ts';
import type { Row } from './rows.ts';
import type { Captured, Hold } from './rules/hold.ts';
import type { Copy, Line } from './rules/line.ts';
import { holdOrder } from './rules/line.ts';
import type { Condition } from './rules/world.ts';
import type { HoldRow } from './tables.ts';

const TITLES = { id: 'text' } as const;

const HOLDS = overRows(
  TITLES,
  ({ rows, join }) => `
  select hold.*, patron.patron_class
  from ${rows} as asked ${join} hold on hold.title_id = asked.id and hold.ended_at is null
  left join patron on patron.id = hold.patron_id`,
);

const COPIES = overRows(
  TITLES,
  ({ rows, join }) => `
  select item.id, item.title_id, item.item_class, item.condition, item.home_library_id, item.current_library_id,
    (select count(*) from loan where loan.item_id = item.id and loan.ended_at is null) as loans,
    transit.id as transit_id, transit.to_library_id, transit.hold_id
  from ${rows} as asked ${join} item on item.title_id = asked.id
  left join transit on transit.item_id = item.id and transit.ended_at is null`,
);

/** A hold with the class of whoever waits. */
export interface HoldOfPatron extends HoldRow {
  readonly patron_class: string | null;
}

interface CopyRow {
  readonly id: string;
  readonly title_id: string;
  readonly item_class: string;
  readonly condition: Condition;
  readonly home_library_id: string;
  readonly current_library_id: string;
  readonly loans: number;
  readonly transit_id: string | null;
  readonly to_library_id: string;
  readonly hold_id: string | null;
}

/** The lines of these titles, those that nobody waits for included. */
export async function readLines(
  db: Reader,
  titleIds: readonly string[],
): Promise<ReadonlyMap<string, Line>> {
  const asked = [...new Set(titleIds)].map((id) => ({ id }));
  const holds = await readOver<HoldOfPatron, typeof TITLES>(db, HOLDS, asked);
  const copies = await readOver<CopyRow, typeof TITLES>(db, COPIES, asked);
  return new Map(asked.map(({ id }) => [id, lineOf(id, holds, copies)]));
}

/** One title's line. */
export async function readLine(db: Reader, titleId: string): Promise<Line> {
  const lines = await readLines(db, [titleId]);
  return lines.get(titleId) ?? { holds: [], copies: [] };
}

const lineOf = (
  titleId: string,
  holds: readonly HoldOfPatron[],
  copies: readonly CopyRow[],
): Line => ({
  holds: holds
    .filter(({ title_id }) => title_id === titleId)
    .map(asHold)
    .sort(holdOrder),
  copies: copies.filter(({ title_id }) => title_id === titleId).map(asCopy),
});

export const asHold = (row: HoldOfPatron): Hold => ({
  id: row.id,
  patronId: row.patron_id ?? undefined,
  patronClass: row.patron_class ?? '',
  itemId: row.item_id ?? undefined,
  pickupLibraryId: row.pickup_library_id,
  placedAt: row.placed_at,
  expiresOn: row.expires_on ?? undefined,
  captured: capturedOf(row),
  ended:
    row.ended_at === null || row.ended_how === null
      ? undefined
      : { at: row.ended_at, how: row.ended_how, by: row.ended_by ?? '' },
});

function capturedOf(row: HoldRow): Captured | undefined {
  if (row.captured_item_id === null || row.captured_at === null) return undefined;
  return {
    itemId: row.captured_item_id,
    at: row.captured_at,
    shelf:
      row.shelf_at === null || row.shelf_until === null
        ? undefined
        : { at: row.shelf_at, until: row.shelf_until },
  };
}

const asCopy = (row: CopyRow): Copy => ({
  id: row.id,
  itemClass: row.item_class,
  condition: row.condition,
  homeLibraryId: row.home_library_id,
  currentLibraryId: row.current_library_id,
  onLoan: row.loans > 0,
  transit:
    row.transit_id === null
      ? undefined
      : { id: row.transit_id, toLibraryId: row.to_library_id, holdId: row.hold_id ?? undefined },
});

/** Holds that ended at that instant because their patron took the title. */
export async function readPickedUp(
  db: Reader,
  titleId: string,
  patronId: string,
  endedAt: number,
): Promise<Hold[]> {
  const rows = await db
    .selectFrom('hold')
    .innerJoin('patron', 'patron.id', 'hold.patron_id')
    .selectAll('hold')
    .select('patron.patron_class')
    .where('hold.patron_id', '=', patronId)
    .where('hold.title_id', '=', titleId)
    .where('hold.ended_how', '=', 'picked-up')
    .where('hold.ended_at', '=', endedAt)
    .execute();
  return rows.map(asHold);
}

const HOLD_COLUMNS = {
  id: 'text',
  captured_item_id: 'text',
  captured_at: 'bigint',
  shelf_at: 'bigint',
  shelf_until: 'text',
  ended_at: 'bigint',
  ended_how: 'text',
  ended_by: 'text',
} as const;
const changed = Object.keys(HOLD_COLUMNS)
  .filter((name) => name !== 'id')
  .map((name) => `${name} = given.${name}`)
  .join(', ');

/** Who is told of a book on the shelf is told again when another comes. */
export const PUT_HOLDS = overRows(
  HOLD_COLUMNS,
  ({ rows }) => `
  update hold set ${changed},
    notified_at = case when hold.shelf_at = given.shelf_at then hold.notified_at end
  from ${rows} as given where hold.id = given.id`,
);

export const holdRow = ({ id, captured, ended }: Hold): Row<typeof HOLD_COLUMNS> => ({
  id,
  captured_item_id: captured?.itemId,
  captured_at: captured?.at,
  shelf_at: captured?.shelf?.at,
  shelf_until: captured?.shelf?.until,
  ended_at: ended?.at,
  ended_how: ended?.how,
  ended_by: ended?.by,
});
