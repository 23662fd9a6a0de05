/** The invented province of the sample: its libraries, when they are open, and what they lend to whom. */
import type { ItemClassInput, PatronClassInput, PolicyInput } from '../../circulation/input.ts';
import type { CalendarInput, LibraryInput } from '../../libraries/input.ts';

/** Every sample kiosk stands in this library unless it is told otherwise. */
export const CENTRAL = 'trung-tam';

export const LIBRARIES = [
  { id: 'hoa-giang', kind: 'network', name: 'Mạng lưới thư viện tỉnh Hoa Giang', isil: 'VN-HG' },
  {
    id: CENTRAL,
    parentId: 'hoa-giang',
    kind: 'central',
    name: 'Thư viện tỉnh Hoa Giang',
    isil: 'VN-HGTT',
    latitude: 10.2412,
    longitude: 105.9572,
  },
  {
    id: 'ben-cau',
    parentId: 'hoa-giang',
    kind: 'ward',
    name: 'Thư viện phường Bến Cầu',
    isil: 'VN-HGBC',
    latitude: 10.2547,
    longitude: 105.9731,
  },
  {
    id: 'tieu-hoc-ben-cau',
    parentId: 'ben-cau',
    kind: 'school',
    name: 'Thư viện Trường Tiểu học Bến Cầu',
    isil: 'VN-HGTH',
    latitude: 10.2519,
    longitude: 105.9764,
  },
  {
    id: 'thcs-song-hoa',
    parentId: 'ben-cau',
    kind: 'school',
    name: 'Thư viện Trường THCS Sông Hoa',
    isil: 'VN-HGCS',
    latitude: 10.2633,
    longitude: 105.9688,
  },
  {
    id: 'xe-luu-dong',
    parentId: CENTRAL,
    kind: 'van',
    name: 'Xe thư viện lưu động',
    isil: 'VN-HGXE',
  },
] as const satisfies LibraryInput[];

export type LibraryId = (typeof LIBRARIES)[number]['id'];

const closed = (name: string, from: string, to = from) => ({ name, from, to, open: false });

/** Tết begins on 17 February 2026 and 6 February 2027; Hùng Kings' day is the tenth of the third lunar month. */
const HOLIDAYS = [
  closed('Tết Dương lịch', '2026-01-01'),
  closed('Tết Bính Ngọ', '2026-02-14', '2026-02-22'),
  closed('Giỗ Tổ Hùng Vương', '2026-04-26'),
  closed('Ngày Thống nhất và Quốc tế Lao động', '2026-04-30', '2026-05-01'),
  closed('Quốc khánh', '2026-09-01', '2026-09-02'),
  closed('Tết Dương lịch', '2027-01-01'),
  closed('Tết Đinh Mùi', '2027-02-04', '2027-02-11'),
  closed('Giỗ Tổ Hùng Vương', '2027-04-16'),
  closed('Ngày Thống nhất và Quốc tế Lao động', '2027-04-30', '2027-05-01'),
  closed('Quốc khánh', '2027-09-01', '2027-09-02'),
];

/** The schools' own; the holidays of the network hold there as well. */
const SCHOOL_YEAR = [
  closed('Nghỉ Tết của trường', '2026-02-09', '2026-02-22'),
  closed('Nghỉ hè', '2026-06-01', '2026-08-16'),
  closed('Nghỉ Tết của trường', '2027-02-01', '2027-02-14'),
  closed('Nghỉ hè', '2027-05-31', '2027-08-15'),
];

const week = (days: string): boolean[] => [...days].map((day) => day !== '-');

export const CALENDARS: readonly CalendarInput[] = [
  { libraryId: 'hoa-giang', weekly: week('234567-'), exceptions: HOLIDAYS },
  { libraryId: CENTRAL, weekly: week('-34567C') },
  { libraryId: 'tieu-hoc-ben-cau', weekly: week('23456--'), exceptions: SCHOOL_YEAR },
  { libraryId: 'thcs-song-hoa', weekly: week('23456--'), exceptions: SCHOOL_YEAR },
];

export const PATRON_CLASSES = [
  { id: 'child', name: 'Thiếu nhi' },
  { id: 'student', name: 'Học sinh' },
  { id: 'teacher', name: 'Giáo viên' },
  { id: 'adult', name: 'Người lớn' },
  { id: 'staff', name: 'Nhân viên thư viện' },
  { id: 'institution', name: 'Cơ quan, đơn vị' },
] as const satisfies PatronClassInput[];

export type PatronClassId = (typeof PATRON_CLASSES)[number]['id'];

export const ITEM_CLASSES = [
  { id: 'book', name: 'Sách' },
  { id: 'comic', name: 'Truyện tranh' },
  { id: 'set', name: 'Sách kèm đĩa' },
  { id: 'reference', name: 'Sách tra cứu, đọc tại chỗ', loanable: false },
] as const satisfies ItemClassInput[];

