/** Rules of a drop box as staff write them: bins by name one after the other, tables a line a rule: `CNTT = a b`. */
import type { TerminalSettings } from '../answers.ts';

export type Sorting = NonNullable<TerminalSettings['sorting']>;

export const LISTS = ['exceptions', 'otherwise', 'holds', 'otherLibrary', 'notAnswered'] as const;
export const TABLES = ['libraries', 'sortBins', 'collections', 'media', 'callNumbers'] as const;
type List = (typeof LISTS)[number];
type Table = (typeof TABLES)[number];

/** Without them nobody knows where a book goes. */
export const NEEDED: readonly List[] = ['exceptions', 'otherwise'];

export type SortingForm = Readonly<Record<List | Table, string>>;

const binsIn = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((bin) => bin.toLowerCase())
    .filter((bin) => bin !== '');

const binsText = (bins: readonly string[] = []): string => bins.join(' ');

const tableText = (table: Readonly<Record<string, readonly string[]>> = {}): string =>
  Object.entries(table)
    .map(([key, bins]) => `${key} = ${binsText(bins)}`)
    .join('\n');

/** A line without bins says nothing. */
function tableIn(text: string): Record<string, string[]> {
  const rules = text.split('\n').map((line) => {
    const at = line.lastIndexOf('=');
    return [line.slice(0, Math.max(0, at)).trim(), binsIn(line.slice(at + 1))] as const;
  });
  return Object.fromEntries(rules.filter(([key, bins]) => key !== '' && bins.length > 0));
}

export const formOf = (sorting: Sorting): SortingForm => ({
  ...(Object.fromEntries(LISTS.map((list) => [list, binsText(sorting[list])])) as Record<
    List,
    string
  >),
  ...(Object.fromEntries(TABLES.map((table) => [table, tableText(sorting[table])])) as Record<
    Table,
    string
  >),
});

/** What is left empty is no rule; but for those that are needed. */
export function sortingOf(form: SortingForm): Sorting {
  const lists = LISTS.filter((list) => !NEEDED.includes(list))
    .map((list) => [list, binsIn(form[list])] as const)
    .filter(([, bins]) => bins.length > 0);
  const tables = TABLES.map((table) => [table, tableIn(form[table])] as const).filter(
    ([, table]) => Object.keys(table).length > 0,
  );
  const needed = { exceptions: binsIn(form.exceptions), otherwise: binsIn(form.otherwise) };
  return { ...needed, ...Object.fromEntries(lists), ...Object.fromEntries(tables) };
}
