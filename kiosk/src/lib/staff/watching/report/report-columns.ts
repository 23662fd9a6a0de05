/** What stands in the tables of the weekly report, column by column. */
import type { Cell } from '../../parts/csv.ts';
import type { Column } from '../../parts/sorted.ts';
import type { StaffKey, StaffWords } from '../../words.ts';
import type { Report, ReportLibrary, ReportTerminal } from '../answers.ts';
import { COUNTS } from '../today-columns.ts';

export type Figures = Report['totals'];

/** What is told after the counts. */
export const FIGURES = [
  ['up', 'report.up', ({ upTime }) => upTime && Math.round(upTime * 1000) / 10],
  ['alerts', 'report.alerts', ({ alerts }) => alerts],
  ['alert-minutes', 'report.alert-minutes', ({ alertMinutes }) => Math.round(alertMinutes)],
  ['silence', 'report.silence', (one) => Math.round(one.longestSilenceMinutes)],
] as const satisfies readonly (readonly [string, StaffKey, (figures: Figures) => Cell])[];

const figureColumns = (words: StaffWords): Column<Figures>[] => [
  ...COUNTS.map((key) => ({
    ...{ key, name: words.text(`count.${key}`), number: true },
    value: (figures: Figures) => figures[key],
  })),
  ...FIGURES.map(([key, name, value]) => ({ key, name: words.text(name), value, number: true })),
];

export const libraryColumns = (words: StaffWords): Column<ReportLibrary>[] => [
  { key: 'library', name: words.text('column.library'), value: ({ library }) => library.name },
  {
    ...{ key: 'terminals', name: words.text('report.terminals.count'), number: true },
    value: ({ terminals }) => terminals,
  },
  ...figureColumns(words),
];

export const terminalColumns = (words: StaffWords): Column<ReportTerminal>[] => [
  { key: 'name', name: words.text('column.name'), value: ({ name }) => name },
  { key: 'library', name: words.text('column.library'), value: ({ library }) => library.name },
  ...figureColumns(words),
  {
    ...{ key: 'by-code', name: words.text('report.by-code') },
    value: (terminal) => codesText(words, terminal),
  },
];

export const codesText = (words: StaffWords, { byCode }: ReportTerminal): string =>
  byCode
    .map(({ code, alerts, minutes }) =>
      words.text('report.by-code.one', {
        ...{ name: words.text(`alert.code.${code}`), count: alerts },
        minutes: Math.round(minutes),
      }),
    )
    .join('; ');
