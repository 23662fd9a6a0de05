/** Sixty invented people. Whoever bears one of these names is meant as little as the others. */
import type { PatronInput } from '../../patrons/input.ts';
import type { Day } from '../../libraries/rules/day.ts';
import { dayNumber, dayOfNumber } from '../../libraries/rules/day.ts';
import { checkDigit } from './items.ts';
import type { LibraryId, PatronClassId } from './network.ts';

type Group = readonly [patronClass: PatronClassId, libraryId: LibraryId, names: readonly string[]];

/** Family and middle names before the stroke, given name after it. */
const GROUPS: readonly Group[] = [
  [
    'child',
    'trung-tam',
    [
      'Nguyễn Minh|An',
      'Trần Gia|Bảo',
      'Lê Ngọc|Diệp',
      'Phạm Khánh|Linh',
      'Hoàng Đức|Duy',
      'Võ Thảo|My',
      'Đặng Quang|Huy',
      'Bùi Phương|Thảo',
      'Đỗ Nhật|Nam',
      'Ngô Bảo|Châu',
    ],
  ],
  [
    'child',
    'ben-cau',
    [
      'Dương Tuệ|Nhi',
      'Lý Hải|Đăng',
      'Đinh Hà|Vy',
      'Mai Tiến|Đạt',
      'Trịnh Anh|Thư',
      'Vũ Đình|Khôi',
      'Phan Mỹ|Duyên',
      'Tạ Hữu|Phúc',
      'Hồ Yến|Ngọc',
      'Cao Bá|Lộc',
    ],
  ],
  [
    'student',
    'tieu-hoc-ben-cau',
    [
      'Nguyễn Hoài|Ân',
      'Trần Thiên|Ý',
      'Lê Quốc|Đại',
      'Phạm Ngân|Hà',
      'Huỳnh Gia|Hân',
      'Võ Minh|Triết',
      'Lương Tú|Uyên',
      'Châu Đăng|Khoa',
    ],
  ],
  [
    'student',
    'thcs-song-hoa',
    [
      'Nguyễn Thị Ánh|Đào',
      'Trần Văn|Ổn',
      'Lê Hồng|Phượng',
      'Phùng Chí|Kiên',
      'Đoàn Thanh|Trúc',
      'Quách Thế|Vinh',
      'Kiều Diễm|Hằng',
      'La Trung|Nghĩa',
    ],
  ],
  ['teacher', 'tieu-hoc-ben-cau', ['Nguyễn Thị|Hòa', 'Trần Thu|Thủy', 'Lê Văn|Quý']],
  ['teacher', 'thcs-song-hoa', ['Phạm Hữu|Đức', 'Đặng Thị|Mẫn', 'Vương Thúy|Quỳnh']],
  [
    'adult',
    'trung-tam',
    [
      'Nguyễn Văn|Thành',
      'Trần Thị|Lụa',
      'Lê Công|Ưng',
      'Phạm Thị|Út',
      'Hoàng Kim|Oanh',
      'Bùi Xuân|Ái',
    ],
  ],
  ['adult', 'ben-cau', ['Dương Văn|Bền', 'Lý Thị|Mười', 'Đinh Công|Sơn']],
  ['adult', 'xe-luu-dong', ['Y Blơ|Niê', 'Lò Thị|Mai', 'Thạch|Sa Rươl']],
  ['staff', 'trung-tam', ['Trương Mỹ|Lệ', 'Ngô Thanh|Tùng', 'Hà Thị|Nga']],
  ['staff', 'ben-cau', ['Tô Hoàng|Yến']],
  ['institution', 'trung-tam', ['Trường Mầm non|Hoa Sen']],
  ['institution', 'xe-luu-dong', ['Nhà văn hóa thôn|Suối Đá']],
];

interface Person {
  readonly number: number;
  readonly name: string;
  readonly patronClass: PatronClassId;
  readonly libraryId: LibraryId;
}

const PEOPLE: readonly Person[] = GROUPS.flatMap(([patronClass, libraryId, names]) =>
  names.map((name) => ({ name, patronClass, libraryId })),
).map((person, index) => ({ ...person, number: index + 1 }));

