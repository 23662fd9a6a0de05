/** Who waits for a title, and its copies, as rows. */
import type { Reader } from '../../db/database.ts';
import type { Hold } from '../rules/hold.ts';
import type { Copy, Line } from '../rules/line.ts';

export interface TitleLine extends Line {
  readonly titleId: string;
}

/** Titles that nobody waits for and that have no copy have no line. */
export async function readLines(
  db: Reader,
  titleIds: readonly string[],
): Promise<Map<string, TitleLine>> {
  const wanted = [...new Set(titleIds)];
  if (wanted.length === 0) return new Map();
  const holds = Map.groupBy(await readHolds(db, wanted), ({ titleId }) => titleId);
  const copies = Map.groupBy(await readCopies(db, wanted), ({ titleId }) => titleId);
  return new Map(
    wanted.map((titleId) => [
      titleId,
      { titleId, holds: holds.get(titleId) ?? [], copies: copies.get(titleId) ?? [] },
    ]),
  );
}

export async function readLine(db: Reader, titleId: string): Promise<TitleLine> {
  const lines = await readLines(db, [titleId]);
  return lines.get(titleId) ?? { titleId, holds: [], copies: [] };
}

async function readHolds(
  db: Reader,
  titleIds: readonly string[],
): Promise<(Hold & { titleId: string })[]> {
  const rows = await db
    .selectFrom('hold')
    .innerJoin('patron', 'patron.id', 'hold.patron_id')
    .selectAll('hold')
    .select('patron.patron_class')
    .where('title_id', 'in', titleIds)
    .where('ended_at', 'is', null)
    .orderBy('placed_at')
    .orderBy('hold.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    titleId: row.title_id,
    patronId: row.patron_id ?? undefined,
    patronClass: row.patron_class,
    itemId: row.item_id ?? undefined,
    pickupLibraryId: row.pickup_library_id,
    placedAt: row.placed_at,
    expiresOn: row.expires_on ?? undefined,
    captured: capturedOf(row),
  }));
}

interface CapturedColumns {
  readonly captured_item_id: string | null;
  readonly captured_at: number | null;
  readonly shelf_at: number | null;
  readonly shelf_until: string | null;
}

function capturedOf(row: CapturedColumns): Hold['captured'] {
  if (row.captured_item_id === null || row.captured_at === null) return undefined;
  const captured = { itemId: row.captured_item_id, at: row.captured_at };
  if (row.shelf_at === null || row.shelf_until === null) return captured;
  return { ...captured, shelf: { at: row.shelf_at, until: row.shelf_until } };
}

async function readCopies(
  db: Reader,
  titleIds: readonly string[],
): Promise<(Copy & { titleId: string })[]> {
  const rows = await db
    .selectFrom('item')
    .leftJoin('loan', (join) =>
      join.onRef('loan.item_id', '=', 'item.id').on('loan.ended_at', 'is', null),
    )
    .leftJoin('transit', (join) =>
      join.onRef('transit.item_id', '=', 'item.id').on('transit.ended_at', 'is', null),
    )
    .selectAll('item')
    .select(['loan.id as loan_id', 'transit.id as transit_id'])
    .select(['transit.to_library_id', 'transit.hold_id'])
    .where('item.title_id', 'in', titleIds)
    .orderBy('item.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    titleId: row.title_id,
    itemClass: row.item_class,
    condition: row.condition,
    homeLibraryId: row.home_library_id,
    currentLibraryId: row.current_library_id,
    onLoan: row.loan_id !== null,
    transit: transitOf(row),
  }));
}

interface TransitColumns {
  readonly transit_id: string | null;
  readonly to_library_id: string | null;
  readonly hold_id: string | null;
}

function transitOf({ transit_id, to_library_id, hold_id }: TransitColumns): Copy['transit'] {
  if (transit_id === null || to_library_id === null) return undefined;
  return { id: transit_id, toLibraryId: to_library_id, holdId: hold_id ?? undefined };
}
