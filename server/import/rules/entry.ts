/** A row of an import file on its way into the database: what it becomes, and what must hold for that. */

export type Cell = string | number | null;
/** Columns of one table; one that is absent stays as it is, or begins with its default. */
export type Row = Readonly<Record<string, Cell>>;
/** Rows of one subject by table. A table of details that is absent stays as it is. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/** In the order in which they refer to one another; undone the other way round. */
export const SECTIONS = [
  'libraries',
  'calendars',
  'patronClasses',
  'itemClasses',
  'policies',
  'patrons',
  'titles',
  'items',
  'loans',
  'holds',
  'fees',
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Must be there already, or come earlier in the file. */
export interface Reference {
  readonly field: string;
  readonly section: SectionName;
  readonly id: string;
}

/** A number that belongs to one subject only. */
export interface Claim {
  readonly field: string;
  readonly kind: 'isil' | 'card' | 'identifier' | 'chip' | 'policy';
  readonly key: readonly string[];
}

/** Where the row stands in the file. */
export interface Place {
  /** From 1. */
  readonly row: number;
  /** From 1; where the row begins. */
  readonly line: number;
}

export interface Entry extends Place {
  readonly section: SectionName;
  readonly id: string;
  readonly rows: Rows;
  readonly references: readonly Reference[];
  readonly claims: readonly Claim[];
  /** Whose rows they are; WHOLE_NETWORK: everybody's. */
  readonly libraries: readonly string[];
}

/** What a section makes of a row that fits its schema. */
export type Made = Omit<Entry, 'row' | 'line' | 'section'>;

export const claimKey = ({ kind, key }: Claim): string => [kind, ...key].join('\u0000');
export const subjectKey = (section: SectionName, id: string): string => `${section}\u0000${id}`;
