/** What each transaction was answered: one row per id and mode (design decision 5). */
import type { Answer } from './answer.ts';
import { overRows } from './rows.ts';
import type { TransactInput } from './store.ts';

const COLUMNS = {
  id: 'text',
  mode: 'text',
  act: 'text',
  terminal_id: 'text',
  fingerprint: 'text',
  answer: 'text',
  receipt_code: 'text',
  recorded_at: 'bigint',
} as const;
const names = Object.keys(COLUMNS).join(', ');

export const PUT_OUTCOMES = overRows(
  COLUMNS,
  ({ rows }) => `insert into transaction_outcome (${names}) select ${names} from ${rows} as given`,
);

/** @param repeats the answer is that of the other mode, which has the receipt's code already */
export const outcomeRow = (input: TransactInput, answer: Answer, repeats = false) => ({
  id: input.id,
  mode: input.mode,
  act: input.act,
  terminal_id: input.terminalId,
  fingerprint: input.fingerprint,
  answer: JSON.stringify(answer),
  receipt_code: answer.outcome === 'accepted' && !repeats ? input.receiptCode : null,
  recorded_at: input.now,
});