/** By number, counted from 1 in the order above. */
const BLOCKED = new Map([
  [6, 'Mất thẻ, chờ làm lại'],
  [24, 'Nhà trường đề nghị tạm khóa'],
  [45, 'Chưa đền sách mất'],
]);
const EXPIRED = new Set([9, 30, 48]);
/** A class teacher and parents. */
const GUARDIANS = new Map([
  [1, 43],
  [2, 44],
  [3, 43],
  [11, 49],
  [12, 50],
]);
/** The youngest have none; then a card alone shows neither loans nor fees. */
const hasPin = ({ number, patronClass }: Person): boolean =>
  number === 1 || (patronClass !== 'institution' && number % 3 !== 2);

export const patronId = (number: number): string => `patron-${String(number).padStart(2, '0')}`;

/** Every card of the network begins so, and no item label does: a scanner tells them apart by it. */
export const CARD_PREFIX = '9900';

/**
 * Eight digits, shorter than the nine and twelve of identity cards and the fourteen of library labels,
 * so that no number here can be anyone's.
 */
export function cardNumber(number: number): string {
  const digits = `${CARD_PREFIX}${String(number).padStart(3, '0')}`;
  return digits + checkDigit(digits);
}

export const pinOf = (number: number): string => String(1000 + ((number * 1357) % 9000));

/** The sixty, with ages and dates as they stand on the day. */
export function samplePatrons(today: Day): PatronInput[] {
  // Guardians come before the children who point at them.
  const people = PEOPLE.toSorted(
    (a, b) => Number(GUARDIANS.has(a.number)) - Number(GUARDIANS.has(b.number)),
  );
  return people.map((person) => patron(person, today));
}

function patron(person: Person, today: Day): PatronInput {
  const { number, patronClass, libraryId } = person;
  const [familyName = '', givenName = ''] = person.name.split('|');
  const block = BLOCKED.get(number);
  const guardian = GUARDIANS.get(number);
  const birthDate = birthday(person, today);
  return {
    id: patronId(number),
    libraryId,
    familyName,
    givenName,
    patronClass,
    ...(birthDate ? { birthDate } : {}),
    expiresOn: shift(today, EXPIRED.has(number) ? -40 : 200 + number),
    ...(guardian ? { guardianId: patronId(guardian) } : {}),
    ...(hasPin(person) ? { pin: pinOf(number) } : {}),
    cards: [{ value: cardNumber(number) }],
    memberships: memberships(person, today),
    blocks: block ? [block] : [],
  };
}

const shift = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days);

const AGES: Record<PatronClassId, readonly [youngest: number, years: number] | undefined> = {
  child: [7, 7],
  student: [7, 4],
  teacher: [28, 25],
  adult: [22, 50],
  staff: [25, 30],
  institution: undefined,
};

function birthday({ number, patronClass, libraryId }: Person, today: Day): Day | undefined {
  const ages = AGES[patronClass];
  if (!ages) return undefined;
  const older = libraryId === 'thcs-song-hoa' && patronClass === 'student' ? 5 : 0;
  const age = ages[0] + older + (number % ages[1]);
  return shift(today, -Math.round((age + 0.4) * 365.25) - ((number * 37) % 150));
}

function memberships(person: Person, today: Day): NonNullable<PatronInput['memberships']> {
  const { patronClass, libraryId, number } = person;
  if (patronClass === 'staff') return [{ libraryId, role: 'staff' }];
  if (patronClass !== 'student' && patronClass !== 'teacher')
    return [{ libraryId, role: 'member' }];
  const firstYear = libraryId === 'tieu-hoc-ben-cau' ? 2 : 6;
  const classGroup = `${firstYear + (number % 4)}${number % 2 === 0 ? 'A' : 'B'}`;
  const role = patronClass === 'student' ? 'pupil' : 'teacher';
  return [{ libraryId, classGroup, role, ...schoolYear(today) }];
}

/** The Vietnamese school year turns in summer. */
function schoolYear(today: Day): { schoolYear: string; from: Day; to: Day } {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const first = month >= 8 ? year : year - 1;
  return { schoolYear: `${first}-${first + 1}`, from: `${first}-09-05`, to: `${first + 1}-05-31` };
}
