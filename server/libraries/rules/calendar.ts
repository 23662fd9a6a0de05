/** When libraries are open, and when a loan may fall due: never on a closed day (docs/rules/circulation.md, D). */
import type { Day } from './day.ts';
import { dayIn, dayNumber, dayOfNumber, endOfDay, weekday } from './day.ts';
import type { LibraryTree } from './library-tree.ts';
import { lineage } from './library-tree.ts';

export interface Calendar {
  readonly libraryId: string;
  /** Monday first; absent = as the parent's. */
  readonly weekly?: readonly boolean[] | undefined;
  /** Both ends included. */
  readonly exceptions: readonly Exception[];
}

interface Exception {
  readonly from: Day;
  readonly to: Day;
  readonly open: boolean;
}

export type Calendars = ReadonlyMap<string, Calendar>;

/** A closure longer than this (a school's summer, a flood) is not waited out: the due date stays where the rule put it. */
const LONGEST_CLOSURE_DAYS = 400;

/**
 * Whether the library is open on a day. An exception counts before any weekly pattern, the nearest library's first; then the weekly
 * pattern of the nearest library that has one. A network without any calendar is always open.
 */
export function isOpen(
  day: Day,
  libraryId: string,
  tree: LibraryTree,
  calendars: Calendars,
): boolean {
  const line = lineage(tree, libraryId).flatMap(({ id }) => calendars.get(id) ?? []);
  const exception = line
    .flatMap((calendar) => calendar.exceptions.filter(covers(day)).slice(-1))
    .at(0);
  if (exception) return exception.open;
  const weekly = line.find((calendar) => calendar.weekly !== undefined)?.weekly;
  return weekly?.[weekday(dayNumber(day))] ?? true;
}

const covers =
  (day: Day) =>
  ({ from, to }: Exception): boolean =>
    from <= day && day <= to;

/** The end of the first open day that is at least `days` days after the instant, in the library's own zone; epoch milliseconds. */
export function dueAt(
  instant: number,
  days: number,
  libraryId: string,
  tree: LibraryTree,
  calendars: Calendars,
): number {
  const timeZone = tree.get(libraryId)?.timeZone ?? 'Asia/Ho_Chi_Minh';
  const first = dayNumber(dayIn(timeZone, instant)) + days;
  for (let number = first; number <= first + LONGEST_CLOSURE_DAYS; number += 1) {
    const day = dayOfNumber(number);
    if (isOpen(day, libraryId, tree, calendars)) return endOfDay(timeZone, day);
  }
  return endOfDay(timeZone, dayOfNumber(first));
}
