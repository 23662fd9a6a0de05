/** What terminals wrote down when something happened: one row per transaction, whichever of its requests came first. */
import { overRows } from './rows.ts';
import type { Row } from './rows.ts';
import type { TransactInput } from './store.ts';

const COLUMNS = {
  transaction_id: 'text',
  terminal_id: 'text',
  library_id: 'text',
  sequence: 'bigint',
  wall: 'bigint',
  server_offset: 'bigint',
  monotonic: 'bigint',
  boot: 'text',
  version: 'text',
  tags: 'text',
  permit: 'bigint',
  receipt_code: 'text',
  placed_at: 'bigint',
  recorded_at: 'bigint',
} as const;
const names = Object.keys(COLUMNS).join(', ');

/** Of the attempt and the promise of one id the first stands: a terminal writes it down once. */
export const PUT_RECORDS = overRows(
  COLUMNS,
  ({ rows }) => `
  insert into terminal_record (${names}) select ${names} from ${rows} as given where true
  on conflict (transaction_id) do nothing`,
);

/** @param placedAt the time that the server has made of it; epoch milliseconds */
export function recordRows(input: TransactInput, placedAt: number): Row<typeof COLUMNS>[] {
  const { record } = input;
  if (!record) return [];
  const { sequence, wall, monotonic, boot, version, permit, tags } = record;
  return [
    {
      ...{ transaction_id: input.id, terminal_id: input.terminalId, library_id: input.libraryId },
      ...{ sequence, wall, monotonic, boot, version, permit, server_offset: record.serverOffset },
      tags: tags && JSON.stringify(tags),
      ...{ receipt_code: record.receiptCode, placed_at: placedAt, recorded_at: input.now },
    },
  ];
}
