/** What the desk has done for a patron and is over: holds, fees, blocks, and the journal of it (Z2, Z5). */
import type { Reader } from '../db/database.ts';
import type { Cut, Due } from './cut.ts';

export const holdsCut: Cut = {
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

/**
 * Settled, with no payment since; those of a loan wait for the loan, which may still change them: what it costs more would be owed by nobody.
 */
const dueFees = (db: Reader, { before }: Due) =>
  db
    .selectFrom('fee')
    .where('fee.patron_id', 'is not', null)
    .whereRef('fee.settled', '=', 'fee.amount')
    .where('fee.created_at', '<', before)
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
    .where((fee) =>
      fee.not(
        fee.exists(
          fee
            .selectFrom('loan')
            .select('loan.id')
            .whereRef('loan.id', '=', 'fee.loan_id')
            .where('loan.patron_id', 'is not', null),
        ),
      ),
    );

/** The receipt stays, as books must be kept; whose it was does not. A note may name somebody. */
export const feesCut: Cut = {
  find: async (db, { after, limit, ...due }) => {
    const rows = await dueFees(db, due)
      .select('fee.id')
      .where('fee.id', '>', after)
      .orderBy('fee.id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },
  take: async (tx, { keys, ...due }) => {
    const fees = await dueFees(tx, due).select('fee.id').where('fee.id', 'in', keys).execute();
    const ids = fees.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.updateTable('fee').set({ patron_id: null, note: '' }).where('id', 'in', ids).execute();
    await tx
      .updateTable('fee_payment')
      .set({ note: '', reference: null })
      .where('fee_id', 'in', ids)
      .execute();
  },
};

export const blocksCut: Cut = {
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

/** What was done, by whom and when stays; to whom does not. */
export const auditCut: Cut = {
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
export const pinsCut: Cut = {
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
