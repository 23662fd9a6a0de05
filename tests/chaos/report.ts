/** A run in words, and the two sizes that runs have. */
import type { Report } from './chaos.ts';
import type { Shape } from './script.ts';

/** For `npm run chaos`. */
export const LARGE: Shape = {
  terminals: 4,
  patrons: 100,
  books: 1_600,
  booksInVisit: 16,
  strangeBooks: 40,
};

/** For the tests. */
export const SMALL: Shape = { ...LARGE, terminals: 3, patrons: 30, books: 600 };

/** Stories of more books would not be read. */
const MOST_STORIES = 3;

/** Closes with the line by which a run is judged. */
export function printed(report: Report): string {
  const { complaints, conflicts, counts, doubled, lost, promised, seconds, settled, wrongTags } =
    report;
  const findings = [
    ...lost.map((finding) => ({ ...finding, what: 'lost' })),
    ...doubled.map((finding) => ({ ...finding, what: 'doubled' })),
    ...wrongTags.map((finding) => ({ ...finding, what: 'wrong tag' })),
  ];
  return [
    ...[...counts].toSorted().map(([what, count]) => `  ${count} × ${what}`),
    `  worst error of a time: ${Math.round(report.worstTimeMs)} ms`,
    `  ${seconds.toFixed(0)} s, ${(promised / seconds).toFixed(1)} promises a second`,
    ...complaints.map((text) => `complaint: ${text}`),
    ...findings.map(({ book, text, what }) => `${what}: book ${book}: ${text}`),
    ...findings
      .slice(0, MOST_STORIES)
      .flatMap(({ book }) => ['', `book ${book}:`, ...report.storyOf(book)]),
    `promised ${promised}, settled ${settled}, conflicts ${conflicts}, lost ${lost.length}, doubled ${doubled.length}`,
    ...(wrongTags.length > 0 ? [`wrong tags ${wrongTags.length}`] : []),
  ].join('\n');
}
