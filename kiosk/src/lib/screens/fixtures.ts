/** One believable snapshot for each screen, for tests and pictures. All people are invented. */
import type {
  AccountLoanLine,
  ItemLine,
  Language,
  PersonView,
  ReceiptStep,
  ReceiptView,
  ScreenName,
  Snapshot,
} from '#gateway/messages.ts';
import { BOX_SCREENS } from './box-fixtures.ts';
import { STAFF, STAFF_SCREENS } from './staff-fixtures.ts';

const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 10, 20, 2, 30);
const DUE = Date.UTC(2026, 11, 18, 16, 59);

const BOOKS = [
  ['Tôi thấy hoa vàng trên cỏ xanh', 'Nguyễn Nhật Ánh'],
  ['Dế Mèn phiêu lưu ký', 'Tô Hoài'],
  ['Việt Nam sử lược: từ thời thượng cổ đến khi tiếp xúc với phương Tây', 'Trần Trọng Kim'],
  ['Cho tôi xin một vé đi tuổi thơ', 'Nguyễn Nhật Ánh'],
  ['Harry Potter và hòn đá phù thủy', 'J. K. Rowling'],
  ['Đất rừng phương Nam', 'Đoàn Giỏi'],
  ['Số đỏ', 'Vũ Trọng Phụng'],
  ['Những người khốn khổ', 'Victor Hugo'],
  ['Ẵm em đi xem hội: truyện kể cho bé trước giờ đi ngủ, tập 2', 'Nhiều tác giả'],
  ['Tắt đèn', 'Ngô Tất Tố'],
] as const;

const book = (at: number) => {
  const [title = '', author = ''] = BOOKS[at % BOOKS.length] ?? [];
  return { title, author };
};

export function line(at: number, change: Partial<ItemLine> = {}): ItemLine {
  return {
    id: `line-${at}`,
    act: 'checkout',
    ...book(at),
    ils: 'accepted',
    security: 'done',
    dueAt: DUE,
    canUndo: false,
    undone: false,
    onPad: true,
    ...change,
  };
}

const noDate = ({ dueAt: _, ...rest }: ItemLine): ItemLine => rest;
const nameless = ({ title: _, author: __, ...rest }: ItemLine): ItemLine => ({
  ...rest,
  label: `NC${rest.id.replace('line-', '00047')}`,
});

export const tenLines: readonly ItemLine[] = Array.from({ length: 10 }, (_, at) =>
  line(at, { canUndo: at < 2 }),
);

const recorded = { ils: 'queued', code: '7C3D 9FGH' } as const;

/** Every state a line can be in, on both axes. */
export const everyState: readonly ItemLine[] = [
  noDate({
    id: 'looking',
    act: 'checkout',
    ils: 'pending',
    security: 'pending',
    canUndo: false,
    undone: false,
    onPad: true,
  }),
  line(1, { security: 'pending' }),
  line(2, { security: 'failed', onPad: false }),
  line(3, { canUndo: true }),
  line(4, recorded),
  noDate(
    line(5, {
      ils: 'refused',
      security: 'not-needed',
      refusal: { code: 'item-on-hold', params: {} },
    }),
  ),
  noDate(line(6, { ils: 'unknown', security: 'not-needed' })),
  noDate(line(7, { undone: true })),
  line(8, { act: 'renew', security: 'not-needed' }),
  noDate(line(9, { act: 'checkin', destination: 'hold' })),
];

const someLines: readonly ItemLine[] = [
  line(0, { security: 'pending' }),
  line(1, { canUndo: true }),
  noDate(
    line(6, {
      ils: 'refused',
      security: 'not-needed',
      refusal: { code: 'item-on-hold', params: {} },
    }),
  ),
  line(4, { canUndo: true }),
];

const returned: readonly ItemLine[] = [
  noDate(line(3, { act: 'checkin', ils: 'pending', security: 'pending' })),
  noDate(line(2, { act: 'checkin', destination: 'hold' })),
  noDate(line(1, { act: 'checkin', destination: 'shelf' })),
  noDate(line(0, { act: 'checkin', destination: 'other-library' })),
];

const loan = (at: number, change: Partial<AccountLoanLine> = {}): AccountLoanLine => ({
  ...book(at),
  identifier: `DEMO-${at}`,
  dueAt: NOW + at * 3 * DAY,
  overdue: false,
  renewable: true,
  ...change,
});

