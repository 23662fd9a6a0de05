/** One believable snapshot for each screen, for tests and pictures. All people are invented. */
import type { Language, ScreenName, Snapshot } from '#gateway/messages.ts';
import { BOX_SCREENS } from './box-fixtures.ts';
import { DONE, GROUP_SCREENS, patron, working } from './group-fixtures.ts';
import {
  DAY,
  line,
  loans,
  noDate,
  NOW,
  receipt,
  recorded,
  returned,
  someLines,
  tenLines,
} from './line-fixtures.ts';
import { RECEIPT_SCREENS } from './receipt-fixtures.ts';
import { STAFF, STAFF_SCREENS } from './staff-fixtures.ts';
import { pairing, TERMINAL_SCREENS } from './terminal-fixtures.ts';

export { everyState, line, NOW, receipt, tenLines } from './line-fixtures.ts';

const base: Snapshot = {
  screen: 'start',
  stage: 'working',
  sessionId: 'fixture',
  language: 'vi',
  largeText: false,
  highContrast: false,
  terminal: {
    name: 'Máy mượn trả 1',
    library: 'Thư viện tỉnh, phòng mượn',
    timeZone: 'Asia/Ho_Chi_Minh',
    pad: 'left',
    scanner: 'right',
    padReady: true,
    scannerReady: true,
    wedge: false,
  },
  online: true,
  people: [],
  may: { addCard: false, leadClass: false, seeAccount: false },
  lines: [],
  booksOnPad: 0,
  waiting: 0,
  nobodys: 0,
  now: NOW,
  staffCalled: false,
};

const SCREENS: Readonly<Record<ScreenName, Partial<Snapshot>>> = {
  start: { stage: 'idle' },
  'return-or-borrow': { stage: 'idle', booksOnPad: 3 },
  number: { stage: 'signing-in' },
  pin: {
    stage: 'signing-in',
    keypad: { triesLeft: 2 },
    notice: { code: 'pin-wrong', params: { triesLeft: 2 } },
  },
  borrow: working,
  'second-card': { ...working, beneath: 'borrow' },
  return: { act: 'return', lines: returned },
  'put-back': {
    ...working,
    beneath: 'borrow',
    lines: [line(2, { security: 'failed', onPad: false }), ...someLines],
    line: 'line-2',
  },
  'set-incomplete': {
    ...working,
    beneath: 'borrow',
    lines: [
      noDate(
        line(7, {
          ils: 'pending',
          security: 'pending',
          set: { total: 3, seen: [1, 2], missing: [3], mayGoOn: true },
        }),
      ),
      ...someLines,
    ],
    line: 'line-7',
  },
  'too-many': { ...working, beneath: 'borrow' },
  'own-loan': {
    ...working,
    beneath: 'borrow',
    lines: [
      noDate(
        line(5, {
          ils: 'refused',
          security: 'not-needed',
          refusal: { code: 'own-loan', params: {} },
        }),
      ),
      ...someLines,
    ],
    line: 'line-5',
  },
  account: { ...working, account: { loans, feesOwed: 15_000 } },
  'not-finished': { ...working, beneath: 'borrow' },
  done: { ...DONE, receipt: receipt(), endsAt: NOW + 8000 },
  'recorded-here': {
    stage: 'finishing',
    online: false,
    patron,
    act: 'borrow',
    lines: tenLines.slice(0, 3).map((one) => ({ ...one, ...recorded, canUndo: false })),
    receipt: receipt(),
    endsAt: NOW + 8000,
    since: NOW - DAY / 24,
  },
  'printer-busy': {
    ...{ ...DONE, receipt: receipt({ state: 'printing' }, { choices: [] }) },
  },
  'paper-out': {
    ...{ ...DONE, endsAt: NOW + 30_000 },
    receipt: receipt(
      { state: 'shown', instead: 'paper-out' },
      { choices: ['email'], noPaper: 'paper-out' },
    ),
  },
  'returns-only': { stage: 'idle', online: false, since: NOW - DAY },
  'time-unknown': { stage: 'idle', online: false },
  waiting: { stage: 'signing-in', waitingFor: 'card' },
  'still-there': { ...working, beneath: 'borrow', endsAt: NOW + 20_000 },
  'pad-not-empty': { stage: 'finishing', booksOnPad: 2 },
  restarted: { stage: 'idle', booksOnPad: 2 },
  'out-of-service': { stage: 'out-of-service', since: NOW - DAY },
  pairing: {
    ...{ stage: 'idle', online: false },
    pairing: { ...pairing, state: 'code', code: '7C3D 9FGH', endsAt: NOW + 9.5 * 60_000 },
  },
  'drop-box': { stage: 'idle', dropBox: { picture: 'put-in', says: 'put-in' } },
  'bin-full': {
    stage: 'out-of-service',
    dropBox: {
      ...{ picture: 'stop', says: 'closed', fault: 'bin-full', code: 'D11' },
      elsewhere: 'Quầy tầng trệt, từ 7 giờ 30 đến 17 giờ',
    },
  },
  'staff-pin': { stage: 'idle', keypad: { triesLeft: 3 } },
  'staff-menu': { stage: 'idle', volume: 60, staff: STAFF },
  help: { stage: 'idle' },
};

/** What a screen is like besides. */
const VARIANTS = {
  ...BOX_SCREENS,
  ...STAFF_SCREENS,
  ...GROUP_SCREENS,
  ...RECEIPT_SCREENS,
  ...TERMINAL_SCREENS,
} as const satisfies Readonly<Record<string, Partial<Snapshot>>>;
type Variant = keyof typeof VARIANTS;

export const SCREEN_NAMES = Object.keys(SCREENS) as ScreenName[];

/** All that tests and pictures walk. */
export const FIXTURES: readonly (ScreenName | Variant)[] = [
  ...SCREEN_NAMES,
  ...(Object.keys(VARIANTS) as Variant[]),
];

const isVariant = (name: string): name is Variant => name in VARIANTS;

export function fixture(name: ScreenName | Variant, change: Partial<Snapshot> = {}): Snapshot {
  if (isVariant(name)) return { ...base, ...VARIANTS[name], ...change };
  return { ...base, ...SCREENS[name], screen: name, ...change };
}

export const LANGUAGES: readonly Language[] = ['vi', 'en', 'fr'];

/** The panels a kiosk has. */
export const SIZES = [
  [1080, 1920],
  [1920, 1080],
  [1024, 600],
] as const;
