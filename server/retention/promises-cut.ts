/** Loans of cards that led to nobody, promised without an answer (Z1): with a patron they go with their loan (`loans-cut.ts`). */
import { expressionBuilder } from 'kysely';
import type { Tables } from '../db/schema.ts';
import { OPEN_CONFLICT_MS } from './conflicts-cut.ts';
import { cutOf } from './cut.ts';

const promised = expressionBuilder<Tables, 'promised_loan'>();

const itsLoan = promised
  .selectFrom('loan')
  .select('loan.id')
  .whereRef('loan.id', '=', 'promised_loan.id')
  .where('loan.patron_id', 'is', null);

/** Staff may still find out whose card it was: then what spoke against the loan is worked out from this row. */
const itsOpenConflict = promised
  .selectFrom('conflict')
  .select('conflict.kind')
  .whereRef('conflict.transaction_id', '=', 'promised_loan.id')
  .where('conflict.closed_at', 'is', null)
  .where('conflict.decision_id', 'is', null);

export const promisesCut = cutOf({
  table: 'promised_loan',
  key: 'id',
  isDue: ({ before }) =>
    promised.and([
      promised('promised_loan.patron_id', 'is', null),
      promised.exists(itsLoan.where('loan.ended_at', '<', before)),
      promised.not(
        promised.exists(
          itsOpenConflict.where('conflict.opened_at', '>=', before - OPEN_CONFLICT_MS),
        ),
      ),
    ]),
  take: (tx, due) => tx.deleteFrom('promised_loan').where(due).execute(),
});
