/** Headings of lists in Vietnamese and English, and what a row of such a list says. */
import { fold } from '../../text/fold.ts';

export const LISTS = ['libraries', 'patrons', 'titles', 'items'] as const;
export type ListName = (typeof LISTS)[number];

/** Field of the list → headings, folded: without marks, in lower case, words apart by one space. */
const HEADINGS: Readonly<Record<ListName, Readonly<Record<string, readonly string[]>>>> = {
  libraries: {
    id: ['id', 'ma thu vien', 'library id', 'code'],
    parentId: ['parent', 'parent id', 'thu vien cap tren', 'truc thuoc'],
    isil: ['isil'],
    kind: ['kind', 'type', 'loai', 'loai thu vien'],
    name: ['name', 'ten', 'ten thu vien', 'library'],
    validFrom: ['valid from', 'tu ngay'],
    validTo: ['valid to', 'den ngay'],
    latitude: ['latitude', 'lat', 'vi do'],
    longitude: ['longitude', 'lon', 'kinh do'],
  },
  patrons: {
    id: ['id', 'ma ban doc', 'patron id'],
    libraryId: ['library', 'library id', 'thu vien', 'ma thu vien'],
    card: [
      'card',
      'card number',
      'cardnumber',
      'barcode',
      'so the',
      'ma the',
      'ma so the',
      'the',
      'so the thu vien',
    ],
    name: ['name', 'full name', 'ho va ten', 'ho ten', 'ho ten hoc sinh', 'ho va ten hoc sinh'],
    familyName: [
      'family name',
      'surname',
      'last name',
      'ho',
      'ho dem',
      'ho va dem',
      'ho va ten dem',
      'ho va chu dem',
    ],
    givenName: ['given name', 'first name', 'ten'],
    birthDate: [
      'birth date',
      'date of birth',
      'birthday',
      'dob',
      'ngay sinh',
      'ngay thang nam sinh',
    ],
    patronClass: [
      'patron class',
      'patron type',
      'category',
      'doi tuong',
      'loai ban doc',
      'loai the',
      'nhom ban doc',
    ],
    expiresOn: [
      'expires',
      'expires on',
      'expiry',
      'expiry date',
      'valid until',
      'han the',
      'ngay het han',
      'het han',
      'gia tri den',
    ],
    classGroup: ['class', 'class group', 'lop', 'lop hoc'],
    schoolYear: ['school year', 'nam hoc', 'nien khoa'],
    role: ['role', 'vai tro', 'chuc vu'],
    guardianId: ['guardian', 'guardian id', 'ma nguoi giam ho'],
    email: ['email', 'e mail', 'thu dien tu'],
    phone: ['phone', 'telephone', 'mobile', 'dien thoai', 'so dien thoai', 'sdt'],
    address: ['address', 'dia chi'],
    language: ['language', 'ngon ngu'],
    pin: ['pin', 'ma pin', 'mat khau', 'password'],
    pinHash: ['pin hash', 'argon2id'],
  },
  titles: {
    id: ['id', 'title id', 'ma nhan de', 'ma an pham', 'ma tai lieu'],
    title: ['title', 'nhan de', 'ten sach', 'ten tai lieu', 'tua sach', 'nhan de chinh'],
    subtitle: ['subtitle', 'phu de', 'nhan de phu'],
    part: ['part', 'volume', 'tap'],
    author: ['author', 'tac gia', 'tac gia chinh'],
    contributors: [
      'contributors',
      'other authors',
      'dong tac gia',
      'tac gia khac',
      'dich gia',
      'nguoi dich',
    ],
    place: ['place', 'noi xuat ban'],
    publisher: ['publisher', 'nha xuat ban', 'nxb'],
    year: ['year', 'nam xuat ban', 'nam xb', 'nam'],
    language: ['language', 'ngon ngu'],
    isbn: ['isbn'],
    issn: ['issn'],
    extent: ['extent', 'pages', 'so trang', 'mo ta vat ly'],
    series: ['series', 'tung thu', 'bo sach'],
    classification: ['classification', 'ddc', 'phan loai', 'chi so phan loai', 'ky hieu phan loai'],
    subjects: ['subjects', 'keywords', 'chu de', 'tu khoa'],
    summary: ['summary', 'tom tat'],
  },
  items: {
    id: ['item id', 'ma ban sach'],
    titleId: ['title id', 'ma nhan de', 'ma an pham', 'ma tai lieu'],
    homeLibraryId: ['library', 'library id', 'home library', 'thu vien', 'ma thu vien'],
    barcode: ['barcode', 'ma vach', 'item barcode'],
    accession: [
      'accession',
      'accession number',
      'so dkcb',
      'dkcb',
      'ma dkcb',
      'so dang ky ca biet',
      'so dang ky',
    ],
    uid: ['uid', 'chip', 'chip number', 'tag uid', 'ma chip'],
    itemClass: ['item class', 'item type', 'loai', 'loai tai lieu', 'kieu tai lieu'],
    callNumber: ['call number', 'shelf mark', 'ky hieu xep gia', 'ky hieu', 'ma xep gia'],
    collection: ['collection', 'kho', 'bo suu tap'],
    enumeration: ['enumeration', 'tap so'],
    price: ['price', 'gia', 'gia tien', 'don gia'],
    condition: ['condition', 'tinh trang'],
  },
};

