/** What the tags say to the gate, against what the server says of their books. */
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { Deed } from './deed.ts';
import type { ChaosTerminal } from './terminal.ts';
import type { Finding, Truth } from './verdict.ts';

export const ARMED = 0x07;
export const DISARMED = 0xc2;
/** So many looks of a pad are enough to read a tag, write it, and read it back. */
const LOOKS_TO_CURE = 40;

export interface Tags {
  readonly truth: Truth;
  /** In their order. */
  readonly deeds: readonly Deed[];
  readonly terminals: readonly ChaosTerminal[];
  readonly tagOf: (book: number) => BookTag;
  /** Of what no catalogue knows nobody can have a loan: staff see to it, and whatever its tag says may be right. */
  readonly isKnown: (book: number) => boolean;
}

/** One that does not say what the server says is cured where it was last; one that is not, is wrong. */
export async function checkTags(
  tags: Tags,
): Promise<{ readonly wrong: readonly Finding[]; readonly cured: number }> {
  const opened = disarmedByNo(tags);
  const doubtful = wrongAmong(lastUses(tags), tags).filter(({ book }) => !opened.has(book));
  await Promise.all(
    tags.terminals.map((terminal) => {
      const here = doubtful.filter((use) => use.terminal === terminal.number);
      return cure(
        terminal,
        here.map(({ book }) => tags.tagOf(book)),
      );
    }),
  );
  const wrong = wrongAmong(doubtful, tags);
  return {
    wrong: [
      ...wrong.map(({ book }) => ({ book, text: inWords(book, tags) })),
      ...[...opened].map((book) => ({ book, text: 'it was refused, and its tag was disarmed' })),
    ],
    cured: doubtful.length - wrong.length,
  };
}

/** Nothing may cure these: for as long as it takes, the gate lets out a book that was not lent. */
function disarmedByNo({ deeds, tagOf, truth }: Tags): ReadonlySet<number> {
  const last = new Map(deeds.map((deed) => [deed.book, deed]));
  const refused = [...last.values()].filter(
    ({ act, wasArmed, word }) => act === 'checkout' && wasArmed && word === 'refused',
  );
  const open = refused.filter(
    ({ book }) => tagOf(book).afi === DISARMED && !truth.holders.has(book),
  );
  return new Set(open.map(({ book }) => book));
}

type Use = Pick<Deed, 'book' | 'terminal'>;

/** Of each book; the terminal that told of it last has its row, whoever laid it down since. */
function lastUses({ deeds, truth }: Tags): readonly Use[] {
  const facts = truth.facts.toSorted((a, b) => a.occurredAt - b.occurredAt);
  return [...new Map([...deeds, ...facts].map((use) => [use.book, use])).values()];
}

const wrongAmong = (uses: readonly Use[], { isKnown, tagOf, truth }: Tags): Use[] =>
  uses.filter(
    ({ book }) => isKnown(book) && tagOf(book).afi !== (truth.holders.has(book) ? DISARMED : ARMED),
  );

async function cure(terminal: ChaosTerminal, tags: readonly BookTag[]): Promise<void> {
  if (tags.length === 0) return;
  terminal.lay(...tags);
  for (let look = 0; look < LOOKS_TO_CURE; look++) await terminal.reader.nextAct('inventory');
  terminal.clearPad();
}

function inWords(book: number, { tagOf, truth }: Tags): string {
  const says = tagOf(book).afi === ARMED ? 'armed' : 'disarmed';
  const holder = truth.holders.get(book);
  return `its tag says ${says}, it is with ${holder === undefined ? 'nobody' : `patron ${holder}`}`;
}
