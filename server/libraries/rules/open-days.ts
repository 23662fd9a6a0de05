/** Counting days of opening: for how long a book is kept for who waits, and how late one came back. */
import type { Calendars } from './calendar.ts';
import { isOpen } from './calendar.ts';
import type { Day } from './day.ts';
import { dayNumber, dayOfNumber } from './day.ts';
import type { LibraryTree } from './library-tree.ts';

export interface Opening {
  readonly libraryId: string;
  readonly tree: LibraryTree;
  readonly calendars: Calendars;
}

/** A library that never opens again must not be counted through for ever; days. */
const LONGEST_COUNT = 4000;

/** The day on which the library has been open `count` times after `day`. */
export function openDayAfter(day: Day, count: number, opening: Opening): Day {
  const first = dayNumber(day);
  let left = count;
  for (let number = first; number < first + LONGEST_COUNT; number += 1) {
    if (number > first && isOpenOn(number, opening)) left -= 1;
    if (left <= 0) return dayOfNumber(number);
  }
  return dayOfNumber(first + count);
}

/** How many days the library was open after `from`, up to and with `to`. */
export function openDaysBetween(from: Day, to: Day, opening: Opening): number {
  const last = Math.min(dayNumber(to), dayNumber(from) + LONGEST_COUNT);
  let open = 0;
  for (let number = dayNumber(from) + 1; number <= last; number += 1)
    if (isOpenOn(number, opening)) open += 1;
  return open;
}

const isOpenOn = (number: number, { libraryId, tree, calendars }: Opening): boolean =>
  isOpen(dayOfNumber(number), libraryId, tree, calendars);
