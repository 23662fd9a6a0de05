import type { Place, SectionName } from './rules/entry.ts';

/** A row as it stands in the file. */
export interface RawRow extends Place {
  readonly section: SectionName;
  /** Bytes of the file up to its end, or a little more. */
  readonly bytesDone: number;
  /** Parsed only when it is asked for: rows that are done with are passed over. @throws SyntaxError */
  value(): unknown;
}
