/**
 * Where a book goes, from the library's answer. The order is fixed (DB20): what is wrong goes to staff; then holds, other
 * libraries, the sort bin that the library names (SIP2 CL), collection, kind of medium, call number, and what is left.
 */
import type { Outcome } from '../../ils/ils.ts';
import type { BinId } from './settings.ts';
import type { Trouble } from './trouble.ts';

/** Bins of a rule, in the order in which they are filled. */
export type Bins = readonly BinId[];

export interface Sorting {
  /** What staff must look at. */
  readonly exceptions: Bins;
  /** All that no rule names. */
  readonly otherwise: Bins;
  /** Somebody waits for it here. */
  readonly holds?: Bins;
  /** It goes to another library; by the id of that library where it is named. */
  readonly otherLibrary?: Bins;
  readonly libraries?: Readonly<Record<string, Bins>>;
  /** Nobody has answered: it may be held for somebody. */
  readonly notAnswered?: Bins;
  /** By the words of the library's system: compared without case and surrounding space. */
  readonly sortBins?: Readonly<Record<string, Bins>>;
  readonly collections?: Readonly<Record<string, Bins>>;
  /** SIP2 media type, CK: `006` is a CD. */
  readonly media?: Readonly<Record<string, Bins>>;
  /** By what the call number begins with; the longest that fits. */
  readonly callNumbers?: Readonly<Record<string, Bins>>;
}

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;

/** What is known of a book when it is sorted. */
export interface SortedBy {
  readonly trouble?: Trouble | undefined;
  /** Undefined: the library has not answered. */
  readonly answer?: Accepted | undefined;
}

/** Which rule it was, for the manifest. */
export type Why =
  | 'exception'
  | 'hold'
  | 'other-library'
  | 'not-answered'
  | 'sort-bin'
  | 'collection'
  | 'media'
  | 'call-number'
  | 'otherwise';

export interface Sorted {
  readonly why: Why;
  readonly bins: Bins;
  /** The library named a sort bin that the site has not given a place. */
  readonly unmapped?: string;
}

export function sort({ answer, trouble }: SortedBy, sorting: Sorting): Sorted {
  if (trouble) return { why: 'exception', bins: sorting.exceptions };
  if (!answer) return { why: 'not-answered', bins: sorting.notAnswered ?? sorting.otherwise };
  return goesAway(answer, sorting) ?? goesToShelf(answer, sorting);
}

function goesAway({ destination, destinationLibrary }: Accepted, sorting: Sorting) {
  if (destination === 'hold' && sorting.holds) return { why: 'hold', bins: sorting.holds } as const;
  if (destination !== 'other-library') return undefined;
  const named = listed(sorting.libraries, destinationLibrary?.id);
  const bins = named ?? sorting.otherLibrary;
  return bins && ({ why: 'other-library', bins } as const);
}

function goesToShelf(answer: Accepted, sorting: Sorting): Sorted {
  const { sortBin } = answer;
  const byBin = listed(sorting.sortBins, sortBin);
  if (byBin) return { why: 'sort-bin', bins: byBin };
  const unmapped = sorting.sortBins && sortBin?.trim() ? { unmapped: sortBin.trim() } : {};
  return { ...byKind(answer, sorting), ...unmapped };
}

function byKind({ collection, item, mediaType }: Accepted, sorting: Sorting): Sorted {
  const byCollection = listed(sorting.collections, collection);
  if (byCollection) return { why: 'collection', bins: byCollection };
  const byMedium = listed(sorting.media, mediaType);
  if (byMedium) return { why: 'media', bins: byMedium };
  const byNumber = beginning(sorting.callNumbers, item.callNumber);
  return byNumber
    ? { why: 'call-number', bins: byNumber }
    : { why: 'otherwise', bins: sorting.otherwise };
}

const plain = (word: string): string => word.trim().toLowerCase().normalize('NFC');

function listed(rules: Readonly<Record<string, Bins>> | undefined, word: string | undefined) {
  if (!rules || word === undefined) return undefined;
  return Object.entries(rules).find(([name]) => plain(name) === plain(word))?.[1];
}

function beginning(rules: Readonly<Record<string, Bins>> | undefined, number: string | undefined) {
  if (!rules || number === undefined) return undefined;
  return Object.entries(rules)
    .filter(([start]) => plain(number).startsWith(plain(start)))
    .toSorted(([one], [other]) => other.length - one.length)[0]?.[1];
}

/** Every bin that a rule names. */
export function binsNamed(sorting: Sorting): readonly BinId[] {
  const { callNumbers, collections, libraries, media, sortBins, ...plainRules } = sorting;
  const tables = [callNumbers, collections, libraries, media, sortBins];
  const lists: readonly Bins[] = [
    ...Object.values(plainRules),
    ...tables.flatMap((table) => Object.values(table ?? {})),
  ];
  return [...new Set(lists.flat())];
}
