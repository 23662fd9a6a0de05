/** Who waits for a title, in which order, and which copies could serve them (docs/rules/circulation.md, H). */
import type { Hold } from './hold.ts';
import { hasLapsed } from './hold.ts';
import type { Rulebook } from './rulebook.ts';
import { isLoanable } from './rulebook.ts';
import type { Condition, Transit } from './world.ts';

export interface Copy {
  readonly id: string;
  readonly itemClass: string;
  readonly condition: Condition;
  readonly homeLibraryId: string;
  /** Where it was given back last. */
  readonly currentLibraryId: string;
  readonly onLoan: boolean;
  readonly transit?: Transit | undefined;
}

export interface Line {
  /** What has not ended, first come first; the later of two that came at once has the greater id. */
  readonly holds: readonly Hold[];
  /** All copies of the title. */
  readonly copies: readonly Copy[];
}

/** The hold that a copy was taken aside for. */
export const keptFor = (line: Line | undefined, itemId: string): Hold | undefined =>
  line?.holds.find(({ captured, ended }) => captured?.itemId === itemId && !ended);

/** Those who still wait without a copy, in their order. */
export const waiting = (book: Rulebook, line: Line | undefined, at: number): Hold[] =>
  (line?.holds ?? []).filter((hold) => !hold.captured && !hold.ended && !hasLapsed(book, hold, at));

export const couldServe = (hold: Hold, itemId: string): boolean =>
  hold.itemId === undefined || hold.itemId === itemId;

/** The first who waits and whom this copy could serve. */
export const firstFor = (
  book: Rulebook,
  line: Line | undefined,
  itemId: string,
  at: number,
): Hold | undefined => waiting(book, line, at).find((hold) => couldServe(hold, itemId));

/** A copy that can be had: in order, lent by its class, with nobody, and not taken aside. */
export const isFree = (book: Rulebook, line: Line, copy: Copy): boolean =>
  !copy.onLoan &&
  (copy.condition === 'ok' || copy.condition === 'damaged') &&
  isLoanable(book, copy.itemClass) &&
  !keptFor(line, copy.id);

/**
 * Whether those who wait need this very copy: one of them has asked for it, or there are more of them than other copies that can be had.
 * @param before only who comes before this one in the line; absent = all
 */
export function isNeeded(
  book: Rulebook,
  line: Line | undefined,
  itemId: string,
  at: number,
  before?: Hold,
): boolean {
  if (!line) return false;
  const all = waiting(book, line, at);
  const ahead = before ? all.slice(0, all.indexOf(before)) : all;
  if (ahead.some((hold) => hold.itemId === itemId)) return true;
  const asked = new Set(ahead.flatMap((hold) => hold.itemId ?? []));
  const spare = line.copies.filter(
    (copy) => copy.id !== itemId && !asked.has(copy.id) && isFree(book, line, copy),
  );
  return ahead.filter((hold) => hold.itemId === undefined).length > spare.length;
}

/** The line as it is after these holds have changed. */
export const lineWith = (line: Line, changed: readonly Hold[]): Line => {
  const now = new Map(changed.map((hold) => [hold.id, hold]));
  const known = line.holds.map((hold) => now.get(hold.id) ?? hold);
  const back = changed.filter(({ id }) => !line.holds.some((hold) => hold.id === id));
  return { ...line, holds: [...known, ...back].filter(({ ended }) => !ended).sort(holdOrder) };
};

export const holdOrder = (a: Hold, b: Hold): number =>
  a.placedAt - b.placedAt || (a.id < b.id ? -1 : 1);
