/** What staff see at the machine, for tests and pictures: a terminal on which something is the matter everywhere. */
import type { ScreenName, Snapshot } from '#gateway/messages.ts';
import type { StaffView } from '#gateway/staff-messages.ts';

const NOW = Date.UTC(2026, 10, 20, 2, 30);
const HOUR = 3_600_000;
const since = NOW - 2 * HOUR;

export const STAFF: StaffView = {
  page: 'home',
  by: 'card',
  isKnown: true,
  devices: [
    ...[
      { id: 'pad', kind: 'rfid-reader', state: 'ready', model: 'FEIG CPR40' } as const,
      { id: 'scanner', kind: 'barcode-scanner', state: 'ready' } as const,
      { id: 'cards', kind: 'card-reader', state: 'opening' } as const,
      { id: 'printer', kind: 'receipt-printer', state: 'faulty', code: 'no-answer' } as const,
      { id: 'board', kind: 'digital-io', state: 'ready' } as const,
    ].map((device) => ({ ...device, since, canRestart: true })),
  ],
  tags: [
    { chip: '04A7', kind: 'item', label: 'DEMO-000471' },
    { chip: '11C2', kind: 'item', label: 'DEMO-000472', part: 2 },
    { chip: '9B00', kind: 'card' },
    { chip: '77E1', kind: 'unreadable' },
  ],
  crowded: false,
  inputsOn: ['mouth-eye'],
  printer: { paper: 'low', changedAt: NOW - 30 * HOUR },
  box: {
    state: 'closed',
    fault: 'bin-full',
    isFree: true,
    hasShutter: true,
    bins: [
      { id: 'ke', count: 80, capacity: 80, fill: 'full', emptiedAt: since, hasGate: true },
      { id: 'noi-khac', count: 12, capacity: 80, fill: 'room', emptiedAt: since, hasGate: true },
      { id: 'thu-thu', count: 3, fill: 'room', emptiedAt: since, hasGate: false },
    ],
  },
  doubts: [
    {
      ...{ id: '0199', act: 'checkout', kind: 'unclear', code: '7C3D 9FGH' },
      ...{ label: 'DEMO-000480', at: since },
    },
    {
      ...{ id: '0200', act: 'checkin', kind: 'refused', code: 'GHJK MNPQ' },
      ...{ label: 'DEMO-000481', at: since },
    },
  ],
  uncured: 2,
  counters: {
    ...{ from: since, visits: 41, checkouts: 96, checkins: 80 },
    ...{ renewals: 4, refusals: 7, receipts: 22 },
  },
  state: {
    ...{ version: '0.1.0', online: false, onlineSince: since, timeKnown: true, outboxOpen: true },
    ...{ queued: 5, oldestAt: since, permit: { lends: true, endsAt: NOW + 50 * HOUR }, acts: 2 },
  },
  largeText: false,
};

const page = (change: Partial<StaffView>): Partial<Snapshot> & { readonly screen: ScreenName } => ({
  ...{ screen: 'staff-menu', stage: 'idle', volume: 60, endsAt: NOW + 60_000 },
  staff: { ...STAFF, ...change },
});

export const STAFF_SCREENS = {
  'staff-pin, locked': {
    screen: 'staff-pin',
    stage: 'idle',
    keypad: { lockedUntil: NOW + 60_000 },
  },
  'staff-menu, devices': page({ page: 'devices' }),
  'staff-menu, the pad': page({ page: 'device', device: 'pad' }),
  'staff-menu, paper': page({
    page: 'paper',
    note: { kind: 'failed', what: 'test-print', code: 'paper-out' },
  }),
  'staff-menu, bins': page({
    page: 'bins',
    note: { kind: 'failed', what: 'try-shutter', code: 'box-not-free' },
  }),
  'staff-menu, to check': page({ page: 'to-check' }),
  'staff-menu, how it stands': page({ page: 'state' }),
  'staff-menu, counts': page({ page: 'counters' }),
  'staff-menu, screen': page({ page: 'screen', note: { kind: 'done', what: 'touch' } }),
  'staff-menu, calibration': page({ page: 'touch' }),
  'staff-menu, service': page({ page: 'service' }),
} as const satisfies Record<string, Partial<Snapshot> & { readonly screen: ScreenName }>;
