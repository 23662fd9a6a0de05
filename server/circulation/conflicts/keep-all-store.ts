/** All that is open of one terminal is kept at once, such as after a day without a network (Q29). */
import { once } from '../../audit/once.ts';
import type { Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import type { ActAnswer } from '../desk-acts.ts';
import { refuse } from '../rules/refusal.ts';
import type { StaffAct } from '../staff-event.ts';
import { readKeepable } from './list-store.ts';
import { insertStep } from './step-store.ts';

/** `conflicts-keep-all` */
export interface ConflictsKeepAll extends StaffAct {
  readonly terminalId: string;
  /** As it was shown to who decides. */
  readonly count: number;
  readonly note?: string | undefined;
}
export type ConflictsKept = ActAnswer<{ readonly settled: number }>;

export const commands = {
  'conflicts-keep-all': (tx: Writer, act: ConflictsKeepAll): Promise<ConflictsKept> => {
    const doing = { action: 'conflict-keep-all', keys: [`conflicts of ${act.terminalId}`] };
    return once(tx, act, doing, async () => {
      const { actor, now, terminalId } = act;
      const asked = { reach: { actor, now }, terminalId };
      const found = await readKeepable(tx, asked);
      // Somebody may be settling one of them: what is locked is looked at once more.
      await lock(tx, ...found.map(({ transaction_id }) => `conflict ${transaction_id}`));
      const rows = await readKeepable(tx, asked);
      if (rows.length !== act.count) return refuse('conflicts-changed', { count: rows.length });
      for (const [n, row] of rows.entries()) await keep(tx, { ...act, id: `${act.id}-${n}` }, row);
      return {
        answer: { settled: rows.length },
        subject: { kind: 'terminal', id: terminalId },
        details: { count: rows.length },
      };
    });
  },
};

async function keep(
  tx: Writer,
  act: ConflictsKeepAll,
  { transaction_id, kind }: { readonly transaction_id: string; readonly kind: string },
): Promise<void> {
  await insertStep(tx, { ...act, transactionId: transaction_id, kind }, { choice: 'keep' });
  await tx
    .updateTable('conflict')
    .set({ decision_id: act.id })
    .where('transaction_id', '=', transaction_id)
    .where('kind', '=', kind)
    .where('decision_id', 'is', null)
    .execute();
}
