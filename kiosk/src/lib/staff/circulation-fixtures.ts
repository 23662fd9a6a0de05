/** Invented people and books as the server tells of them, for the tests of the staff pages. */
import type {
  Fee,
  Hold,
  ImportBatch,
  Item,
  Library,
  Loan,
  Patron,
  Rule,
  RuleTable,
  TryAnswer,
} from './answers.ts';
import type { AllLists } from './holds/all-lists.ts';

export const NOW = Date.UTC(2026, 10, 23, 1, 30);
const DAY = 86_400_000;
const central = { id: 'central', name: 'Thư viện tỉnh Hoa Giang' };
const ward = { id: 'ward', name: 'Thư viện phường Bến Cầu' };

export const LIBRARIES: readonly Library[] = [
  {
    ...central,
    kind: 'central',
    timeZone: 'Asia/Ho_Chi_Minh',
    administrator: true,
  },
  {
    ...ward,
    kind: 'ward',
    parentId: 'central',
    timeZone: 'Asia/Ho_Chi_Minh',
    administrator: false,
  },
];

const book = {
  id: 'item-1',
  titleId: 'title-1',
  title: 'Đất rừng phương Nam',
  author: 'Đoàn Giỏi',
  identifier: 'VV.000123',
  callNumber: '895.92 ĐOA',
  collection: 'Kho mở',
};

export const loan: Loan = {
  id: 'loan-1',
  item: book,
  library: central,
  checkedOutAt: NOW - 20 * DAY,
  dueAt: NOW + 4 * DAY,
  overdue: false,
  daysLate: 0,
  renewals: 1,
  renewalsLeft: 1,
  renewable: true,
};
export const lateLoan: Loan = {
  ...loan,
  id: 'loan-2',
  item: { ...book, id: 'item-2', title: 'Số đỏ', author: 'Vũ Trọng Phụng' },
  dueAt: NOW - 3 * DAY,
  overdue: true,
  daysLate: 3,
  renewable: false,
  refusal: { code: 'renew-on-hold', params: { dueAt: NOW - 3 * DAY } },
};
export const hold: Hold = {
  id: 'hold-1',
  patron: { id: 'patron-2', name: 'Trần Thị Lụa' },
  title: { id: 'title-3', title: 'Mắt biếc', author: 'Nguyễn Nhật Ánh' },
  pickup: central,
  placedAt: NOW - 2 * DAY,
  state: 'waiting',
  position: 2,
};
export const shelfHold: Hold = {
  ...hold,
  id: 'hold-2',
  state: 'on-shelf',
  captured: book,
  shelfAt: NOW - DAY,
  shelfUntil: '2026-11-27',
};
export const fee: Fee = {
  id: 'fee-1',
  kind: 'overdue',
  amount: 15_000,
  left: 10_000,
  note: '',
  library: central,
  item: book,
  createdAt: NOW - 9 * DAY,
  by: { kind: 'terminal', id: 't1', name: 'Máy mượn trả 1' },
  payments: [
    {
      id: 'pay-1',
      amount: 5_000,
      how: 'paid',
      method: '00',
      receiptNumber: 'TT-2026-000016',
      library: central,
      at: NOW - 8 * DAY,
      by: { kind: 'staff', id: 'a1', name: 'lan' },
      note: '',
    },
  ],
};

export const patron: Patron = {
  id: 'patron-1',
  name: 'Nguyễn Văn Thành',
  patronClass: { id: 'adult', name: 'Người lớn' },
  library: central,
  birthDate: '1961-03-31',
  language: 'vi',
  expiresOn: '2027-07-24',
  hasPin: true,
  contact: { phone: '0000 000 000' },
  wards: [{ id: 'patron-3', name: 'Lê Ngọc Diệp' }],
  cards: [{ kind: 'barcode', masked: '••••0432' }],
  memberships: [{ library: central, role: 'member' }],
  standing: { mayBorrow: true, reasons: [], loansLeft: 3 },
  blocks: [],
  loans: [loan, lateLoan],
  holds: [hold],
  fees: [fee],
  owed: 10_000,
};
export const blockedPatron: Patron = {
  ...patron,
  id: 'patron-4',
  standing: {
    mayBorrow: false,
    reasons: [
      { code: 'patron-blocked', params: {} },
      { code: 'card-expired', params: { date: '2026-09-30' } },
    ],
  },
  blocks: [
    {
      id: 'block-1',
      reason: 'card-lost',
      note: 'Chờ làm lại thẻ',
      library: central,
      since: NOW - 5 * DAY,
      by: { kind: 'staff', id: 'a1', name: 'lan' },
    },
  ],
  loans: [],
  holds: [],
  fees: [],
  owed: 0,
};

