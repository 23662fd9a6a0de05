/** The books on the bench: what is printed on each, and the RFID labels glued into it. */
import { ON_LOAN_TO_FIRST_CARD } from '#server/sample/rules/demo.ts';
import type { DemoBook } from '#server/sample/rules/demo.ts';
import { CENTRAL, LIBRARIES } from '#server/sample/rules/network.ts';
import type { SampleTitle } from '#server/sample/rules/title.ts';
import { sampleShelf, sampleTitles } from '#server/sample/sample.ts';
import { bookTag } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';

const DISARMED = 0xc2;

export interface StandBook {
  /** Printed on the label, and the primary item identifier on its tags. */
  readonly barcode: string;
  readonly title: string;
  readonly author: string;
  /** Why it is here, where it is something special. */
  readonly note?: string;
  /** None: a barcode only. Several: a set. */
  readonly tags: readonly BookTag[];
}

/** The demo's shelf, with new tags: armed, but for the book that the sample has lent. */
export function shelfBooks(): StandBook[] {
  return sampleShelf.map(bookOf);
}

function bookOf({ item, note }: DemoBook): StandBook {
  const title = sampleTitles.find(({ id }) => id === item.titleId);
  const label = item.identifiers.find(({ kind }) => kind !== 'tag');
  if (!title || !label) throw new Error(`${item.id} of the sample has no title or no label.`);
  const lent = item.titleId === ON_LOAN_TO_FIRST_CARD;
  return {
    barcode: label.value,
    title: [title.title, ...(title.part ? [`tập ${title.part}`] : [])].join(', '),
    author: spoken(title),
    ...(note ? { note } : {}),
    tags: tagsOf(item, lent),
  };
}

function tagsOf({ identifiers }: DemoBook['item'], lent: boolean): BookTag[] {
  const labels = identifiers.filter(({ kind }) => kind === 'tag');
  return labels.map(({ value, uid, part = 1 }) => {
    if (uid === undefined) throw new Error(`The tag of ${value} has no chip number.`);
    const afi = lent ? { afi: DISARMED } : {};
    return bookTag({ uid, itemId: value, owner: OWNER, part, parts: labels.length, ...afi });
  });
}

/** On a tag the ISIL stands without its hyphen (ISO 28560-3). */
const OWNER = (LIBRARIES.find(({ id }) => id === CENTRAL)?.isil ?? '').replace('-', '');

/** “Rowling, J. K.” is a heading; a cover says “J. K. Rowling”. */
const spoken = ({ author = '' }: SampleTitle): string => author.split(', ').toReversed().join(' ');
