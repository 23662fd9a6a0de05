/** What one line of a list says, as the rows that JSON would have for it. */
import { createHash } from 'node:crypto';
import type { ListedCard } from './card-owners.ts';
import type { SectionName } from './rules/entry.ts';
import { dayOf, moneyOf, splitName } from './rules/headings.ts';
import type { ListName } from './rules/headings.ts';

/** By the name of the field, without those that are empty. */
export type Fields = Readonly<Record<string, string>>;
type Row = Readonly<Record<string, unknown>>;

/** An item that names its book brings that, too. */
export function rowsOf(
  list: ListName,
  own: Fields,
  book: Fields,
  library: string | undefined,
): [SectionName, Row][] {
  if (list === 'patrons') return [['patrons', patronOf(own, library)]];
  if (list === 'titles') return [['titles', titleOf(own)]];
  if (list === 'libraries') return [['libraries', libraryOf(own)]];
  const title =
    own['titleId'] === undefined && book['title'] !== undefined ? titleOf(book) : undefined;
  const item = itemOf(own, library, title === undefined ? own['titleId'] : String(title['id']));
  return [...(title ? [['titles', title] satisfies [SectionName, Row]] : []), ['items', item]];
}

/** The same row gets the same id each time it is imported. */
const idOf = (letter: string, ...parts: readonly (string | undefined)[]): string =>
  `${letter}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;

/** Undefined where the list says who it is by an id, or says no card. */
export function cardOf({ id, libraryId, card }: Fields, ofFile?: string): ListedCard | undefined {
  const library = libraryId ?? ofFile;
  if (id !== undefined || card === undefined || library === undefined) return undefined;
  return { libraryId: library, value: card };
}

function patronOf(own: Fields, ofFile: string | undefined): Row {
  const {
    id,
    libraryId = ofFile,
    card,
    name,
    classGroup,
    schoolYear,
    role,
    birthDate,
    expiresOn,
    ...rest
  } = own;
  const names = name === undefined ? {} : splitName(name);
  const hasPlace = classGroup !== undefined || schoolYear !== undefined || role !== undefined;
  return {
    id: id ?? idOf('p', libraryId, card),
    ...(libraryId !== undefined && { libraryId }),
    familyName: '',
    ...names,
    ...rest,
    ...(birthDate !== undefined && { birthDate: dayOf(birthDate) }),
    ...(expiresOn !== undefined && { expiresOn: dayOf(expiresOn) }),
    cards: card === undefined ? [] : [{ value: card }],
    ...(hasPlace && {
      memberships: [
        {
          libraryId,
          ...(classGroup !== undefined && { classGroup }),
          ...(schoolYear !== undefined && { schoolYear }),
          role: role ?? 'pupil',
        },
      ],
    }),
  };
}

const LISTED = /\s*[;|]\s*/u;

function titleOf({ id, year, contributors, subjects, ...rest }: Fields): Row {
  const { title, author, isbn, publisher, part } = rest;
  return {
    id:
      id ??
      (isbn === undefined
        ? idOf('t', title, author, publisher, year, part)
        : idOf('t', isbn.replace(/[^\dXx]/gu, ''), part)),
    ...rest,
    ...(year !== undefined && { year: /^\d{4}$/u.test(year) ? Number(year) : year }),
    ...(contributors !== undefined && { contributors: contributors.split(LISTED) }),
    ...(subjects !== undefined && { subjects: subjects.split(LISTED) }),
  };
}

function itemOf(own: Fields, ofFile: string | undefined, titleId: string | undefined): Row {
  const { id, homeLibraryId = ofFile, barcode, accession, uid, price, titleId: _, ...rest } = own;
  return {
    id: id ?? idOf('i', homeLibraryId, barcode ?? accession),
    ...(titleId !== undefined && { titleId }),
    ...(homeLibraryId !== undefined && { homeLibraryId }),
    ...rest,
    ...(price !== undefined && { price: moneyOf(price) }),
    identifiers: [
      ...(barcode === undefined ? [] : [{ kind: 'barcode', value: barcode }]),
      ...(accession === undefined ? [] : [{ kind: 'accession', value: accession }]),
      ...(uid === undefined
        ? []
        : [{ kind: 'tag', value: barcode ?? accession, uid: uid.toUpperCase() }]),
    ],
  };
}

const libraryOf = ({ validFrom, validTo, latitude, longitude, ...rest }: Fields): Row => ({
  ...rest,
  ...(latitude !== undefined && { latitude: degreesOf(latitude) }),
  ...(longitude !== undefined && { longitude: degreesOf(longitude) }),
  ...(validFrom !== undefined && { validFrom: dayOf(validFrom) }),
  ...(validTo !== undefined && { validTo: dayOf(validTo) }),
});

/** “21,0285” as spreadsheets in Việt Nam write it; what is no number is told as it stands. */
const degreesOf = (text: string): number | string =>
  /^-?\d{1,3}([.,]\d+)?$/u.test(text) ? Number(text.replace(',', '.')) : text;
