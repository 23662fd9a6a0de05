/** Tasks for staff that are over (Z2). */
import { expressionBuilder } from 'kysely';
import type { Tables } from '../db/schema.ts';
import { cutOf } from './cut.ts';

/** What is still an open matter after this is looked at no more by anybody; milliseconds. */
export const OPEN_CONFLICT_MS = 400 * 86_400_000;

const conflict = expressionBuilder<Tables, 'conflict'>();

const itsSteps = conflict
  .selectFrom('conflict_step')
  .select('conflict_step.id')
  .whereRef('conflict_step.transaction_id', '=', 'conflict.transaction_id')
  .whereRef('conflict_step.kind', '=', 'conflict.kind');

const itsDecision = conflict
  .selectFrom('conflict_step')
  .select('conflict_step.id')
  .whereRef('conflict_step.id', '=', 'conflict.decision_id');

/**
 * A task that is done; or one so old that nobody will. Its details may hold a card number that led to nobody, and what staff noted of it
 * the name of somebody.
 */
export const conflictsCut = cutOf({
  table: 'conflict',
  key: 'transaction_id',
  isDue: ({ before }) =>
    conflict.and([
      conflict.or([
        conflict('patron_id', 'is not', null),
        conflict('details', 'like', '%"card":%'),
        conflict.exists(itsSteps.where('conflict_step.note', '!=', '')),
      ]),
      conflict.or([
        conflict('closed_at', '<', before),
        conflict.exists(itsDecision.where('conflict_step.at', '<', before)),
        conflict('opened_at', '<', before - OPEN_CONFLICT_MS),
      ]),
    ]),
  take: async (tx, due) => {
    const rows = await tx
      .selectFrom('conflict')
      .select(['transaction_id', 'kind', 'details'])
      .where(due)
      .execute();
    for (const { transaction_id, kind, details } of rows) {
      const { card: _, ...rest } = JSON.parse(details) as Record<string, unknown>;
      await tx
        .updateTable('conflict')
        .set({ patron_id: null, details: JSON.stringify(rest) })
        .where('transaction_id', '=', transaction_id)
        .where('kind', '=', kind)
        .execute();
      await tx
        .updateTable('conflict_step')
        .set({ note: '' })
        .where('transaction_id', '=', transaction_id)
        .where('kind', '=', kind)
        .execute();
    }
  },
});
