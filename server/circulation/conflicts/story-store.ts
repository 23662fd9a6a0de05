/** The order of events around a conflict: what happened when, and when the server learned of it. */
import type { z } from 'zod';
import { readWho } from '../../audit/who.ts';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { readPatronRefs } from '../../patrons/patron-refs.ts';
import type { Reach } from '../../staff/reach.ts';
import { actorOf } from '../carry-out.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { CirculationEventRow } from '../tables.ts';
import { conflictFor } from './decide-store.ts';
import type { OfConflict } from './decide-store.ts';
import type { ConflictStory } from './schema.ts';
import { readStandings } from './standing-store.ts';
import { holdInTheWay, readHolds } from './waiting-then.ts';

export type Story = z.infer<typeof ConflictStory>['story'];

/** Events shown before and after the one in question: more would be the history of the book. */
const BEFORE = 3;
const AFTER = 5;

export const queries = {
  /** Undefined: there is no such conflict within their reach. */
  'staff-conflict-story': async (
    db: Reader,
    { reach, ...which }: OfConflict & { readonly reach: Reach },
  ): Promise<Story | undefined> => {
    const row = await conflictFor(db, { ...which, actor: reach.actor });
    if (!row) return undefined;
    const [standing] = await readStandings(db, [row]);
    const hold = standing && holdInTheWay(await readHolds(db, [row]), standing);
    const events = around(await readItemEvents(db, row.item_id), row.transaction_id);
    const patrons = await readPatronRefs(db, reach, [
      ...events.map(({ patron_id }) => patron_id),
      hold?.patron_id ?? null,
    ]);
    const by = (terminalId: string) => actorOf({ terminalId });
    const who = await readWho(
      db,
      events.map(({ terminal_id }) => by(terminal_id)),
    );
    const { tree } = await currentRulebook(db);
    const told = events.map((event) => ({
      ...{ what: event.kind, at: event.occurred_at, recordedAt: event.recorded_at },
      ...{ patron: patrons.get(event.patron_id ?? ''), by: who(by(event.terminal_id)) },
      ...{ library: libraryRef(tree, event.library_id), dueAt: event.due_at ?? undefined },
      isInQuestion: event.id === row.transaction_id,
    }));
    const waited = hold && {
      ...{ what: 'hold' as const, at: hold.placed_at, recordedAt: hold.placed_at },
      ...{ patron: patrons.get(hold.patron_id ?? ''), isInQuestion: false },
      library: libraryRef(tree, hold.pickup_library_id),
    };
    return [...told, ...(waited ? [waited] : [])].toSorted((a, b) => a.at - b.at);
  },
};

async function readItemEvents(db: Reader, itemId: string | null): Promise<CirculationEventRow[]> {
  if (itemId === null) return [];
  return db
    .selectFrom('circulation_event')
    .selectAll()
    .where('item_id', '=', itemId)
    .orderBy('occurred_at')
    .orderBy('id')
    .execute();
}

function around(
  events: readonly CirculationEventRow[],
  transactionId: string,
): readonly CirculationEventRow[] {
  const at = events.findIndex(({ id }) => id === transactionId);
  return at < 0
    ? events.slice(-BEFORE - AFTER)
    : events.slice(Math.max(0, at - BEFORE), at + AFTER + 1);
}
