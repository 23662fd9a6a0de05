/** Steps: who did what about a conflict, when and where; appended to, never changed (Q32). */
import { actorText } from '../../audit/actor.ts';
import { readWho } from '../../audit/who.ts';
import type { Reader, Writer } from '../../db/database.ts';
import type { StaffAct } from '../staff-event.ts';
import type { ConflictStepRow } from './tables.ts';

export interface Step extends StaffAct {
  readonly transactionId: string;
  readonly kind: string;
  readonly note?: string | undefined;
}

export const insertStep = (
  tx: Writer,
  { id, transactionId, kind, note, actor, now }: Step,
  done: { readonly choice: ConflictStepRow['choice']; readonly eventId?: string | undefined },
) =>
  tx
    .insertInto('conflict_step')
    .values({
      ...{ id, transaction_id: transactionId, kind, choice: done.choice, note: note ?? '' },
      ...{ library_id: actor.libraryId, at: now, by: actorText(actor) },
      event_id: done.eventId ?? null,
    })
    .execute();

export const stepById = (db: Reader, id: string): Promise<ConflictStepRow> =>
  db.selectFrom('conflict_step').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** For who comes second (Q31). */
export async function whoDecided(
  db: Reader,
  id: string,
): Promise<{ name: string; at: number; choice: string }> {
  const { by, at, choice } = await stepById(db, id);
  const who = await readWho(db, [by]);
  return { name: who(by).name ?? who(by).id, at, choice };
}
