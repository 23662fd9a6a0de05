/** The tags of one item: a book has one, a set (a book with its disc) has several. Rules S130–S133. */
import type { Uid } from '../../devices/device.ts';
import type { ItemRef, TransactionId } from '../../ils/ils.ts';
import type { Wanted } from '../transactions.ts';
import type { Label, SeenTag } from './label.ts';

/** One tag of a line, and what it says to the gate. */
export interface Part {
  readonly uid: Uid;
  /** Part number (ISO 28560-1 set information). 0: this tag stands for all parts; 1 where there is no set. */
  readonly number: number;
  readonly security: PartSecurity;
}

/**
 * `failed`: the tag says, or said, that it is as before. `doubtful`: it went away, or the line did, and may have
 * taken the byte all the same. `untouched`: it was not written at all, and nothing is learnt of an earlier try.
 */
export type WriteResult = 'done' | 'failed' | 'doubtful' | 'untouched';

export type PartSecurity =
  | { readonly state: 'not-needed' }
  | {
      readonly state: 'pending' | 'done' | 'failed';
      readonly wanted: Wanted;
      /** The transaction on whose account the tag is written. */
      readonly transaction: TransactionId;
      readonly failures: number;
      /** When to try again by itself, epoch milliseconds. */
      readonly retryAt?: number;
      /** A write of this wish was doubtful, and none since has told: what the tag says is not known. */
      readonly doubtful?: boolean;
    };

/** What the tags of an item say together. */
export interface Tagged {
  /** How many tagged parts it has; 1 = no set. */
  readonly total: number;
  readonly parts: readonly Part[];
}

type ItemLabel = Extract<Label, { kind: 'item' }>;

export const newPart = (uid: Uid, number = 1): Part => ({
  uid,
  number,
  security: { state: 'not-needed' },
});

export const asNew = ({ uid, number }: Part): Part => newPart(uid, number);

const totalOf = ({ part }: ItemLabel): number => Math.max(1, part.of);

/** Where there is no set, whatever number the tag bears, it is the book. */
const numberOf = (label: ItemLabel): number => (totalOf(label) > 1 ? label.part.number : 1);

export const taggedBy = (uid: Uid, label: ItemLabel): Tagged => ({
  total: totalOf(label),
  parts: [newPart(uid, numberOf(label))],
});

export const sameItem = (a: ItemRef | undefined, b: ItemRef | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.identifier === b.identifier &&
  (a.owner === undefined || b.owner === undefined || a.owner === b.owner);

/**
 * The tags of an item that lie on the pad. Numbers count, not tags: of two with the same number the first is the part,
 * the other is a ghost or another book wrongly labelled. `undefined`: what they say of the set cannot all be true.
 */
export function tagsOnPad(pad: readonly SeenTag[], item: ItemRef): Tagged | undefined {
  const parts = new Map<number, Part>();
  const totals = new Set<number>();
  for (const { uid, label } of pad) {
    if (label.kind !== 'item' || !sameItem(label.item, item)) continue;
    const number = numberOf(label);
    totals.add(totalOf(label));
    if (!parts.has(number)) parts.set(number, newPart(uid, number));
  }
  const total = Math.max(1, ...totals);
  const isTrue = totals.size <= 1 && [...parts.keys()].every((number) => number <= total);
  return isTrue ? { total, parts: [...parts.values()] } : undefined;
}

const allNumbers = (total: number): readonly number[] =>
  Array.from({ length: total }, (_, at) => at + 1);

const standsForAll = ({ parts }: Tagged): boolean => parts.some(({ number }) => number === 0);

/** Part numbers that were seen, ascending. */
export const seenNumbers = (tagged: Tagged): readonly number[] =>
  standsForAll(tagged)
    ? allNumbers(tagged.total)
    : tagged.parts.map(({ number }) => number).toSorted((a, b) => a - b);

/** Part numbers that no tag bears, ascending; a book known by its label alone lacks none that anybody knows of. */
export function missingNumbers(tagged: Tagged): readonly number[] {
  if (tagged.total === 1) return [];
  const seen = seenNumbers(tagged);
  return allNumbers(tagged.total).filter((number) => !seen.includes(number));
}

/** With the tag as one more part; undefined where its place is taken, or it tells of another set. */
export function withPart(tagged: Tagged, uid: Uid, label: ItemLabel): Tagged | undefined {
  const { parts } = tagged;
  const total = totalOf(label);
  const number = numberOf(label);
  if (parts.length > 0 && total !== tagged.total) return undefined;
  if (number > total || parts.some((part) => part.number === number)) return undefined;
  return { total, parts: [...parts, newPart(uid, number)] };
}
