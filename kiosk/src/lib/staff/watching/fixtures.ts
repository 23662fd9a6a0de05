/** Invented terminals, alerts and days as the server tells of them, for the tests of watching. */
import type { Library } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';
import type {
  Alert,
  Counts,
  History,
  Report,
  SubscriptionList,
  Today,
  Watched,
} from './answers.ts';

export { NOW };
export const minutesAgo = (minutes: number): number => NOW - minutes * 60_000;
const DAY = 86_400_000;

const zone = { timeZone: 'Asia/Ho_Chi_Minh', administrator: true };
export const LIBRARIES: readonly Library[] = [
  { ...zone, id: 'net', name: 'Mạng lưới tỉnh Hoa Giang', kind: 'network' },
  {
    ...zone,
    ...{ id: 'central', parentId: 'net', name: 'Thư viện tỉnh Hoa Giang', kind: 'central' },
    place: { latitude: 10.24, longitude: 105.95 },
  },
  {
    ...zone,
    ...{ id: 'ward', parentId: 'net', name: 'Thư viện phường Bến Cầu', kind: 'ward' },
    place: { latitude: 10.26, longitude: 105.98 },
  },
  { ...zone, id: 'van', parentId: 'central', name: 'Xe thư viện', kind: 'van' },
  { ...zone, id: 'school', parentId: 'ward', name: 'Trường Hoa Mai', kind: 'school' },
];

const PATHS: Readonly<Record<string, readonly string[]>> = {
  central: ['Mạng lưới tỉnh Hoa Giang', 'Thư viện tỉnh Hoa Giang'],
  ward: ['Mạng lưới tỉnh Hoa Giang', 'Thư viện phường Bến Cầu'],
  van: ['Mạng lưới tỉnh Hoa Giang', 'Thư viện tỉnh Hoa Giang', 'Xe thư viện'],
};
export const at = (id: string): Watched['library'] => {
  const path = [...(PATHS[id] ?? [id])];
  return { id, name: path.at(-1) ?? id, path };
};

const pad = { id: 'pad', kind: 'rfid-reader', state: 'ready', since: minutesAgo(90) } as const;
export const working: Watched = {
  ...{ id: 'a', name: 'Máy sảnh chính', library: at('central') },
  ...{ online: true, heardAt: minutesAgo(0), since: minutesAgo(900) },
  state: {
    ...{ kind: 'state', version: '0.6.1', profile: 'kiosk', stage: 'idle', queued: 0 },
    devices: [
      { ...pad, lastFault: { code: 'port-lost', at: minutesAgo(60 * 26) } },
      { id: 'printer', kind: 'receipt-printer', state: 'ready', since: minutesAgo(90) },
    ],
    lastTransactionAt: minutesAgo(4),
    printer: { paper: 'ok', since: minutesAgo(600) },
    permit: { lends: true, version: 7, madeAt: minutesAgo(30), endsAt: NOW + 6 * DAY },
    outbox: { open: true },
    clock: { known: true, offset: 12 },
    counters: {
      ...{ from: minutesAgo(900), visits: 40, checkouts: 61, checkins: 52 },
      ...{ renewals: 3, refusals: 2, receipts: 31 },
    },
    settings: { version: 3 },
    machine: {
      ...{ startedAt: minutesAgo(900), bootedAt: minutesAgo(2000), celsius: 52 },
      ...{ diskFreeBytes: 41e9, diskBytes: 120e9 },
    },
  },
};
const stateOf = ({ state }: Watched): NonNullable<Watched['state']> => {
  if (!state) throw new Error('It has said nothing.');
  return state;
};
export const outOfPaper: Watched = {
  ...working,
  ...{ id: 'b', name: 'Máy thiếu nhi', library: at('ward') },
  state: {
    ...stateOf(working),
    devices: [{ ...pad, state: 'faulty', code: 'port-missing', since: minutesAgo(12) }],
    queued: 3,
    outbox: { open: true, oldestAt: minutesAgo(10) },
    printer: { paper: 'out', since: minutesAgo(18) },
  },
};
export const silent: Watched = {
  ...working,
  ...{ id: 'c', name: 'Máy cổng sau', online: false, heardAt: minutesAgo(200) },
  since: minutesAgo(200),
};
/** Nothing to do: a van drives where no network is. */
export const van: Watched = { ...silent, id: 'd', name: 'Máy trên xe', library: at('van') };
export const dropBox: Watched = {
  ...working,
  ...{ id: 'e', name: 'Thùng trả sách', library: at('ward') },
  state: {
    ...stateOf(working),
    profile: 'drop-box',
    dropBox: {
      ...{ state: 'ready', since: minutesAgo(50) },
      bins: [
        { id: '1', count: 38, capacity: 120, fill: 'room', since: minutesAgo(50) },
        { id: '2', count: 57, capacity: 60, fill: 'near-full', since: minutesAgo(5) },
      ],
    },
  },
};
export const all: readonly Watched[] = [working, outOfPaper, silent, van, dropBox];

