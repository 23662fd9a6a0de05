/** What stands in the lists of a drop box's bins, column by column. */
import type { BinBook, BinList } from '../answers.ts';
import type { Column } from '../parts/sorted.ts';
import { STAFF_CATALOGUES } from '../words.ts';
import type { StaffWords } from '../words.ts';

/** ISO 8601 sorts as time does, and every spreadsheet reads it. */
const timeOf = (at: number): string => new Date(at).toISOString();

export function binColumns(words: StaffWords): Column<BinList>[] {
  return [
    { key: 'bin', name: words.text('bins.bin'), value: ({ bin }) => bin },
    { key: 'since', name: words.text('bins.since'), value: ({ since }) => timeOf(since) },
    { key: 'until', name: words.text('bins.until'), value: ({ until }) => timeOf(until) },
    { key: 'by', name: words.text('bins.by'), value: ({ by }) => words.text(`bins.by.${by}`) },
    { key: 'books', name: words.text('bins.books'), value: ({ books }) => books, number: true },
    {
      ...{ key: 'exceptions', name: words.text('bins.exceptions'), number: true },
      value: ({ exceptions }) => exceptions,
    },
    { key: 'open', name: words.text('bins.open'), value: () => undefined, acts: true },
  ];
}

export function bookColumns(words: StaffWords): Column<BinBook>[] {
  return [
    { key: 'item', name: words.text('bins.item'), value: (book) => nameOf(words, book) },
    { key: 'at', name: words.text('bins.at'), value: ({ at }) => timeOf(at) },
    { key: 'why', name: words.text('bins.why'), value: (book) => whyOf(words, book) },
    { key: 'state', name: words.text('bins.state'), value: (book) => taskOf(words, book) },
  ];
}

/** A book of which nothing was read is told by its chip, if it has one. */
export const nameOf = (words: StaffWords, { item, uids }: BinBook): string =>
  item?.identifier ?? uids[0] ?? words.text('bins.unread');

/** A machine may be newer than this page. */
export const whyOf = (words: StaffWords, { why }: BinBook): string =>
  words.find(`bins.why.${why}`) ?? why;

/** What staff have to do with it; empty: nothing but the shelf. */
export function taskOf(words: StaffWords, { goes, ils, refusal, trouble }: BinBook): string {
  const library = goes?.library ?? '';
  const tasks = [
    trouble === undefined ? undefined : (words.find(`bins.trouble.${trouble}`) ?? trouble),
    refusal === undefined ? undefined : refusedOf(words, refusal),
    goes && words.find(`bins.goes.${goes.kind}`, { library }),
    ils === 'queued' ? words.text('bins.ils.queued') : undefined,
  ];
  return tasks.filter((task) => task !== undefined).join(' · ');
}

/** The list keeps a refusal's code without what fills in its sentence: some can be said, others not. */
function refusedOf({ language }: StaffWords, code: string): string {
  const sentence = STAFF_CATALOGUES[language][`refused.${code}`];
  return sentence === undefined || sentence.includes('{') ? code : sentence;
}
