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
  const [itemId, country, library] = [text(3, 19), text(21, 23), text(23, 34)];
  const about = { itemId, owner: `${country}-${library}`, part, parts, afi };
  // Dots separate the fields of a UII, and the sample's numbers have one: this library writes no owner there.
  const uii = parts === 1 ? itemId : `${itemId}.${two(parts)}${two(part)}`;
  return uhfBookTag({ ...about, uii, uid: `E2806890${uid}` });
}

const two = (count: number): string => String(count).padStart(2, '0');