export const paperOut: Alert = {
  ...{ id: '1', code: 'paper-out', severity: 'now', params: {}, flaps: 0, stale: false },
  terminal: { id: 'b', name: 'Máy thiếu nhi' },
  library: { id: 'ward', name: 'Thư viện phường Bến Cầu' },
  ...{ since: minutesAgo(18), openedAt: minutesAgo(18) },
  words: {
    what: 'Máy thiếu nhi hết giấy.',
    todo: 'Bạn thay cuộn giấy rồi bấm Feed. Trong lúc chờ, bạn đọc nhận phiếu bằng mã QR.',
  },
};
export const notHeard: Alert = {
  ...{ ...paperOut, id: '2', code: 'silent', flaps: 2 },
  terminal: { id: 'c', name: 'Máy cổng sau' },
  library: { id: 'central', name: 'Thư viện tỉnh Hoa Giang' },
  ...{ since: minutesAgo(200), openedAt: minutesAgo(199) },
  acknowledged: {
    ...{ at: minutesAgo(30), note: 'Đã gọi thợ điện' },
    by: { kind: 'staff', id: 'lan', name: 'Lan' },
  },
  words: { what: 'Máy cổng sau mất liên lạc.', todo: 'Bạn xem máy có bật và có mạng không.' },
};
export const printerStale: Alert = {
  ...{ ...notHeard, id: '3', code: 'paper-low', severity: 'soon', stale: true, flaps: 0 },
  lastSeenAt: minutesAgo(200),
  words: { what: 'Máy cổng sau sắp hết giấy.', todo: 'Bạn chuẩn bị cuộn giấy.' },
};
export const vanAway: Alert = {
  ...{ ...notHeard, id: '4', severity: 'know' },
  terminal: { id: 'd', name: 'Máy trên xe' },
  words: { what: 'Máy trên xe mất liên lạc.', todo: '' },
};
export const alerts: readonly Alert[] = [notHeard, paperOut, printerStale, vanAway];
export const over: Alert = {
  ...{ ...paperOut, id: '5', closedAt: minutesAgo(100), openedAt: minutesAgo(1700) },
  lastSeenAt: minutesAgo(100),
};

export const counts = (checkouts: number, checkins: number): Counts => ({
  ...{ checkouts, checkins, visits: checkouts + 3, renewals: 1, refusals: 2 },
  ...{ receipts: 4, faults: 0, paperChanges: 1 },
});
/** 08:00 and 09:00 in Việt Nam. */
const [EIGHT, NINE] = [Date.UTC(2026, 10, 23, 1), Date.UTC(2026, 10, 23, 2)];
export const today: Today = {
  serverTime: NOW,
  totals: counts(17, 9),
  terminals: [
    {
      ...{ id: 'a', name: 'Máy sảnh chính', totals: counts(12, 8) },
      library: { id: 'central', name: 'Thư viện tỉnh Hoa Giang' },
      hours: [
        { at: EIGHT, checkouts: 10, checkins: 3 },
        { at: NINE, checkouts: 2, checkins: 5 },
      ],
    },
    {
      ...{ id: 'b', name: 'Máy thiếu nhi', totals: counts(5, 1) },
      library: { id: 'ward', name: 'Thư viện phường Bến Cầu' },
      hours: [{ at: EIGHT, checkouts: 5, checkins: 1 }],
    },
  ],
};

const figures = {
  ...counts(300, 280),
  ...{ onlineMinutes: 9_000, thereMinutes: 10_080, upTime: 0.893 },
  ...{ alerts: 4, alertMinutes: 312.4, longestSilenceMinutes: 200 },
};
export const report: Report = {
  ...{ week: '2026-W47', firstDay: '2026-11-16', lastDay: '2026-11-22', over: true },
  totals: figures,
  libraries: [
    { ...figures, library: { id: 'central', name: 'Thư viện tỉnh Hoa Giang' }, terminals: 2 },
  ],
  terminals: [
    {
      ...{ ...figures, id: 'a', name: 'Máy sảnh chính' },
      library: { id: 'central', name: 'Thư viện tỉnh Hoa Giang' },
      byCode: [{ code: 'paper-out', alerts: 3, minutes: 41.6 }],
    },
  ],
};

export const history: History = {
  ...{ terminal: { id: 'b', name: 'Máy thiếu nhi' }, library: { id: 'ward', name: 'Bến Cầu' } },
  ...{ firstDay: '2026-11-20', lastDay: '2026-11-23', hours: [] },
  days: [
    { ...counts(40, 31), day: '2026-11-20', onlineMinutes: 1_440 },
    { ...counts(12, 9), day: '2026-11-22', onlineMinutes: 700 },
  ],
  alerts: [paperOut, over],
};

export const subscriptions: SubscriptionList = {
  mail: true,
  subscriptions: [
    {
      ...{ id: 's1', library: { id: 'net', name: 'Mạng lưới tỉnh Hoa Giang' }, waiting: 0 },
      what: {
        ...{ kind: 'mail', library: 'net', address: 'truc@hop-thu1.example', language: 'vi' },
        ...{ severities: ['now', 'soon'], quiet: { from: '20:00', to: '06:30' } },
        ...{ wakeFor: ['drop-box-fault'], digestAt: '07:30', inDigest: ['soon'] },
      },
      lastSentAt: minutesAgo(42),
    },
    {
      ...{ id: 's2', library: { id: 'ward', name: 'Thư viện phường Bến Cầu' }, waiting: 3 },
      what: {
        ...{ kind: 'webhook', library: 'ward', url: 'https://bot2.example/nhipcau' },
        severities: ['now'],
      },
      trouble: { since: minutesAgo(300), message: '503 Service Unavailable', givenUp: 2 },
    },
  ],
};
