/** Which library holds which titles in how many copies, and what is written on and in their labels. */
import type { ItemInput } from '../../catalogue/input.ts';
import { fold } from '../../text/fold.ts';
import type { ItemClassId, LibraryId } from './network.ts';
import { CENTRAL } from './network.ts';
import type { Audience, SampleTitle } from './title.ts';

interface Holding {
  readonly libraryId: LibraryId;
  readonly items: number;
  readonly audiences: readonly Audience[];
  /** Walks the titles in steps of this, so that libraries hold different ones and some twice. */
  readonly stride: number;
  readonly barcode: (title: SampleTitle, serial: number) => string;
  /** Of each ten items, how many carry a tag. */
  readonly taggedOfTen: number;
  /** School labels show the bare accession number, which begins at 1 in each school: they collide. */
  readonly accession: boolean;
}

/** Luhn, as the 14-digit Codabar labels of libraries have it. */
export function checkDigit(digits: string): string {
  const sum = [...digits].reduceRight((total, digit, index) => {
    const doubled = Number(digit) * ((digits.length - index) % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

const serialOf = (serial: number, places: number): string => String(serial).padStart(places, '0');

/** Registers of Vietnamese provincial libraries: VV Vietnamese stock, NV foreign, TN children's, TC reference. */
function register(title: SampleTitle): string {
  if (title.reference) return 'TC';
  if (title.language !== 'vie') return 'NV';
  return title.audience === 'preschool' || title.audience === 'child' ? 'TN' : 'VV';
}

/** 3 = item, four digits of the library, eight of the serial, check digit. */
function fourteenDigits(_title: SampleTitle, serial: number): string {
  const digits = `39902${serialOf(serial, 8)}`;
  return digits + checkDigit(digits);
}

const HOLDINGS = (titles: number): readonly Holding[] => [
  {
    libraryId: CENTRAL,
    items: titles,
    audiences: ['preschool', 'child', 'teen', 'adult'],
    stride: 1,
    barcode: (title, serial) => `${register(title)}.${serialOf(serial, 6)}`,
    taggedOfTen: 8,
    accession: false,
  },
  {
    libraryId: 'ben-cau',
    items: 700 - titles - 85 - 80 - 55,
    audiences: ['preschool', 'child', 'teen', 'adult'],
    stride: 7,
    barcode: fourteenDigits,
    taggedOfTen: 5,
    accession: false,
  },
  {
    libraryId: 'tieu-hoc-ben-cau',
    items: 85,
    audiences: ['preschool', 'child'],
    stride: 5,
    barcode: (_title, serial) => serialOf(serial, 5),
    taggedOfTen: 0,
    accession: true,
  },
  {
    libraryId: 'thcs-song-hoa',
    items: 80,
    audiences: ['child', 'teen'],
    stride: 11,
    barcode: (_title, serial) => serialOf(serial, 5),
    taggedOfTen: 2,
    accession: true,
  },
  {
    libraryId: 'xe-luu-dong',
    items: 55,
    audiences: ['child', 'adult'],
    stride: 13,
    barcode: (_title, serial) => `LD.${serialOf(serial, 5)}`,
    taggedOfTen: 6,
    accession: false,
  },
];

/** 700 items, the same each time. */
export function sampleItems(titles: readonly SampleTitle[]): ItemInput[] {
  return HOLDINGS(titles.length).flatMap((holding) => itemsOf(holding, titles));
}

function itemsOf(holding: Holding, titles: readonly SampleTitle[]): ItemInput[] {
  const fitting = titles.filter(({ audience }) => holding.audiences.includes(audience));
  return Array.from({ length: holding.items }, (_, index) => {
    const title = fitting[(index * holding.stride) % fitting.length];
    if (!title) throw new Error(`no title fits ${holding.libraryId}`);
    return itemOf(holding, title, index + 1);
  });
}

function itemOf(holding: Holding, title: SampleTitle, serial: number): ItemInput {
  const itemClass = classOf(title);
  return {
    id: `${holding.libraryId}-${serialOf(serial, 4)}`,
    titleId: title.id,
    homeLibraryId: holding.libraryId,
    itemClass,
    callNumber: callNumber(title),
    collection: COLLECTIONS[title.audience],
    ...(title.part ? { enumeration: `Tập ${title.part}` } : {}),
    price: itemClass === 'comic' ? 25_000 : 40_000 + (serial % 9) * 10_000,
    condition: conditionOf(serial),
    identifiers: identifiers(holding, title, serial),
  };
}

const COLLECTIONS: Record<Audience, string> = {
  preschool: 'Nhi đồng',
  child: 'Thiếu nhi',
  teen: 'Tuổi mới lớn',
  adult: 'Kho mở',
};

function classOf(title: SampleTitle): ItemClassId {
  if (title.reference) return 'reference';
  if (title.ddc.startsWith('741.5')) return 'comic';
  return isSet(title) ? 'set' : 'book';
}

/** Language courses come with a disc: two tags, one item. */
const isSet = ({ ddc }: SampleTitle): boolean => ddc.startsWith('428');

/** Few, and never among the first of a library: those are the ones that are shown. */
function conditionOf(serial: number): NonNullable<ItemInput['condition']> {
  if (serial % 97 === 0) return 'lost';
  if (serial % 83 === 0) return 'damaged';
  if (serial % 151 === 0) return 'missing';
  return serial % 211 === 0 ? 'withdrawn' : 'ok';
}

/** Class number and the first letters of the heading: what stands on the spine. */
function callNumber({ ddc, author, title }: SampleTitle): string {
  return `${ddc} ${fold(author ?? title)
    .replaceAll(' ', '')
    .slice(0, 3)
    .toUpperCase()}`;
}

function identifiers(
  holding: Holding,
  title: SampleTitle,
  serial: number,
): ItemInput['identifiers'] {
  const barcode = holding.barcode(title, serial);
  const tagged = serial % 10 < holding.taggedOfTen;
  return [
    { kind: holding.accession ? 'accession' : 'barcode', value: barcode },
    ...(tagged ? tags(holding, title, serial, barcode) : []),
  ];
}

/** The primary item identifier in a tag is the number on the label (ISO 28560-1, element 1). */
function tags(
  holding: Holding,
  title: SampleTitle,
  serial: number,
  value: string,
): ItemInput['identifiers'] {
  const uid = (part: number): string => chipNumber(`${holding.libraryId}/${serial}/${part}`);
  if (!isSet(title)) return [{ kind: 'tag', value, uid: uid(1) }];
  return [1, 2].map((part) => ({ kind: 'tag', value, uid: uid(part), part }));
}

/** E0 = ISO 15693, 04 = the maker's code, 01 = the product; then forty bits that look like a chip's. */
function chipNumber(name: string): string {
  const half = (seed: number): number =>
    [...name].reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0,
      seed,
    );
  const hex = (value: number, places: number): string =>
    value.toString(16).toUpperCase().padStart(8, '0').slice(-places);
  return `E00401${hex(half(0x811c9dc5), 8)}${hex(half(0x2f0b4a17), 2)}`;
}