export const item: Item = {
  id: 'item-1',
  title: { id: 'title-1', title: 'Đất rừng phương Nam', author: 'Đoàn Giỏi', year: 1957 },
  home: central,
  current: central,
  itemClass: { id: 'book', name: 'Sách', loanable: true },
  condition: 'ok',
  callNumber: '895.92 ĐOA',
  price: 80_000,
  identifiers: [{ kind: 'barcode', value: 'VV.000123', part: 0 }],
  state: {
    state: 'on-loan',
    loanId: 'loan-1',
    patron: { id: 'patron-1', name: 'Nguyễn Văn Thành' },
    library: central,
    since: NOW - 20 * DAY,
    dueAt: NOW - 3 * DAY,
    overdue: true,
  },
  waiting: [],
  pastLoans: 12,
  ifLost: {
    patron: { id: 'patron-1', name: 'Nguyễn Văn Thành' },
    price: 80_000,
    handling: 10_000,
  },
};

export const lists: AllLists = {
  pull: [
    {
      hold: { id: 'h1', placedAt: NOW, patron: { id: 'p', name: 'Trần Thị Lụa' } },
      item: { ...book, callNumber: 'K 10', title: 'Sau' },
      pickup: ward,
    },
    {
      hold: { id: 'h2', placedAt: NOW },
      item: { ...book, id: 'item-9', callNumber: 'K 9', title: 'Trước' },
      pickup: central,
    },
  ],
  shelf: [shelfHold],
  expired: [],
  'to-tell': [shelfHold],
  waiting: [hold],
  incoming: [{ id: 'tr-1', item: book, from: ward, to: central, sentAt: NOW - DAY, forHold: true }],
  outgoing: [],
};

const networkRule: Rule = {
  id: 'rule-1',
  library: central,
  loanDays: 14,
  renewals: 2,
  maxLoans: 5,
  requiresPin: false,
  overduePerDay: 500,
  overdueCap: 20_000,
  graceDays: 1,
  holdDays: 5,
  lostProcessingFee: 10_000,
};
const childRule: Rule = {
  ...networkRule,
  id: 'rule-2',
  library: ward,
  patronClass: 'child',
  itemClass: 'book',
  loanDays: 21,
  overduePerDay: 0,
};

export const table: RuleTable = {
  library: ward,
  lineage: [ward, central],
  mayChange: true,
  mayChangeClasses: false,
  patronClasses: [
    { id: 'child', name: 'Thiếu nhi' },
    { id: 'adult', name: 'Người lớn' },
  ],
  itemClasses: [
    { id: 'book', name: 'Sách', loanable: true, mediaType: '001' },
    { id: 'reference', name: 'Tra cứu', loanable: false, mediaType: '001' },
  ],
  rules: [networkRule, childRule],
  cells: [
    { patronClass: 'child', itemClass: 'book', rule: 'rule-2', inherited: false },
    { patronClass: 'child', itemClass: 'reference', rule: 'rule-1', inherited: true },
    { patronClass: 'adult', itemClass: 'book', rule: 'rule-1', inherited: true },
    { patronClass: 'adult', itemClass: 'reference', rule: 'rule-1', inherited: true },
  ],
  own: [childRule],
};

export const tryAnswer: TryAnswer = {
  outcome: 'refused',
  refusal: { code: 'too-many-overdue', params: { count: 3 } },
  rule: networkRule,
  why: { level: 1, patronClass: 'any', itemClass: 'any' },
  questions: [
    { question: 'patron-blocked', answer: 'passed' },
    {
      question: 'too-many-overdue',
      answer: 'refused',
      refusal: { code: 'too-many-overdue', params: { count: 3 } },
    },
    { question: 'limit-reached', answer: 'not-asked' },
  ],
  overdue: { daysLate: 7, cost: 3_000 },
};

export const batch: ImportBatch = {
  id: 'batch-1',
  name: 'ban-doc.csv',
  format: 'csv',
  bytes: 1000,
  state: 'checked',
  busy: false,
  rowsDone: 40,
  bytesDone: 1000,
  added: 30,
  changed: 5,
  unchanged: 3,
  refused: 0,
  putBack: 0,
  kept: 0,
  createdAt: NOW,
  createdBy: 'staff:a1',
  stateAt: NOW,
  undoable: false,
};
