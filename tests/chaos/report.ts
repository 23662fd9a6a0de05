/** A run in words, and the two sizes that runs have. */
import type { Report } from './chaos.ts';
import type { Shape } from './script.ts';

/** For `npm run chaos`. */
export const LARGE: Shape = {
  terminals: 6,
  patrons: 120,
  books: 2_400,
  booksInVisit: 20,
  strangeBooks: 240,
  restRounds: 8,
};

/** For the tests. */
export const SMALL: Shape = {
  ...LARGE,
  ...{ terminals: 3, patrons: 30, books: 420, strangeBooks: 42 },
  ...{ booksInVisit: 14, restRounds: 5 },
};

/** Stories of more books would not be read. */
const MOST_STORIES = 3;

/** Closes with the line by which a run is judged. */
export function printed(report: Report): string {
  const { complaints, counts, doubled, lost, promised, seconds, worstTime, wrongTags } = report;
  const findings = [
    ...lost.map((finding) => ({ ...finding, what: 'lost' })),
    ...doubled.map((finding) => ({ ...finding, what: 'doubled' })),
    ...wrongTags.map((finding) => ({ ...finding, what: 'wrong tag' })),
  ];
  return [
    ...[...counts].toSorted().map(([what, count]) => `  ${count} × ${what}`),
    `  worst error of a time: ${Math.round(worstTime.offMs)} ms, ${worstTime.text}`,
    `  ${seconds.toFixed(0)} s, ${(promised / seconds).toFixed(1)} promises a second`,
    ...complaints.map((text) => `complaint: ${text}`),
    ...findings.map(({ book, text, what }) => `${what}: book ${book}: ${text}`),
    ...findings
      .slice(0, MOST_STORIES)
      .flatMap(({ book }) => ['', `book ${book}:`, ...report.storyOf(book)]),
    summed(report),
  ].join('\n');
}

export function summed({
  complaints,
  conflicts,
  doubled,
  lost,
  promised,
  settled,
  wrongTags,
}: Report): string {
  return [
    `promised ${promised}, settled ${settled}, conflicts ${conflicts}, lost ${lost.length}, doubled ${doubled.length}`,
    ...(wrongTags.length > 0 ? [`wrong tags ${wrongTags.length}`] : []),
    ...(complaints.length > 0 ? [`complaints ${complaints.length}`] : []),
  ].join(', ');
}