const loans: readonly AccountLoanLine[] = [
  loan(2, { dueAt: NOW - 4 * DAY, overdue: true, renewable: false }),
  loan(1, { renewal: { state: 'done' } }),
  loan(4, {
    renewal: { state: 'refused', refusal: { code: 'renew-on-hold', params: { dueAt: DUE } } },
  }),
  loan(5),
];

export const receipt = (
  step: ReceiptStep = { state: 'offered' },
  change: Partial<ReceiptView> = {},
): ReceiptView => ({
  code: '7C3D 9FGH',
  library: 'Thư viện tỉnh, phòng mượn',
  at: NOW,
  act: 'checkout',
  lines: tenLines.slice(0, 4).map(({ title = '' }) => ({
    title,
    act: 'checkout',
    dueAt: DUE,
    recordedHere: false,
  })),
  step,
  choices: ['print', 'qr', 'email', 'none'],
  ...change,
});

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

const patron = { id: '1', initial: 'M', child: false, hasPin: true, loansLeft: 3 } as const;
const person = (id: string, initial: string, change: Partial<PersonView> = {}): PersonView => ({
  ...{ id, initial, child: true, books: 1, isWanted: false },
  ...change,
});
const working = {
  patron,
  people: [person('1', 'M', { child: false })],
  may: { addCard: true, leadClass: false, seeAccount: true },
  act: 'borrow',
  lines: someLines,
} as const;

const pupil = { id: '3', initial: 'L', child: true, hasPin: false, loansLeft: 1 } as const;
const family: Partial<Snapshot> = {
  ...working,
  group: { kind: 'family' },
  may: { addCard: true, leadClass: false, seeAccount: false },
  patron: pupil,
  people: [
    person('1', 'M', { child: false, which: 1, books: 3 }),
    person('2', 'Đ', { isWanted: true }),
    person('3', 'L', { books: 2 }),
    person('4', 'M', { which: 2, books: 0 }),
  ],
  lines: [
    ...[0, 1].map((at) => line(at, { person: '3', canUndo: true })),
    line(2, { person: '2', security: 'failed', onPad: false }),
    ...[3, 4, 5].map((at) => line(at, { person: '1' })),
  ],
};
const ofClass: Partial<Snapshot> = {
  ...working,
  group: { kind: 'class', leader: '1' },
  may: { addCard: false, leadClass: false, seeAccount: false },
  patron: pupil,
  people: [
    person('1', 'H', { child: false, books: 0 }),
    ...Array.from({ length: 12 }, (_, at) =>
      person(String(at + 2), 'AĐLMN'.charAt(at % 5), {
        books: (at % 2) + 1,
        which: Math.floor(at / 5) + 1,
        isWanted: at === 5,
      }),
    ),
  ],
  lines: [line(0, { person: '3', canUndo: true }), line(1, { person: '2' })],
};
const { patron: _nobody, ...nobodyYet } = {
  ...family,
  may: { addCard: false, leadClass: false, seeAccount: false },
};
const { patron: _nobodyOf, ...nobodyOfClass } = { ...ofClass };

const pairing = { turnedAway: false, check: '471 203', reached: true } as const;

const DONE = {
  stage: 'finishing',
  patron,
  act: 'borrow',
  lines: tenLines.slice(0, 4),
} as const;

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

