/** The same books for a library that bought UHF: each label replaced by one that says the same. */
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { uhfBookTag } from '#tests/simulators/uhf-tag.ts';
import type { StandBook } from './books.ts';

export const withUhfTags = (book: StandBook): StandBook => ({
  ...book,
  tags: book.tags.map((tag) => (tag.epc === undefined ? uhfTwin(tag) : tag)),
});

/** @param tag an HF label as ISO 28560-3 lays out its basic block: counts, item, owner at fixed places */
function uhfTwin({ uid, memory, afi }: BookTag): BookTag {
  const text = (from: number, to: number): string =>
    Buffer.from(memory.subarray(from, to)).toString('utf8').replaceAll('\0', '');
  const [, parts = 1, part = 1] = memory;
  const [country, library] = [text(21, 23), text(23, 34)];
  const tid = `E2806890${uid}`;
  const owner = `${country}-${library}`;
  return uhfBookTag({ uid: tid, itemId: text(3, 19), owner, part, parts, afi });
}