/** An accession register names the book in the same row: these fields of a title may stand in a list of items. */
const TITLE_IN_ITEMS = HEADINGS.titles;

export interface Column {
  readonly field: string;
  /** Of the book that the item is a copy of. */
  readonly ofTitle: boolean;
}

export interface Reading {
  readonly list: ListName;
  /** One a column; undefined: not known, passed over. */
  readonly columns: readonly (Column | undefined)[];
}

/** A list without these is not that list. */
const NEEDED: Readonly<Record<ListName, readonly (readonly string[])[]>> = {
  libraries: [['id'], ['name'], ['kind']],
  patrons: [
    ['name', 'givenName'],
    ['card', 'id'],
  ],
  titles: [['title']],
  items: [['barcode', 'accession']],
};

const folded = (heading: string): string =>
  fold(heading)
    .replace(/[^a-z0-9]+/gu, ' ')
    .trim();

/** @returns undefined when the headings are of no list that is known */
export function readHeadings(headings: readonly string[], asked?: ListName): Reading | undefined {
  const names = headings.map(folded);
  const candidates = (asked ? [asked] : (['items', 'patrons', 'titles', 'libraries'] as const)).map(
    (list) => ({ list, columns: columnsOf(list, names) }),
  );
  return candidates
    .filter(({ list, columns }) =>
      NEEDED[list].every((group) =>
        columns.some((column) => column && !column.ofTitle && group.includes(column.field)),
      ),
    )
    .toSorted((a, b) => known(b.columns) - known(a.columns))
    .at(0);
}

const known = (columns: readonly unknown[]) =>
  columns.filter((column) => column !== undefined).length;

function columnsOf(list: ListName, names: readonly string[]): (Column | undefined)[] {
  const used = new Set<string>();
  return names.map((name) => {
    const own = fieldOf(HEADINGS[list], name);
    const field = own ?? (list === 'items' ? fieldOf(TITLE_IN_ITEMS, name) : undefined);
    const column = field === undefined ? undefined : { field, ofTitle: own === undefined };
    const key = JSON.stringify(column);
    if (!column || used.has(key)) return undefined;
    used.add(key);
    return column;
  });
}

const fieldOf = (headings: Readonly<Record<string, readonly string[]>>, name: string) =>
  Object.entries(headings).find(([, names]) => names.includes(name))?.[0];

/** 31/12/2012, 31-12-2012 or 31.12.2012, as written here; ISO days stay. Anything else is left for the schema to refuse. */
export function dayOf(text: string): string {
  const [, day = '', month = '', year = ''] =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/u.exec(text) ?? [];
  return year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The given name is the last word: “Nguyễn Thị Ánh | Đào”. */
export function splitName(name: string): { familyName: string; givenName: string } {
  const words = name.trim().split(/\s+/u);
  const givenName = words.pop() ?? '';
  return { familyName: words.join(' '), givenName };
}

/** “85.000 đ”, “85,000”, “85000”: đồng have no decimals, so marks between digits set thousands apart. */
export function moneyOf(text: string): number | string {
  const bare = text.replace(/\s|đồng|đ|vnđ|vnd|₫/giu, '');
  const isMoney = /^\d{1,3}([.,]\d{3})+$|^\d+$/u.test(bare);
  return isMoney ? Number(bare.replace(/[.,]/gu, '')) : text;
}
