/** Invented conflicts as the server tells of them, for the tests of their page. */
import type { Conflict, ConflictPage } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ward = { id: 'ward', name: 'Thư viện phường Bến Cầu' };

/** Friday 20 November 2026, 18:02 in Hồ Chí Minh City. */
const FRIDAY = Date.parse('2026-11-20T11:02:00Z');

export const held: Conflict = {
  transactionId: '019aaf00-0000-7000-8000-000000000001',
  kind: 'item-on-hold',
  act: 'checkout',
  mode: 'promise',
  library: ward,
  terminal: { kind: 'terminal', id: 'kiosk-1', name: 'Máy 1' },
  happenedAt: FRIDAY,
  claimedAt: FRIDAY,
  recordedAt: FRIDAY + 5 * HOUR,
  openedAt: FRIDAY + 5 * HOUR,
  receiptCode: '3479CDFG',
  item: { id: 'item-1', titleId: 'title-1', title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
  identifier: 'VV.000123',
  patron: { id: 'patron-1', name: 'Nguyễn Văn Thành' },
  loan: { id: '019aaf00-0000-7000-8000-000000000001', dueAt: FRIDAY + 14 * DAY },
  other: {
    kind: 'hold',
    patron: { id: 'patron-2', name: 'Lê Thị Hoa' },
    since: FRIDAY - 2 * DAY,
    library: ward,
  },
  facts: {},
  choices: ['recall', 'keep', 'reverse', 'write-off', 'contact'],
  recallDueAt: FRIDAY + 8 * DAY,
  steps: [],
};

/** Of another library's patron, whose card is known to nobody here. */
export const unknownCard: Conflict = {
  ...held,
  kind: 'card-unknown',
  transactionId: '019aaf00-0000-7000-8000-000000000002',
  patron: undefined,
  other: undefined,
  card: 'X 000 777',
  choices: ['retry', 'keep', 'reverse', 'write-off'],
  recallDueAt: undefined,
};

const by = { kind: 'staff', id: 'a1', name: 'lan' } as const;
const kept = { id: 's2', choice: 'keep', at: NOW, by, library: ward, note: 'Cần để thi' } as const;

export const decided: Conflict = {
  ...held,
  choices: [],
  steps: [
    { id: 's1', choice: 'contact', at: NOW - HOUR, by, library: ward, note: '' },
    { ...kept },
  ],
  decision: { ...kept },
  undo: { possible: true },
};

export const pageOf = (...conflicts: Conflict[]): ConflictPage => ({
  conflicts,
  total: conflicts.length,
});

export const TERMINALS = [{ id: 'kiosk-1', name: 'Máy 1' }] as const;
