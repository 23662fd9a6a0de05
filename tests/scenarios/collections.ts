/** What is laid on the pad: one book, a stack, a set of several parts. */
import { shelfBooks } from '#tests/stand/books.ts';
import type { StandBook } from '#tests/stand/books.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';

const PARTS = 3;

export interface Collection {
  readonly books: readonly StandBook[];
  /** The book that trouble comes to, and the one of its tags: not the first, so that something is done before it. */
  readonly victim: StandBook;
  readonly victimTag: BookTag;
}

const plain = (): StandBook[] =>
  shelfBooks().filter(({ tags, note }) => tags.length === 1 && note === undefined);

/** As a library tags a book with two discs. */
function asSet({ tags: _one, ...book }: StandBook): StandBook {
  const parts = Array.from({ length: PARTS }, (_, index) => index + 1);
  const tags = parts.map((part) =>
    bookTag({ uid: nextUid(), itemId: book.barcode, part, parts: PARTS }),
  );
  return { ...book, tags };
}

export const COLLECTIONS = {
  'one book': () => plain().slice(0, 1),
  'a stack of ten': () => plain().slice(0, 10),
  'a set of three': () => plain().slice(0, 1).map(asSet),
} satisfies Record<string, () => StandBook[]>;
export type CollectionName = keyof typeof COLLECTIONS;

export function collection(name: CollectionName): Collection {
  const books = COLLECTIONS[name]();
  const victim = books[Math.floor(books.length / 2)];
  const victimTag = victim?.tags[Math.floor(victim.tags.length / 2)];
  if (!victim || !victimTag) throw new Error(`${name} has no tag.`);
  return { books, victim, victimTag };
}
