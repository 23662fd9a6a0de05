/** What the desk has done for a patron and is over: holds, blocks, and the journal of it (Z2, Z5). */
import { expressionBuilder } from 'kysely';
import type { Tables } from '../db/schema.ts';
import { cutOf } from './cut.ts';

const hold = expressionBuilder<Tables, 'hold'>();
const block = expressionBuilder<Tables, 'patron_block'>();
const audit = expressionBuilder<Tables, 'audit'>();
const pinAttempt = expressionBuilder<Tables, 'pin_attempt'>();

export const holdsCut = cutOf({
  table: 'hold',
  key: 'id',
  isDue: ({ before }) =>
    hold.and([hold('patron_id', 'is not', null), hold('ended_at', '<', before)]),
  take: (tx, due) => tx.updateTable('hold').set({ patron_id: null }).where(due).execute(),
});

export const blocksCut = cutOf({
  table: 'patron_block',
  key: 'id',
  isDue: ({ before }) => block('ended_at', '<', before),
  take: (tx, due) => tx.deleteFrom('patron_block').where(due).execute(),
});

/** What was done, by whom and when stays; to whom does not. */
export const auditCut = cutOf({
  table: 'audit',
  key: 'id',
  isDue: ({ before }) =>
    audit.and([
      audit('at', '<', before),
      audit('subject_kind', '=', 'patron'),
      audit('subject_id', '!=', ''),
    ]),
  take: (tx, due) => tx.updateTable('audit').set({ subject_id: '' }).where(due).execute(),
});

/** Tries at PINs are kept under a digest of the number. */
export const pinsCut = cutOf({
  table: 'pin_attempt',
  key: 'card_digest',
  isDue: ({ before }) => pinAttempt('last_at', '<', before),
  take: (tx, due) => tx.deleteFrom('pin_attempt').where(due).execute(),
});
