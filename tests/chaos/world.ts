/** The library of a run: two places, patrons with cards, books with tags, terminals with keys; and a server filled with it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { ItemInput, TitleInput } from '#server/catalogue/input.ts';
import { ItemClassInput, PatronClassInput, PolicyInput } from '#server/circulation/input.ts';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { LibraryInput } from '#server/libraries/input.ts';
import { PatronInput } from '#server/patrons/input.ts';
import { inParts } from '#server/sample/load.ts';
import { marcRecord } from '#server/sample/rules/marc.ts';
import { sampleTitles } from '#server/sample/sample.ts';
import { bookTag } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { Shape } from './script.ts';

const LIBRARIES = [
  { id: 'central', kind: 'central', name: 'Thư viện tỉnh', isil: 'VN-000123' },
  { id: 'ward', parentId: 'central', kind: 'ward', name: 'Phường Đông', isil: 'VN-000124' },
];
const OWNER = 'VN000123';
/** Copies of one title, so that a hold has something to choose from. */
const COPIES = 4;

export const cardOf = (patron: number): string => `2900${String(patron).padStart(4, '0')}`;
export const patronIdOf = (patron: number): string => `patron-${patron}`;
export const barcodeOf = (book: number): string => `S${String(book).padStart(8, '0')}`;
export const bookOf = (barcode: string): number => Number(barcode.slice(1));
export const terminalIdOf = (terminal: number): string => `kiosk-${terminal}`;
/** Where a terminal stands: they change off. */
export const libraryOf = (terminal: number): string => (terminal % 2 === 0 ? 'central' : 'ward');
/** Those with the highest numbers are in no catalogue. */
export const isStrange = (book: number, { books, strangeBooks }: Shape): boolean =>
  book >= books - strangeBooks;

export function tagOf(book: number): BookTag {
  const uid = `E00401${book.toString(16).toUpperCase().padStart(10, '0')}`;
  return bookTag({ uid, itemId: barcodeOf(book), owner: OWNER });
}

/** While no server runs on this folder. */
export async function fillServer(file: string, shape: Shape, gateways: string): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file }, registry);
  try {
    await foundLibrary(database);
    await fillShelves(database, shape);
    for (let terminal = 0; terminal < shape.terminals; terminal++) {
      await registerTerminal(database, terminal, join(gateways, terminalIdOf(terminal)));
    }
  } finally {
    await database.close();
  }
}

async function foundLibrary(database: AppDatabase): Promise<void> {
  const libraries = LIBRARIES.map((library) => LibraryInput.parse(library));
  await database.write('libraries-put', { libraries });
  await database.write('lending-rules-put', {
    patronClasses: [PatronClassInput.parse({ id: 'adult', name: 'Người lớn' })],
    itemClasses: [ItemClassInput.parse({ id: 'book', name: 'Sách' })],
    policies: [
      PolicyInput.parse({
        ...{ id: 'any', libraryId: 'central', loanDays: 14, renewals: 1 },
        ...{ maxLoans: 200, maxHolds: 100 },
      }),
    ],
  });
}

async function fillShelves(database: AppDatabase, shape: Shape): Promise<void> {
  const now = Date.now();
  const known = numbers(shape.books).filter((book) => !isStrange(book, shape));
  const titles = numbers(Math.ceil(known.length / COPIES)).map((title) => {
    const facts = sampleTitles[title % sampleTitles.length];
    if (!facts) throw new Error('the sample has no titles');
    const id = `title-${title}`;
    return { id, record: marcRecord({ ...facts, id }) };
  });
  await inParts(TitleInput, titles, (part) => database.write('titles-put', { titles: part, now }));
  await inParts(ItemInput, known.map(item), (items) => database.write('items-put', { items }));
  const patrons = numbers(shape.patrons).map(patron);
  await inParts(PatronInput, patrons, (part) =>
    database.write('patrons-put', { patrons: part, now }),
  );
}

const item = (book: number): unknown => ({
  id: barcodeOf(book),
  titleId: `title-${Math.floor(book / COPIES)}`,
  homeLibraryId: 'central',
  itemClass: 'book',
  identifiers: [{ kind: 'barcode', value: barcodeOf(book) }],
});

const patron = (number: number): unknown => ({
  id: patronIdOf(number),
  libraryId: 'central',
  familyName: 'Trần Thị',
  givenName: 'Ánh',
  patronClass: 'adult',
  cards: [{ value: cardOf(number) }],
});

async function registerTerminal(
  database: AppDatabase,
  terminal: number,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const id = terminalIdOf(terminal);
  const { publicKeyText } = openIdentity(id, join(folder, 'terminal-key.pem'));
  await database.write('terminal-add', {
    ...{ id, name: `Máy ${terminal}`, libraryId: libraryOf(terminal) },
    ...{ publicKey: publicKeyText, now: Date.now() },
  });
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);
