/** Tasks for staff that are over (Z2). */
import type { Cut } from './cut.ts';

/** What is still an open matter after this is looked at no more by anybody; days. */
const OPEN_CONFLICT_DAYS = 400;
const DAY_MS = 86_400_000;

/** A task that is done; or one so old that nobody will. Its details may hold a card number that led to nobody. */
export const conflictsCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('conflict')
      .select('transaction_id')
      .distinct()
      .where((row) =>
        row.or([row('patron_id', 'is not', null), row('details', 'like', '%"card":%')]),
      )
      .where((row) =>
        row.or([
          row('closed_at', '<', before),
          row('opened_at', '<', before - OPEN_CONFLICT_DAYS * DAY_MS),
        ]),
      )
      .where('transaction_id', '>', after)
      .orderBy('transaction_id')
      .limit(limit)
      .execute();
    return rows.map(({ transaction_id }) => transaction_id);
  },
  take: async (tx, { before, keys }) => {
    const rows = await tx
      .selectFrom('conflict')
      .select(['transaction_id', 'kind', 'details'])
      .where('transaction_id', 'in', keys)
      .where((row) =>
        row.or([
          row('closed_at', '<', before),
          row('opened_at', '<', before - OPEN_CONFLICT_DAYS * DAY_MS),
        ]),
      )
      .execute();
    for (const { transaction_id, kind, details } of rows) {
      const { card: _, ...rest } = JSON.parse(details) as Record<string, unknown>;
      await tx
        .updateTable('conflict')
        .set({ patron_id: null, details: JSON.stringify(rest) })
        .where('transaction_id', '=', transaction_id)
        .where('kind', '=', kind)
        .execute();
    }
  },
};