/** What several people see on a screen that one alone sees otherwise. */
const GROUP_SCREENS = {
  ...BOX_SCREENS,
  ...STAFF_SCREENS,
  'pairing, turned away': {
    ...{ screen: 'pairing', stage: 'idle', online: false },
    pairing: {
      ...{ ...pairing, turnedAway: true, reached: false, state: 'code', code: 'GHJK MNPQ' },
      endsAt: NOW + 60_000,
    },
  },
  'pairing without the server': {
    ...{ screen: 'pairing', stage: 'idle', online: false },
    pairing: { ...pairing, reached: false, state: 'unreached' },
  },
  'start while nobody answers': { screen: 'start', stage: 'idle', online: false, since: NOW - DAY },
  'borrow while nobody answers': {
    ...{ screen: 'borrow', ...working, online: false, since: NOW - DAY / 24 },
    patron: { id: '1', initial: '', child: false, hasPin: false, loansLeft: 0 },
    people: [person('1', '', { child: false })],
    may: { addCard: true, leadClass: false, seeAccount: false },
    lines: [
      noDate(
        line(3, {
          ...{ ils: 'refused', security: 'not-needed' },
          refusal: { code: 'offline-limit', params: { count: 2 } },
        }),
      ),
      line(2, { ...recorded, refusal: { code: 'promised-see-staff', params: {} } }),
      line(1, { ...recorded, security: 'pending' }),
    ].map(nameless),
  },
  'borrow by a teacher': {
    ...{ screen: 'borrow', ...working },
    may: { addCard: true, leadClass: true, seeAccount: true },
  },
  'borrow, and a long refusal': {
    ...{ screen: 'borrow', ...working },
    notice: { code: 'card-not-taken', params: {} },
  },
  'borrow in a family': { screen: 'borrow', ...family },
  'borrow by a teacher, whose second card was refused': {
    ...{ screen: 'borrow', ...working, group: { kind: 'family' }, lines: [] },
    may: { addCard: true, leadClass: true, seeAccount: true },
    notice: { code: 'patron-blocked', params: {} },
  },
  'borrow in a family, with a book of nobody’s': { screen: 'borrow', ...family, nobodys: 1 },
  'borrow in a family, the next card': { screen: 'borrow', ...nobodyYet, waiting: 2 },
  'borrow in a family, the next card refused': {
    ...{ screen: 'borrow', ...nobodyYet },
    notice: { code: 'patron-blocked', params: {} },
  },
  'borrow in a class': { screen: 'borrow', ...ofClass },
  'borrow in a class, with a book of nobody’s': { screen: 'borrow', ...ofClass, nobodys: 1 },
  'borrow in a class, the next card': {
    ...{ screen: 'borrow', ...nobodyOfClass, nobodys: 1 },
    notice: { code: 'card-expired', params: { date: '2026-09-30' } },
  },
  'put-back in a family': { screen: 'put-back', ...nobodyYet, beneath: 'borrow', line: 'line-2' },
  'done without paper': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'offered' }, { choices: ['qr', 'none'], noPaper: 'paper-out' }),
  },
  'done with a receipt to take': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'printed' }, { choices: ['print', 'qr', 'email'] }),
  },
  'done with a receipt by mail': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'mailed', to: 'l…@…' }, { choices: ['print', 'qr'] }),
  },
  'done without mail': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 30_000 },
    receipt: receipt({ state: 'shown', instead: 'not-mailed' }, { choices: ['print'] }),
  },
  'paper-out, and the printer is stuck': {
    ...{ ...DONE, screen: 'paper-out', endsAt: NOW + 30_000 },
    receipt: receipt(
      { state: 'shown', instead: 'printer-fault' },
      { choices: ['print', 'email'], noPaper: 'printer-fault' },
    ),
  },
  'paper-out, recorded here': {
    ...{ ...DONE, screen: 'paper-out', online: false, endsAt: NOW + 30_000 },
    lines: tenLines.slice(0, 3).map((one) => ({ ...one, ...recorded, canUndo: false })),
    receipt: receipt(
      { state: 'shown', instead: 'printer-slow' },
      { choices: [], noPaper: 'printer-fault' },
    ),
  },
  'done by a family': {
    ...{ screen: 'done', ...family, stage: 'finishing', endsAt: NOW + 8000 },
    receipt: receipt(),
  },
  'done by a class': {
    ...{ screen: 'done', ...ofClass, stage: 'finishing', endsAt: NOW + 8000 },
    receipt: receipt(),
  },
} as const satisfies Readonly<Record<string, Partial<Snapshot>>>;
type GroupScreen = keyof typeof GROUP_SCREENS;

export const SCREEN_NAMES = Object.keys(SCREENS) as ScreenName[];

/** All that tests and pictures walk. */
export const FIXTURES: readonly (ScreenName | GroupScreen)[] = [
  ...SCREEN_NAMES,
  ...(Object.keys(GROUP_SCREENS) as GroupScreen[]),
];

const isGroupScreen = (name: string): name is GroupScreen => name in GROUP_SCREENS;

export function fixture(name: ScreenName | GroupScreen, change: Partial<Snapshot> = {}): Snapshot {
  if (isGroupScreen(name)) return { ...base, ...GROUP_SCREENS[name], ...change };
  return { ...base, ...SCREENS[name], screen: name, ...change };
}

export const LANGUAGES: readonly Language[] = ['vi', 'en', 'fr'];

/** The panels a kiosk has. */
export const SIZES = [
  [1080, 1920],
  [1920, 1080],
  [1024, 600],
] as const;