export type ItemClassId = (typeof ITEM_CLASSES)[number]['id'];

const rule = (
  libraryId: LibraryId,
  of: { patronClass?: PatronClassId; itemClass?: ItemClassId },
  terms: Omit<PolicyInput, 'id' | 'libraryId' | 'patronClass' | 'itemClass'>,
): PolicyInput => ({
  id: [libraryId, of.patronClass ?? 'any', of.itemClass ?? 'any'].join('.'),
  libraryId,
  ...of,
  ...terms,
});

/** Đồng a patron may owe and still borrow. */
const MAX_FEES = 20_000;

/** Đồng per open day, and at most for one book: a child's late book is a matter for a word, not for money. */
const FINES = { overduePerDay: 1000, overdueCap: 30_000, graceDays: 1, lostProcessingFee: 10_000 };
const NO_FINES = { overduePerDay: 0, lostProcessingFee: 0 };
/** Where a book has no price of its own. */
const LOST_PRICE = 60_000;

export const POLICIES: readonly PolicyInput[] = [
  rule(
    'hoa-giang',
    {},
    {
      ...{ maxLoans: 5, loanDays: 14, renewals: 1, maxOverdue: 2, maxFeesOwed: MAX_FEES },
      ...{ ...FINES, maxHolds: 3, lostPrice: LOST_PRICE },
    },
  ),
  rule(
    'hoa-giang',
    { itemClass: 'comic' },
    {
      ...{ maxLoans: 5, maxLoansOfClass: 3, loanDays: 7, renewals: 0 },
      ...{ maxOverdue: 2, maxFeesOwed: MAX_FEES },
      ...{ ...FINES, overdueCap: 15_000, maxHolds: 3, lostPrice: 25_000 },
    },
  ),
  rule(
    'hoa-giang',
    { itemClass: 'set' },
    {
      ...{ maxLoans: 5, maxLoansOfClass: 1, loanDays: 7, renewals: 1 },
      ...{ maxOverdue: 0, maxFeesOwed: MAX_FEES },
      ...{ ...FINES, overduePerDay: 2000, maxHolds: 2, lostPrice: 150_000 },
    },
  ),
  rule(
    'hoa-giang',
    { patronClass: 'child' },
    {
      ...{ maxLoans: 6, loanDays: 14, renewals: 2, maxOverdue: 3 },
      ...{ ...NO_FINES, maxHolds: 2, lostPrice: LOST_PRICE },
    },
  ),
  rule(
    'hoa-giang',
    { patronClass: 'student' },
    {
      ...{ maxLoans: 8, loanDays: 14, renewals: 2, maxOverdue: 2 },
      ...{ ...FINES, overduePerDay: 500, overdueCap: 10_000, maxHolds: 3, lostPrice: LOST_PRICE },
    },
  ),
  rule(
    'hoa-giang',
    { patronClass: 'teacher' },
    {
      ...{ maxLoans: 20, loanDays: 30, renewals: 2, maxOverdue: 5 },
      ...{ ...FINES, graceDays: 3, maxHolds: 10, lostPrice: LOST_PRICE },
    },
  ),
  rule(
    'hoa-giang',
    { patronClass: 'staff' },
    { maxLoans: 20, loanDays: 60, renewals: 3, maxHolds: 10, lostPrice: LOST_PRICE },
  ),
  rule(
    'hoa-giang',
    { patronClass: 'institution' },
    {
      ...{ maxLoans: 100, loanDays: 90, renewals: 2 },
      ...{ ...FINES, graceDays: 7, maxHolds: 20, holdDays: 10, lostPrice: LOST_PRICE },
    },
  ),
  rule(
    'ben-cau',
    { patronClass: 'child', itemClass: 'comic' },
    {
      ...{ maxLoans: 6, maxLoansOfClass: 4, loanDays: 7, renewals: 1, maxOverdue: 3 },
      ...{ ...NO_FINES, maxHolds: 2, lostPrice: 25_000 },
    },
  ),
  rule(
    'tieu-hoc-ben-cau',
    { patronClass: 'student' },
    { ...{ maxLoans: 2, loanDays: 7, renewals: 1, maxOverdue: 1 }, ...NO_FINES, maxHolds: 1 },
  ),
  rule(
    'thcs-song-hoa',
    { patronClass: 'student' },
    {
      ...{ maxLoans: 3, loanDays: 10, renewals: 1, maxOverdue: 1 },
      ...{ ...FINES, overduePerDay: 500, overdueCap: 5000, maxHolds: 2 },
    },
  ),
  // The van comes to a village every fourth week.
  rule(
    'xe-luu-dong',
    {},
    {
      ...{ maxLoans: 5, loanDays: 28, renewals: 0, maxOverdue: 2, maxFeesOwed: MAX_FEES },
      // It waits for the van's next visit.
      ...{ ...NO_FINES, maxHolds: 3, holdDays: 30, lostPrice: LOST_PRICE },
    },
  ),
];
