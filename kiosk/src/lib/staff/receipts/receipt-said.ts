/** What is told of a receipt, in words. */
import type { ReceiptOf } from '../answers.ts';
import type { StaffWords } from '../words.ts';

export function bookOf(words: StaffWords, { item, answers }: ReceiptOf): string {
  if (item) return words.text('conflict.book', { title: item.title });
  // Of a book that nobody knows the answer repeats its number.
  const told = answers.map(({ answer }) => answer.item?.title).find((title) => title !== undefined);
  return words.text('conflict.book.unknown', { number: told ?? '?' });
}

export function loanText(
  words: StaffWords,
  { dueAt, ended }: NonNullable<ReceiptOf['loan']>,
): string {
  return ended
    ? words.text(`slip.loan.${ended.how}`, { when: words.moment(ended.at) })
    : words.text('slip.loan.open', { due: words.weekday(dueAt) });
}

type Fact = readonly [name: string, value: string | undefined];

export function seenOf(words: StaffWords, record: NonNullable<ReceiptOf['record']>): Fact[] {
  const { wall, serverOffset, tags, permit, sequence, version } = record;
  return [
    [words.text('slip.wall'), words.moment(wall)],
    [words.text('slip.offset'), offsetText(words, serverOffset)],
    [words.text('slip.tags'), tags.length === 0 ? words.text('slip.tags.none') : tags.join(', ')],
    [
      words.text('slip.permit'),
      permit === undefined ? undefined : words.text('slip.permit.version', { version: permit }),
    ],
    [words.text('slip.sequence'), words.count(sequence)],
    [words.text('slip.version'), version],
  ];
}

const offsetText = (words: StaffWords, offset: number | undefined): string =>
  offset === undefined
    ? words.text('slip.offset.unknown')
    : words.text('slip.offset.seconds', { seconds: words.count(Math.round(offset / 1000)) });
