/** A conflict in two sentences: what was done, by whom, where and when; and what stood in the way. */
import type { Conflict } from '../answers.ts';
import type { StaffWords, Values } from '../words.ts';

export interface Said {
  readonly did: string;
  readonly why: string;
}

/** By this a promise that was told at once still counts as told at once: lines are slow; milliseconds. */
const AT_ONCE = 60_000;

export const saidOf = (words: StaffWords, conflict: Conflict): Said => ({
  did: didOf(words, conflict),
  why: whyOf(words, conflict),
});

type Titled = Pick<Conflict, 'item' | 'identifier'>;

export const bookOf = (words: StaffWords, { item, identifier = '?' }: Titled): string =>
  item
    ? words.text('conflict.book', { title: item.title })
    : words.text('conflict.book.unknown', { number: identifier });

export function nameOf(words: StaffWords, { patron, card }: Conflict): string {
  if (patron) return patron.name;
  return card === undefined
    ? words.text('conflict.somebody')
    : words.text('conflict.card', { card });
}

export const placeOf = (
  words: StaffWords,
  { terminal, library }: Pick<Conflict, 'terminal' | 'library'>,
): string =>
  terminal?.name === undefined
    ? library.name
    : words.text('conflict.place', { terminal: terminal.name, library: library.name });

function didOf(words: StaffWords, conflict: Conflict): string {
  const { act = 'desk', mode, happenedAt, recordedAt } = conflict;
  const isOffline = mode === 'promise' && recordedAt - happenedAt > AT_ONCE;
  const sentence = words.text(`conflict.did.${act}`, {
    name: nameOf(words, conflict),
    book: bookOf(words, conflict),
    place: placeOf(words, conflict),
    when: words.moment(happenedAt),
    offline: isOffline ? 'yes' : 'no',
  });
  return capital(sentence, words.language);
}

/** Where what a sentence names is not known, a plainer one is said. */
function whyOf(words: StaffWords, conflict: Conflict): string {
  const { kind } = conflict;
  const values = valuesOf(words, conflict);
  const plain = words.find(`conflict.why.${kind}.plain`);
  const asks = kind.endsWith('on-hold') || kind === 'item-on-loan' ? 'since' : 'date';
  if (plain !== undefined && values[asks] === undefined) return plain;
  return capital(
    words.find(`conflict.why.${kind}`, values) ?? words.text('conflict.why.other', { code: kind }),
    words.language,
  );
}

function valuesOf(words: StaffWords, { other, facts, claimedAt, happenedAt }: Conflict): Values {
  const { date, paid } = facts;
  return {
    ...(other && {
      other: other.patron?.name ?? words.text('conflict.somebody.else'),
      since: words.weekday(other.since),
      library: other.library.name,
    }),
    ...(date !== undefined && { date: words.day(date) }),
    ...(typeof paid === 'number' && { paid: words.money(paid) }),
    claimed: words.moment(claimedAt ?? happenedAt),
  };
}

/** “somebody borrowed …” begins a sentence. */
const capital = (sentence: string, language: string): string =>
  sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1);
