/** Invented orders as the server tells of them, for the tests of the remote hand. */
import { NOW } from '../../circulation-fixtures.ts';
import type { GivenOrder, WatchedTerminal } from '../../answers.ts';

const MINUTE = 60_000;

export const kiosk: WatchedTerminal = {
  id: 'quay-1',
  name: 'Máy mượn trả 1',
  library: {
    id: 'ward',
    name: 'Thư viện phường Bến Cầu',
    path: ['Thư viện tỉnh Hoa Giang', 'Thư viện phường Bến Cầu'],
  },
  online: true,
  heardAt: NOW - 2_000,
  state: {
    ...{ kind: 'state', version: '0.1.0', profile: 'kiosk', stage: 'idle', queued: 0 },
    devices: [
      { id: 'pad', kind: 'rfid-reader', state: 'faulty', code: 'no-answer', since: NOW - MINUTE },
      { id: 'printer', kind: 'receipt-printer', state: 'ready', since: NOW - MINUTE },
    ],
    settings: { version: 4 },
  },
};

const by = { kind: 'staff', id: 'lan', name: 'Lan' } as const;
const asked = { by, until: NOW + 10 * MINUTE, hasBundle: false } as const;

export const ORDERS: readonly GivenOrder[] = [
  {
    ...asked,
    ...{ id: '019aaf00-0000-4000-8000-000000000005', what: { kind: 'blink' } },
    ...{ askedAt: NOW - 3_000, stage: 'told', toldAt: NOW - 2_000 },
  },
  {
    ...asked,
    id: '019aaf00-0000-4000-8000-000000000004',
    what: { kind: 'restart-device', device: 'pad' },
    ...{ askedAt: NOW - 30_000, stage: 'failed', answeredAt: NOW - 20_000, code: 'no-answer' },
  },
  {
    ...asked,
    ...{ id: '019aaf00-0000-4000-8000-000000000003', what: { kind: 'diagnose' } },
    ...{ askedAt: NOW - 2 * MINUTE, stage: 'done', answeredAt: NOW - MINUTE, hasBundle: true },
  },
  {
    ...asked,
    id: '019aaf00-0000-4000-8000-000000000002',
    what: { kind: 'pause', message: 'Máy đang được sửa' },
    ...{ askedAt: NOW - 90 * MINUTE, stage: 'overtaken' },
  },
  {
    ...asked,
    ...{ id: '019aaf00-0000-4000-8000-000000000001', what: { kind: 'test-print' } },
    ...{ askedAt: NOW - 95 * MINUTE, stage: 'refused', code: 'something-newer', message: 'why' },
  },
];
