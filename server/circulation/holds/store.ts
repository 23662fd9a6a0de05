/** Holds as patrons, staff and other systems place, change and cancel them (docs/rules/circulation.md, H). */
import { actorText } from '../../audit/actor.ts';
import { once } from '../../audit/once.ts';
import type { Act, Done } from '../../audit/once.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { libraryInReach, patronInReach } from '../../staff/reach.ts';
import type { ActAnswer, HoldCancel, HoldChange } from '../desk-acts.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { HoldRow } from '../tables.ts';
import type { WhereTo } from './pass-on.ts';
import { passOn } from './pass-on.ts';
import { commands as placing } from './place-store.ts';
import { pickupFor } from './place-store.ts';

export type HoldCancelled = ActAnswer<{ readonly destination?: WhereTo | undefined }>;

export interface HoldTell extends Act {
  readonly holdId: string;
  readonly told: boolean;
}

export const commands = {
  ...placing,

  'hold-change': async (tx: Writer, act: HoldChange): Promise<ActAnswer> =>
    once(tx, act, { action: 'hold-change', keys: await keysOf(tx, act.holdId) }, async () => {
      const hold = await openHold(tx, act);
      if (!hold) return refuse('hold-unknown');
      if (hold.captured_item_id !== null) return refuse('hold-on-its-way');
      if (act.pickupLibraryId !== undefined && !(await pickupFor(tx, act, act.pickupLibraryId)))
        return refuse('library-unknown');
      return change(tx, act, hold);
    }),

  'hold-cancel': async (tx: Writer, act: HoldCancel): Promise<HoldCancelled> =>
    once(tx, act, { action: 'hold-cancel', keys: await keysOf(tx, act.holdId) }, async () => {
      const hold = await openHold(tx, act);
      if (!hold || (act.patronId !== undefined && hold.patron_id !== act.patronId))
        return refuse('hold-unknown');
      return { ...(await endHold(tx, act, hold, 'cancelled')), subject: subjectOf(hold) };
    }),

  /** The patron was told that it lies there; or not, after all. */
  'hold-tell': async (tx: Writer, act: HoldTell): Promise<ActAnswer> =>
    once(tx, act, { action: 'hold-tell', keys: await keysOf(tx, act.holdId) }, async () => {
      const hold = await openHold(tx, act);
      if (!hold || hold.shelf_at === null) return refuse('hold-unknown');
      await tx
        .updateTable('hold')
        .set({ notified_at: act.told ? act.now : null })
        .where('id', '=', hold.id)
        .execute();
      return { answer: {}, subject: subjectOf(hold), details: { told: act.told } };
    }),
};

const subjectOf = ({ id }: Pick<HoldRow, 'id'>) => ({ kind: 'hold', id });

/** Nobody else passes on the copy, or takes its place in the line, meanwhile. */
async function keysOf(db: Reader, holdId: string): Promise<string[]> {
  const hold = await db
    .selectFrom('hold')
    .select(['title_id', 'captured_item_id'])
    .where('id', '=', holdId)
    .executeTakeFirst();
  if (!hold) return [];
  const item = hold.captured_item_id === null ? [] : [`item ${hold.captured_item_id}`];
  return [`title ${hold.title_id}`, ...item];
}

const openHold = (db: Reader, act: Act & { readonly holdId: string }) =>
  db
    .selectFrom('hold')
    .innerJoin('patron', 'patron.id', 'hold.patron_id')
    .selectAll('hold')
    .where('hold.id', '=', act.holdId)
    .where('hold.ended_at', 'is', null)
    .where((where) => where.or([patronInReach(act), libraryInReach(act, 'hold.pickup_library_id')]))
    .executeTakeFirst();

async function change(
  tx: Writer,
  { pickupLibraryId, expiresOn }: HoldChange,
  hold: HoldRow,
): Promise<Done<object> | Refusal> {
  const now = {
    pickup_library_id: pickupLibraryId ?? hold.pickup_library_id,
    expires_on: expiresOn ?? hold.expires_on,
  };
  await tx.updateTable('hold').set(now).where('id', '=', hold.id).execute();
  const details = {
    before: { pickup: hold.pickup_library_id, expiresOn: hold.expires_on },
    after: { pickup: now.pickup_library_id, expiresOn: now.expires_on },
  };
  return { answer: {}, subject: subjectOf(hold), details };
}

/** Ends it, and passes the copy on. */
export async function endHold(
  tx: Writer,
  act: Act,
  hold: HoldRow,
  how: 'cancelled' | 'expired' | 'not-collected',
): Promise<Pick<Done<{ destination?: WhereTo }>, 'answer' | 'details'>> {
  await tx
    .updateTable('hold')
    .set({ ended_at: act.now, ended_how: how, ended_by: actorText(act.actor) })
    .where('id', '=', hold.id)
    .execute();
  const { captured_item_id: itemId } = hold;
  if (itemId === null) return { answer: {}, details: { how } };
  const destination = await passOn(tx, act, { titleId: hold.title_id, itemId });
  return { answer: { ...(destination && { destination }) }, details: { how, item: itemId } };
}
