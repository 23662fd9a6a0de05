/** Somebody sees to an alert (TH7). */
import { once } from '../../audit/once.ts';
import type { Act } from '../../audit/once.ts';
import { actorText } from '../../audit/actor.ts';
import type { ActAnswer } from '../../circulation/desk-acts.ts';
import { refuse } from '../../circulation/rules/refusal.ts';
import type { Writer } from '../../db/database.ts';
import { libraryInReach } from '../../staff/reach.ts';

export interface Acknowledge extends Act {
  readonly alertId: string;
  readonly note: string;
}

export const commands = {
  'alert-acknowledge': (tx: Writer, act: Acknowledge): Promise<ActAnswer> =>
    once(tx, act, { action: 'alert-acknowledge', keys: ['watching'] }, async () => {
      const { alertId, note, actor, now } = act;
      const alert = await tx
        .selectFrom('alert')
        .innerJoin('terminal', 'terminal.id', 'alert.terminal_id')
        .where(libraryInReach(act, 'terminal.library_id'))
        .where('alert.id', '=', alertId)
        .where('alert.opened_at', 'is not', null)
        .where('alert.closed_at', 'is', null)
        .select('alert.code')
        .executeTakeFirst();
      if (!alert) return refuse('alert-unknown');
      await tx
        .updateTable('alert')
        .set({
          acknowledged_at: now,
          acknowledged_by: actorText(actor),
          acknowledged_note: note,
        })
        .where('id', '=', alertId)
        .execute();
      const subject = { kind: 'alert', id: alertId };
      return { answer: {}, subject, details: { code: alert.code } };
    }),
};
