import type { ListedCard } from './card-owners.ts';
import type { Place, SectionName } from './rules/entry.ts';

/** A row as it stands in the file. */
export interface RawRow extends Place {
  readonly section: SectionName;
  /** Bytes of the file up to its end, or a little more. */
  readonly bytesDone: number;
  /** Of a patron without an id: whose card it is on record, that patron is meant. */
  readonly card?: ListedCard;
  /** Parsed only when it is asked for: rows that are done with are passed over. @param id  of the card's owner @throws SyntaxError */
  value(id?: string): unknown;
}
