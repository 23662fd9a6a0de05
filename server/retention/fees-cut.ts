/** Fees that are settled (Z2): books must be kept, whose they were must not. */
import { expressionBuilder } from 'kysely';
import type { Tables } from '../db/schema.ts';
import { cutOf } from './cut.ts';

const fee = expressionBuilder<Tables, 'fee'>();

const paymentSince = (before: number) =>
  fee
    .selectFrom('fee_payment')
    .select('fee_payment.id')
    .whereRef('fee_payment.fee_id', '=', 'fee.id')
    .where('fee_payment.at', '>=', before);

const loanWithPatron = fee
  .selectFrom('loan')
  .select('loan.id')
  .whereRef('loan.id', '=', 'fee.loan_id')
  .where('loan.patron_id', 'is not', null);

/**
 * Settled, with no payment since; those of a loan wait for the loan, which may still change them: what it costs more would be owed by nobody.
 * The receipt stays. A note may name somebody.
 */
export const feesCut = cutOf({
  table: 'fee',
  key: 'id',
  isDue: ({ before }) =>
    fee.and([
      fee('fee.patron_id', 'is not', null),
      fee('fee.settled', '=', fee.ref('fee.amount')),
      fee('fee.created_at', '<', before),
      fee.not(fee.exists(paymentSince(before))),
      fee.not(fee.exists(loanWithPatron)),
    ]),
  take: async (tx, due) => {
    const fees = await tx.selectFrom('fee').select('id').where(due).execute();
    const ids = fees.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.updateTable('fee').set({ patron_id: null, note: '' }).where('id', 'in', ids).execute();
    await tx
      .updateTable('fee_payment')
      .set({ note: '', reference: null })
      .where('fee_id', 'in', ids)
      .execute();
  },
});
