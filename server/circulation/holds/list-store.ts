/** What is to be done about holds at one library: lists that staff work down. */
import type { z } from 'zod';
import { readItemRefs } from '../../catalogue/item-refs.ts';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { readPatronRefs } from '../../patrons/patron-refs.ts';
import type { Reach } from '../../staff/reach.ts';
import { libraryInReach } from '../../staff/reach.ts';
import { readLines } from '../line-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Fetch } from './rules/nearest-copy.ts';
import { fetchesOf } from './rules/nearest-copy.ts';
import type { HoldListName, PullList, TransitLists } from './schema.ts';
import type { Hold } from './view-store.ts';
import { viewHolds } from './view-store.ts';

export interface ListAsked {
  readonly reach: Reach;
  readonly libraryId: string;
}

/** A list longer than this is worked down in parts. */
const MOST_ROWS = 500;

export const queries = {
  'hold-list': async (
    db: Reader,
    { reach, libraryId, list }: ListAsked & { list: z.infer<typeof HoldListName> },
  ): Promise<Hold[]> => {
    const rows = await LISTS[list](pickedUpAt(db, reach, libraryId)).execute();
    return viewHolds(db, reach, rows);
  },

  /** Copies on the shelves of this library that others wait for, as they stand there: by collection and call number. */
  'pull-list': async (
    db: Reader,
    { reach, libraryId }: ListAsked,
  ): Promise<z.infer<typeof PullList>['copies']> => {
    const book = await currentRulebook(db);
    const lines = await readLines(db, await wantedTitlesAt(db, reach, libraryId));
    const fetches = [...lines.values()]
      .flatMap((line) => fetchesOf(book, line, reach.now))
      .filter(({ copy }) => copy.currentLibraryId === libraryId);
    const items = await readItemRefs(
      db,
      fetches.map(({ copy }) => copy.id),
    );
    const patrons = await readPatronRefs(
      db,
      reach,
      fetches.map(({ hold }) => hold.patronId ?? null),
    );
    const entry = ({ hold, copy }: Fetch) => {
      const item = items.get(copy.id);
      const { id, placedAt, patronId, pickupLibraryId } = hold;
      const who = { id, placedAt, patron: patrons.get(patronId ?? '') };
      return item ? { hold: who, item, pickup: libraryRef(book.tree, pickupLibraryId) } : [];
    };
    return fetches.flatMap(entry).toSorted((a, b) => compare(placeOf(a.item), placeOf(b.item)));
  },

  transits: async (
    db: Reader,
    { reach, libraryId }: ListAsked,
  ): Promise<z.infer<typeof TransitLists>> => ({
    incoming: await readTransits(db, reach, 'to_library_id', libraryId),
    outgoing: await readTransits(db, reach, 'from_library_id', libraryId),
  }),
};

interface Placed {
  readonly collection?: string;
  readonly callNumber?: string;
  readonly title: string;
}

const placeOf = ({ collection = '', callNumber = '', title }: Placed): string =>
  [collection, callNumber, title].join('\u0001');

const compare = new Intl.Collator('vi', { numeric: true }).compare;

const pickedUpAt = (db: Reader, reach: Reach, libraryId: string) =>
  db
    .selectFrom('hold')
    .selectAll('hold')
    .where('hold.pickup_library_id', '=', libraryId)
    .where(libraryInReach(reach, 'hold.pickup_library_id'))
    .limit(MOST_ROWS);

type Holds = ReturnType<typeof pickedUpAt>;
const open = (holds: Holds): Holds => holds.where('ended_at', 'is', null);
const lying = (holds: Holds): Holds => open(holds).where('shelf_at', 'is not', null);

const LISTS: Readonly<Record<z.infer<typeof HoldListName>, (holds: Holds) => Holds>> = {
  shelf: (holds) => lying(holds).orderBy('shelf_until').orderBy('hold.id'),
  'to-tell': (holds) => lying(holds).where('notified_at', 'is', null).orderBy('shelf_at'),
  waiting: (holds) =>
    open(holds).where('captured_item_id', 'is', null).orderBy('placed_at').orderBy('hold.id'),
  /** Ended while it lay there, and nobody has had the book in hand since, nor is it kept there for the next. */
  expired: (holds) =>
    holds
      .where('shelf_at', 'is not', null)
      .where('ended_how', 'in', ['not-collected', 'expired', 'cancelled'])
      .where((hold) =>
        hold.not(
          hold.exists(
            hold
              .selectFrom('circulation_event')
              .select('circulation_event.id')
              .whereRef('circulation_event.item_id', '=', 'hold.captured_item_id')
              .whereRef('circulation_event.recorded_at', '>=', 'hold.ended_at'),
          ),
        ),
      )
      .where((hold) =>
        hold.not(
          hold.exists(
            hold
              .selectFrom('hold as next')
              .select('next.id')
              .whereRef('next.captured_item_id', '=', 'hold.captured_item_id')
              .where('next.shelf_at', 'is not', null)
              .where('next.ended_at', 'is', null),
          ),
        ),
      )
      .orderBy('ended_at')
      .orderBy('hold.id'),
};

/** Titles that somebody waits for, of which a copy lies here. */
async function wantedTitlesAt(db: Reader, reach: Reach, libraryId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('hold')
    .innerJoin('item', 'item.title_id', 'hold.title_id')
    .select('hold.title_id')
    .distinct()
    .where('hold.ended_at', 'is', null)
    .where('hold.captured_item_id', 'is', null)
    .where('item.current_library_id', '=', libraryId)
    .where(libraryInReach(reach, 'item.current_library_id'))
    .limit(MOST_ROWS)
    .execute();
  return rows.map(({ title_id }) => title_id);
}

async function readTransits(
  db: Reader,
  reach: Reach,
  end: 'to_library_id' | 'from_library_id',
  libraryId: string,
): Promise<z.infer<typeof TransitLists>['incoming']> {
  const rows = await db
    .selectFrom('transit')
    .selectAll()
    .where(end, '=', libraryId)
    .where(libraryInReach(reach, `transit.${end}`))
    .where('ended_at', 'is', null)
    .orderBy('sent_at')
    .orderBy('id')
    .limit(MOST_ROWS)
    .execute();
  const { tree } = await currentRulebook(db);
  const items = await readItemRefs(
    db,
    rows.map(({ item_id }) => item_id),
  );
  return rows.flatMap((row) => {
    const item = items.get(row.item_id);
    if (!item) return [];
    const way = {
      from: libraryRef(tree, row.from_library_id),
      to: libraryRef(tree, row.to_library_id),
    };
    return { id: row.id, item, ...way, sentAt: row.sent_at, forHold: row.hold_id !== null };
  });
}
