/** The order of a table's rows by one column; what has no value stands last, whichever way. */
import type { Cell } from './csv.ts';

export interface Column<Row> {
  readonly key: string;
  readonly name: string;
  /** What it is sorted by, and what stands in the file that is taken away. */
  readonly value: (row: Row) => Cell;
  readonly number?: boolean;
  /** Holds buttons: neither sorted nor taken away. */
  readonly acts?: boolean;
}

export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

const compareText = new Intl.Collator('vi', { numeric: true }).compare;

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));

export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  const value = columns.find(({ key }) => key === sorting?.key)?.value;
  if (sorting === undefined || value === undefined) return rows;
  const direction = sorting.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === undefined || b === undefined)
      return Number(a === undefined) - Number(b === undefined);
    return direction * compare(a, b);
  });
}
