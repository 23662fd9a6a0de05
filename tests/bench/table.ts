/** A table as Markdown, which reads well on a terminal too. The first column is text, the others are figures. */
export interface Table {
  readonly title: string;
  /** What is measured, and against what. */
  readonly about: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function written({ title, about, head, rows }: Table): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string => {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? '';
      return column === 0 ? text.padEnd(width) : text.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [`## ${title}`, '', about, '', line(head), line(rule), ...rows.map(line), ''].join('\n');
}

const figures = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-GB', { maximumSignificantDigits: digits, useGrouping: true });

export const number = (value: number): string => figures(3).format(value);
export const milliseconds = (value: number): string => `${figures(3).format(value)} ms`;
/** How many times the floor; 1 is as good as it. */
export const ratio = (value: number, floor: number): string =>
  `${figures(2).format(value / floor)}×`;
