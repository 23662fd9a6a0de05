/** Cutting patrons from what is over, a few rows at a time, and when it was done last. */
import { auditStatement } from '../audit/audit-store.ts';
import type { Reader, Writer } from '../db/database.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import type { Due, Page } from './cut.ts';
import type { CutName } from './cuts.ts';
import { CUTS } from './cuts.ts';
import type { Tidied } from './cuts.ts';

export const queries = {
  'retention-due': (
    db: Reader,
    { what, ...due }: Due & Page & { readonly what: CutName },
  ): Promise<readonly string[]> => CUTS[what].find(db, due),

  'task-run': async (db: Reader, { task }: { task: string }): Promise<number | undefined> => {
    const row = await db
      .selectFrom('task_run')
      .select('ended_at')
      .where('task', '=', task)
      .executeTakeFirst();
    return row?.ended_at;
  },

  /** What was lent, by whom of which class, month by month: of loans that are nobody's any more. */
  'lending-counts': async (db: Reader, { libraryId }: { libraryId: string }) =>
    db
      .selectFrom('lending_count')
      .select(['month', 'patron_class as patronClass', 'item_class as itemClass'])
      .select(['loans', 'renewals', 'late'])
      .where('library_id', '=', libraryId)
      .orderBy('month')
      .orderBy('patron_class')
      .orderBy('item_class')
      .execute(),
};

export const commands = {
  'retention-cut': (
    tx: Writer,
    { what, ...due }: Due & { readonly what: CutName; readonly keys: readonly string[] },
  ): Promise<void> => CUTS[what].take(tx, due),

  /** With a row of the journal: what has been done, in numbers (J1). */
  'task-done': async (
    tx: Writer,
    { id, task, now, done }: { id: string; task: string; now: number; done: Tidied },
  ) => {
    const actor = { kind: 'system', id: task, libraryId: WHOLE_NETWORK } as const;
    const subject = { kind: 'task', id: task };
    await auditStatement(tx, { id, actor, action: task, subject, details: done, now }).execute();
    await tx
      .insertInto('task_run')
      .values({ task, ended_at: now })
      .onConflict((known) => known.column('task').doUpdateSet({ ended_at: now }))
      .execute();
  },
};
