/** What the clients of the bench borrow: a library, a card and some books for each, and titles enough to search in. */
import { ItemInput, TitleInput } from '#server/catalogue/input.ts';
import { ItemClassInput, PatronClassInput, PolicyInput } from '#server/circulation/input.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { LibraryInput } from '#server/libraries/input.ts';
import { PatronInput } from '#server/patrons/input.ts';
import { inParts } from '#server/sample/load.ts';
import { marcRecord } from '#server/sample/rules/marc.ts';
import { sampleTitles } from '#server/sample/sample.ts';
import { benchBook, benchCard, BOOKS_PER_CLIENT } from './clients.ts';

export const LIBRARY = 'bench';

export async function fill(
  database: AppDatabase,
  { clients, titles, now }: { clients: number; titles: number; now: number },
): Promise<void> {
  await network(database);
  await inParts(TitleInput, catalogue(titles), (part) =>
    database.write('titles-put', { titles: part, now }),
  );
  await inParts(PatronInput, cards(clients), (patrons) =>
    database.write('patrons-put', { patrons, now }),
  );
  await inParts(ItemInput, books(clients, titles), (items) =>
    database.write('items-put', { items }),
  );
}

export async function network(database: AppDatabase): Promise<void> {
  const library = LibraryInput.parse({ id: LIBRARY, kind: 'central', name: 'Bench' });
  await database.write('libraries-put', { libraries: [library] });
  await database.write('lending-rules-put', {
    patronClasses: [PatronClassInput.parse({ id: 'adult', name: 'Adult' })],
    itemClasses: [ItemClassInput.parse({ id: 'book', name: 'Book' })],
    policies: [
      PolicyInput.parse({
        id: 'bench',
        libraryId: LIBRARY,
        maxLoans: 5,
        loanDays: 14,
        renewals: 1,
      }),
    ],
  });
}

/** The sample's titles over and over, each with a number of its own. */
function catalogue(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => {
    const facts = sampleTitles[index % sampleTitles.length];
    if (!facts) throw new Error('the sample has no titles');
    return { id: `title-${index}`, record: marcRecord({ ...facts, id: `title-${index}` }) };
  });
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

const cards = (clients: number): unknown[] =>
  numbers(clients).map((client) => ({
    id: `patron-${client}`,
    libraryId: LIBRARY,
    familyName: 'Bench',
    givenName: String(client),
    patronClass: 'adult',
    cards: [{ value: benchCard(client) }],
  }));

/** Of each title as many copies as of any other. */
const books = (clients: number, titles: number): unknown[] =>
  numbers(clients).flatMap((client) =>
    numbers(BOOKS_PER_CLIENT).map((book) => ({
      id: benchBook(client, book),
      titleId: `title-${(client * BOOKS_PER_CLIENT + book) % titles}`,
      homeLibraryId: LIBRARY,
      itemClass: 'book',
      identifiers: [{ kind: 'barcode', value: benchBook(client, book) }],
    })),
  );
