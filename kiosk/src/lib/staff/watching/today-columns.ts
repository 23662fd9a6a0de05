/** What terminals count, in the order in which it is told. */
import type { Column } from '../parts/sorted.ts';
import type { StaffWords } from '../words.ts';
import type { Counts, TodayOf } from './answers.ts';

export const COUNTS = [
  'checkouts',
  'checkins',
  'renewals',
  'visits',
  'refusals',
  'receipts',
  'faults',
  'paperChanges',
] as const satisfies readonly (keyof Counts)[];

export const todayColumns = (words: StaffWords): Column<TodayOf>[] => [
  { key: 'name', name: words.text('column.name'), value: ({ name }) => name },
  { key: 'library', name: words.text('column.library'), value: ({ library }) => library.name },
  ...COUNTS.map((key) => ({
    ...{ key, name: words.text(`count.${key}`), number: true },
    value: ({ totals }: TodayOf) => totals[key],
  })),
];
