import type { ReceiptView } from '#gateway/messages.ts';
import type { Words } from '../words.ts';
import { personName } from './person.ts';
import { shortened } from './shortened.ts';

/** More would make squares too small for a cheap phone’s camera. */
const MOST_LINES = 8;

/** The receipt as plain lines, for a QR code: library, moment, code, then each book with what became of it. */
export function receiptText(receipt: ReceiptView, words: Words): string {
  return [
    receipt.library,
    ...(receipt.at === undefined
      ? []
      : [`${words.time(receipt.at)} ${words.plainDate(receipt.at)}`]),
    words.text('receipt.code', { code: receipt.code }),
    ...(receipt.people
      ? sharedText(receipt, receipt.people, words)
      : booksText(receipt.lines, words)),
  ].join('\n');
}

type Lines = ReceiptView['lines'];
type People = NonNullable<ReceiptView['people']>;

function booksText(lines: Lines, words: Words): readonly string[] {
  const more = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map((line) => bookText(line, words)),
    ...(more > 0 ? [words.text('receipt.more', { count: more })] : []),
  ];
}

/** A family's books stand below each name; of a class there is room for how many each has. */
function sharedText({ lines }: ReceiptView, people: People, words: Words): readonly string[] {
  const groups = people
    .map((person) => ({ person, theirs: lines.filter((line) => line.person === person.id) }))
    .filter(({ theirs }) => theirs.length > 0);
  if (groups.length + lines.length > MOST_LINES + 2) {
    return [groups.map(({ person, theirs }) => countText(person, theirs, words)).join(', ')];
  }
  return groups.flatMap(({ person, theirs }) => [
    countText(person, theirs, words),
    ...booksText(theirs, words),
  ]);
}

const countText = (person: People[number], theirs: Lines, words: Words): string =>
  words.text('people.one', { name: personName(person, words), count: theirs.length });

function bookText(line: ReceiptView['lines'][number], words: Words): string {
  const state = words.text(`line.${line.act}.${line.recordedHere ? 'queued' : 'accepted'}`);
  const due = line.dueAt === undefined ? line.dueText : words.plainDate(line.dueAt);
  const said = [state, due, line.code].filter((each) => each !== undefined).join(', ');
  return `${shortened(line.title)} – ${said}`;
}
