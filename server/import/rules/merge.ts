/** What a subject's rows are after an entry, and whether anything has changed. */
import type { Cell, Row, Rows } from './entry.ts';
import type { Part, Section } from './parts.ts';

/** Every column of every table of the subject. */
export function merged(section: Section, given: Rows, before: Rows | undefined): Rows {
  const [subject, ...details] = section.parts;
  return {
    [subject.table]: (given[subject.table] ?? []).map((row) =>
      whole(subject, row, before?.[subject.table]?.at(0)),
    ),
    ...Object.fromEntries(
      details.map((part) => [
        part.table,
        detailsAfter(part, given[part.table], before?.[part.table] ?? []),
      ]),
    ),
  };
}

function whole(part: Part, given: Row, before: Row | undefined): Row {
  const { counter, defaults = {}, copies = {} } = part;
  const fallback = (column: string): Cell => {
    if (before) return before[column] ?? null;
    const copied = copies[column];
    return defaults[column] ?? (copied === undefined ? null : (given[copied] ?? null));
  };
  const row = Object.fromEntries(
    part.columns.map((column) => [
      column,
      given[column] === undefined ? fallback(column) : given[column],
    ]),
  );
  return counter === undefined ? row : { ...row, [counter]: Number(before?.[counter] ?? 0) + 1 };
}

function detailsAfter(
  part: Part,
  given: readonly Row[] | undefined,
  before: readonly Row[],
): Row[] {
  // One key once: a list that says a thing twice means it once.
  const rows = new Map<string, Row>();
  const add = (row: Row) => rows.set(keyOf(part, row), whole(part, row, undefined));
  const isReplaced = (row: Row) =>
    given !== undefined &&
    part.details === 'replaced' &&
    (part.within === undefined ||
      given.some((one) => one[part.within ?? ''] === row[part.within ?? '']));
  before.filter((row) => !isReplaced(row)).forEach(add);
  for (const row of given ?? [])
    if (part.details === 'replaced' || !rows.has(keyOf(part, row))) add(row);
  return [...rows.values()];
}

/** What must be known to put a subject back: of the unwatched columns only those that the import itself has set. */
export function toPutBack(section: Section, before: Rows, after: Rows): Rows {
  const [{ table, unwatched = [] }] = section.parts;
  const [now] = after[table] ?? [];
  const isKept = (column: string, value: Cell) =>
    !unwatched.includes(column) || now?.[column] !== value;
  const rows = (before[table] ?? []).map((row): Row =>
    Object.fromEntries(Object.entries(row).filter(([column, value]) => isKept(column, value))),
  );
  return { ...before, [table]: rows };
}

export const keyOf = (part: Part, row: Row): string =>
  part.key.map((column) => String(row[column])).join('\u0000');

/** Canonical text of all that is watched, to compare or to make a digest of. */
export function watchedText(section: Section, rows: Rows): string {
  const tables = section.parts.map((part) => {
    const columns = part.columns.filter((column) => !part.unwatched?.includes(column));
    return (rows[part.table] ?? [])
      .toSorted((a, b) => (keyOf(part, a) < keyOf(part, b) ? -1 : 1))
      .map((row) => columns.map((column) => row[column] ?? null));
  });
  return JSON.stringify(tables);
}
