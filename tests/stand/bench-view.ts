/** How the bench page sees a book or a loose label. */
import { contentOf, decodeTag } from '#gateway/tags/tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { BenchBook } from './bench-messages.ts';
import type { StandBook } from './books.ts';

const ARMED = 0x07;
const DISARMED = 0xc2;

export function viewOf(
  { barcode, title, author, note, tags }: StandBook,
  onPad: boolean,
  faults: ArmedFaults,
): BenchBook {
  const about = { barcode, title, author, onPad, ...(note !== undefined && { note }) };
  const [first] = tags;
  if (first === undefined) return about;
  const tag = { tags: tags.length, security: security(tags), afi: first.afi, ...faults.of(tags) };
  return { ...about, tag };
}

/** A loose label has nothing printed on it: what is written on it is shown instead. */
export function labelView(label: StandBook, onPad: boolean, faults: ArmedFaults): BenchBook {
  const view = viewOf(label, onPad, faults);
  const [tag] = label.tags;
  return tag === undefined ? view : { ...view, says: says(tag) };
}

function says(tag: BookTag): NonNullable<BenchBook['says']> {
  const decoded = decodeTag(tag);
  const itemId = contentOf(decoded)?.itemId;
  return { format: decoded.kind, ...(itemId !== undefined && { itemId }) };
}

/** A set rings at the gate as long as one of its tags does. */
function security(tags: readonly BookTag[]): 'armed' | 'disarmed' | 'other' {
  if (tags.every(({ afi }) => afi === DISARMED)) return 'disarmed';
  return tags.some(({ afi }) => afi === ARMED) ? 'armed' : 'other';
}
