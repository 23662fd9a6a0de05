/** Holds whose time is over (docs/rules/circulation.md, H11, H12): not collected, or waited for in vain. */
import type { Actor } from '../../audit/actor.ts';
import { once } from '../../audit/once.ts';
import type { Act } from '../../audit/once.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { dayIn, dayNumber, dayOfNumber } from '../../libraries/rules/day.ts';
import type { ActAnswer } from '../desk-acts.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { todayAt } from '../rules/hold.ts';
import { refuse } from '../rules/refusal.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { HoldRow } from '../tables.ts';
import { endHold } from './store.ts';

export interface HoldExpire extends Omit<Act, 'actor'> {
  readonly holdId: string;
}

export const queries = {
  /** Ids of holds that are over by now, at most `limit`. */
  'holds-to-expire': async (
    db: Reader,
    { now, limit }: { now: number; limit: number },
  ): Promise<string[]> => {
    const book = await currentRulebook(db);
    // No zone is more than a day ahead; each library's own day is asked below.
    const tomorrow = dayOfNumber(dayNumber(dayIn('Asia/Ho_Chi_Minh', now)) + 1);
    const rows = await db
      .selectFrom('hold')
      .selectAll()
      .where('ended_at', 'is', null)
      .where((hold) =>
        hold.or([hold('shelf_until', '<', tomorrow), hold('expires_on', '<', tomorrow)]),
      )
      .orderBy('id')
      .execute();
    const over = rows.filter((row) => overHow(book, row, now) !== undefined);
    return over.slice(0, limit).map(({ id }) => id);
  },
};

export const commands = {
  'hold-expire': async (tx: Writer, { holdId, ...act }: HoldExpire): Promise<ActAnswer> => {
    const known = await readHold(tx, holdId);
    if (!known) return { outcome: 'refused', refusal: refuse('hold-unknown') };
    const item = known.captured_item_id === null ? [] : [`item ${known.captured_item_id}`];
    const actor: Actor = {
      ...{ kind: 'system', id: 'expiry', libraryId: known.pickup_library_id },
    };
    const keys = [`title ${known.title_id}`, ...item];
    return once(tx, { ...act, actor }, { action: 'hold-expire', keys }, async () => {
      const hold = await readHold(tx, holdId);
      const how = hold && overHow(await currentRulebook(tx), hold, act.now);
      if (!hold || !how) return refuse('hold-unknown');
      const done = await endHold(tx, { ...act, actor }, hold, how);
      return { ...done, answer: {}, subject: { kind: 'hold', id: holdId } };
    });
  },
};

const readHold = (db: Reader, id: string) =>
  db
    .selectFrom('hold')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();

/** The last day is still good. What is under way to the shelf is waited for, whatever the day. */
function overHow(
  book: Rulebook,
  row: HoldRow,
  now: number,
): 'not-collected' | 'expired' | undefined {
  const today = todayAt(book, row.pickup_library_id, now);
  if (row.shelf_until !== null && row.shelf_until < today) return 'not-collected';
  const isWaiting = row.captured_item_id === null;
  return isWaiting && row.expires_on !== null && row.expires_on < today ? 'expired' : undefined;
}
