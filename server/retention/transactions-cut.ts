/** What transactions have left beside their loans: events without one, and outcomes (Z1, Z4). */
import { expressionBuilder } from 'kysely';
import type { Tables } from '../db/schema.ts';
import { cutOf } from './cut.ts';

const event = expressionBuilder<Tables, 'circulation_event'>();
const outcome = expressionBuilder<Tables, 'transaction_outcome'>();

const loanOfTheSameTwo = event
  .selectFrom('loan')
  .select('loan.id')
  .whereRef('loan.item_id', '=', 'circulation_event.item_id')
  .whereRef('loan.patron_id', '=', 'circulation_event.patron_id');

/** Events that have led to no loan, or whose loan has been cut already. */
export const eventsCut = cutOf({
  table: 'circulation_event',
  key: 'id',
  isDue: ({ before }) =>
    event.and([
      event('circulation_event.patron_id', 'is not', null),
      event('circulation_event.recorded_at', '<', before),
      event.not(event.exists(loanOfTheSameTwo)),
    ]),
  take: (tx, due) =>
    tx.updateTable('circulation_event').set({ patron_id: null }).where(due).execute(),
});

/** A digest of a card number can be tried through; id and answer stay, and name nobody. */
export const outcomesCut = cutOf({
  table: 'transaction_outcome',
  key: 'id',
  isDue: ({ before }) =>
    outcome.and([outcome('recorded_at', '<', before), outcome('fingerprint', '!=', '')]),
  take: (tx, due) =>
    tx.updateTable('transaction_outcome').set({ fingerprint: '' }).where(due).execute(),
});
