/** What transactions have left beside their loans: events without one, and outcomes (Z1, Z4). */
import type { Cut } from './cut.ts';

/** Events that have led to no loan, or whose loan has been cut already. */
export const eventsCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('circulation_event')
      .select('id')
      .where('patron_id', 'is not', null)
      .where('recorded_at', '<', before)
      .where('id', '>', after)
      .where((event) =>
        event.not(
          event.exists(
            event
              .selectFrom('loan')
              .select('loan.id')
              .whereRef('loan.item_id', '=', 'circulation_event.item_id')
              .whereRef('loan.patron_id', '=', 'circulation_event.patron_id'),
          ),
        ),
      )
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .updateTable('circulation_event')
      .set({ patron_id: null })
      .where('id', 'in', keys)
      .where('recorded_at', '<', before)
      .execute();
  },
};

/** A digest of a card number can be tried through; id and answer stay, and name nobody. */
export const outcomesCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('transaction_outcome')
      .select('id')
      .distinct()
      .where('id', '>', after)
      .where('recorded_at', '<', before)
      .where('fingerprint', '!=', '')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .updateTable('transaction_outcome')
      .set({ fingerprint: '' })
      .where('id', 'in', keys)
      .where('recorded_at', '<', before)
      .execute();
  },
};
