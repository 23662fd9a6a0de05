/** Every place where a patron is named with something that is over (design decision 15). A new one belongs here. */
import type { Cut } from './cut.ts';
import { loansCut } from './loans-cut.ts';

/** What is still an open matter after this is looked at no more by anybody; days. */
const OPEN_CONFLICT_DAYS = 400;
const DAY_MS = 86_400_000;

/** Events that have led to no loan, or whose loan has been cut already. */
const eventsCut: Cut = {
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

const holdsCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('hold')
      .select('id')
      .where('patron_id', 'is not', null)
      .where('ended_at', '<', before)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .updateTable('hold')
      .set({ patron_id: null })
      .where('id', 'in', keys)
      .where('ended_at', '<', before)
      .execute();
  },
};

/** The receipt stays, as books must be kept; whose it was does not. A note may name somebody. */
const feesCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('fee')
      .select('id')
      .where('patron_id', 'is not', null)
      .whereRef('settled', '=', 'amount')
      .where('created_at', '<', before)
      .where('id', '>', after)
      .where((fee) =>
        fee.not(
          fee.exists(
            fee
              .selectFrom('fee_payment')
              .select('fee_payment.id')
              .whereRef('fee_payment.fee_id', '=', 'fee.id')
              .where('fee_payment.at', '>=', before),
          ),
        ),
      )
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { keys }) => {
    await tx
      .updateTable('fee')
      .set({ patron_id: null, note: '' })
      .where('id', 'in', keys)
      .whereRef('settled', '=', 'amount')
      .execute();
    await tx
      .updateTable('fee_payment')
      .set({ note: '', reference: null })
      .where('fee_id', 'in', (fee) =>
        fee.selectFrom('fee').select('id').where('id', 'in', keys).where('patron_id', 'is', null),
      )
      .execute();
  },
};

const blocksCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('patron_block')
      .select('id')
      .where('ended_at', '<', before)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .deleteFrom('patron_block')
      .where('id', 'in', keys)
      .where('ended_at', '<', before)
      .execute();
  },
};

/** A task that is done; or one so old that nobody will. Its details may hold a card number that led to nobody. */
const conflictsCut: Cut = {
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

/** A digest of a card number can be tried through; id and answer stay, and name nobody. */
const outcomesCut: Cut = {
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

/** What was done, by whom and when stays; to whom does not. */
const auditCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('audit')
      .select('id')
      .where('at', '<', before)
      .where('subject_kind', '=', 'patron')
      .where('subject_id', '!=', '')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .updateTable('audit')
      .set({ subject_id: '' })
      .where('id', 'in', keys)
      .where('at', '<', before)
      .execute();
  },
};

/** Tries at PINs are kept under a digest of the number. */
const pinsCut: Cut = {
  find: async (db, { before, after, limit }) => {
    const rows = await db
      .selectFrom('pin_attempt')
      .select('card_digest')
      .where('last_at', '<', before)
      .where('card_digest', '>', after)
      .orderBy('card_digest')
      .limit(limit)
      .execute();
    return rows.map(({ card_digest }) => card_digest);
  },
  take: async (tx, { before, keys }) => {
    await tx
      .deleteFrom('pin_attempt')
      .where('card_digest', 'in', keys)
      .where('last_at', '<', before)
      .execute();
  },
};

/** In this order: events follow their loans, loans wait for their fees. */
export const CUTS = {
  loans: loansCut,
  events: eventsCut,
  holds: holdsCut,
  fees: feesCut,
  blocks: blocksCut,
  conflicts: conflictsCut,
  outcomes: outcomesCut,
  audit: auditCut,
  pins: pinsCut,
} as const;
export type CutName = keyof typeof CUTS;
