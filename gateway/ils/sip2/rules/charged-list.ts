import { tidy } from './said.ts';

/** The charged items of a patron (AU), as far as they have been read. */
export interface ChargedList {
  readonly entries: readonly string[];
  /** How many 64 counts; undefined where it leaves them blank. */
  readonly count: number | undefined;
}

export type Listed = 'yes' | 'no' | 'cannot-tell';

/**
 * Whether an item is on the list. A list may hold identifiers, titles or free text with an identifier in it, by site;
 * so its silence counts only where it is complete and looks like identifiers throughout.
 */
export function isListed({ entries, count }: ChargedList, identifier: string): Listed {
  const wanted = plain(identifier);
  if (entries.some((entry) => names(plain(entry), wanted))) return 'yes';
  const isComplete = count !== undefined && entries.length >= count;
  return isComplete && entries.every(looksLikeIdentifier) ? 'no' : 'cannot-tell';
}

/** Most systems make no difference between small and capital letters, and write their own. */
const plain = (text: string): string => tidy(text).toLowerCase();

const names = (entry: string, identifier: string): boolean =>
  entry === identifier || entry.split(' ').includes(identifier);

const looksLikeIdentifier = (entry: string): boolean => /^\S*\d\S*$/u.test(entry);
