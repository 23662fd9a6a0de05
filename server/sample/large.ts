/**
 * A province of any size as an import file (JSON Lines), for benches and for trying an installation out: `node server/sample/large.ts
 * FILE [items] [patrons]`. Everybody in it is invented; the same sizes give the same file.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

export interface LargeSample {
  readonly items: number;
  readonly patrons: number;
  /** PINs in clear for the first so many patrons: hashing takes 40 ms each. */
  readonly pins?: number;
}

const SURNAMES = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Hoàng',
  'Huỳnh',
  'Phan',
  'Vũ',
  'Võ',
  'Đặng',
  'Bùi',
  'Đỗ',
];
const MIDDLE = ['Thị', 'Văn', 'Minh', 'Ngọc', 'Hữu', 'Thanh', 'Quốc', 'Thuỳ'];
const GIVEN = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Đào',
  'Hà',
  'Khánh',
  'Linh',
  'Mai',
  'Nam',
  'Oanh',
  'Phúc',
  'Quân',
  'Sơn',
  'Trang',
  'Vy',
];
const WORDS = [
  'dòng',
  'sông',
  'mùa',
  'hè',
  'ngôi',
  'nhà',
  'cánh',
  'đồng',
  'bầu',
  'trời',
  'con',
  'đường',
  'ánh',
  'trăng',
  'ngọn',
  'gió',
  'khu',
  'vườn',
  'biển',
  'xanh',
];
const PUBLISHERS = ['Nxb. Sông Xanh', 'Nxb. Mùa Hạ', 'Nxb. Ngọn Gió', 'Nxb. Bình Minh'];
const SCHOOLS = 120;
const WARDS = 12;
/** So that there are copies enough to be waited for. */
const COPIES = 2;

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const code = (letter: string, n: number): string => letter + String(n).padStart(8, '0');
const libraryOf = (n: number): string =>
  n % 4 === 0 ? 'large-central' : `large-school-${n % SCHOOLS}`;

/** Lines of the file, without their ends. */
export function* largeSample({ items, patrons, pins = 0 }: LargeSample): Generator<string> {
  yield* network();
  for (let n = 0; n < patrons; n += 1) yield JSON.stringify({ patrons: patron(n, n < pins) });
  for (let n = 0; n < Math.ceil(items / COPIES); n += 1) yield JSON.stringify({ titles: title(n) });
  for (let n = 0; n < items; n += 1) yield JSON.stringify({ items: item(n) });
}

function* network(): Generator<string> {
  const library = (id: string, kind: string, name: string, parentId?: string) =>
    JSON.stringify({ libraries: { id, kind, name, ...(parentId !== undefined && { parentId }) } });
  yield library('large-central', 'central', 'Thư viện tỉnh');
  for (let n = 0; n < WARDS; n += 1)
    yield library(`large-ward-${n}`, 'ward', `Phường ${n + 1}`, 'large-central');
  for (let n = 0; n < SCHOOLS; n += 1)
    yield library(`large-school-${n}`, 'school', `Trường số ${n + 1}`, `large-ward-${n % WARDS}`);
  for (const [id, name] of [
    ['child', 'Thiếu nhi'],
    ['adult', 'Người lớn'],
  ])
    yield JSON.stringify({ patronClasses: { id, name } });
  yield JSON.stringify({ itemClasses: { id: 'book', name: 'Sách' } });
  yield JSON.stringify({
    policies: { id: 'large', libraryId: 'large-central', maxLoans: 10, loanDays: 14, renewals: 1 },
  });
}

const patron = (n: number, withPin: boolean) => ({
  id: `large-p${n}`,
  libraryId: libraryOf(n),
  familyName: `${pick(SURNAMES, n)} ${pick(MIDDLE, Math.floor(n / 7))}`,
  givenName: pick(GIVEN, Math.floor(n / 3)),
  birthDate: `${2006 + (n % 14)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
  patronClass: n % 8 === 0 ? 'adult' : 'child',
  expiresOn: '2099-12-31',
  ...(withPin && { pin: String(1000 + ((n * 7919) % 9000)) }),
  cards: [{ value: code('LP', n) }],
  memberships: [
    {
      libraryId: libraryOf(n),
      classGroup: `${1 + (n % 9)}A`,
      schoolYear: '2026-2027',
      role: 'pupil',
    },
  ],
});

const title = (n: number) => ({
  id: `large-t${n}`,
  title: [0, 1, 2, 3]
    .map((at) => pick(WORDS, Math.floor(n / WORDS.length ** at) + at * 5))
    .join(' '),
  author: `${pick(SURNAMES, n + 5)} ${pick(GIVEN, n)}`,
  publisher: pick(PUBLISHERS, n),
  year: 1990 + (n % 36),
  classification: `8${String(n % 100).padStart(2, '0')}`,
});

const item = (n: number) => ({
  id: `large-i${n}`,
  titleId: `large-t${Math.floor(n / COPIES)}`,
  homeLibraryId: libraryOf(n),
  itemClass: 'book',
  callNumber: `8${String(n % 100).padStart(2, '0')} L${n % 1000}`,
  price: 45_000 + (n % 50) * 1000,
  identifiers: [{ kind: 'barcode', value: code('LB', n) }],
});

export async function writeLargeSample(file: string, size: LargeSample): Promise<void> {
  const out = createWriteStream(file);
  let lines: string[] = [];
  const flush = async () => {
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    lines = [];
  };
  for (const line of largeSample(size)) if (lines.push(line) === 1000) await flush();
  if (lines.length > 0) await flush();
  out.end();
  await once(out, 'close');
}

if (import.meta.main) {
  const [file, items = '1000000', patrons = '140000'] = process.argv.slice(2);
  if (file === undefined) throw new Error('node server/sample/large.ts FILE [items] [patrons]');
  await writeLargeSample(file, { items: Number(items), patrons: Number(patrons) });
}
