/** What was done today, hour by hour of the library's day; pure. */
import type { Counts, Today, TodayOf } from './answers.ts';

export interface HourBar {
  /** 0 to 23, in the zone asked for. */
  readonly hour: number;
  readonly checkouts: number;
  readonly checkins: number;
}

/** Shown even where nothing was done: when libraries are open. */
const [OPENS, CLOSES] = [7, 18];

/** @param timeZone IANA name */
export function barsOf(terminals: readonly TodayOf[], timeZone: string): HourBar[] {
  const hourIn = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  const sums = new Map<number, { checkouts: number; checkins: number }>();
  for (const { at, checkouts, checkins } of terminals.flatMap(({ hours }) => hours)) {
    const hour = Number(hourIn.format(at));
    const sum = sums.get(hour) ?? { checkouts: 0, checkins: 0 };
    sums.set(hour, { checkouts: sum.checkouts + checkouts, checkins: sum.checkins + checkins });
  }
  const busy = [...sums]
    .filter(([, sum]) => sum.checkouts + sum.checkins > 0)
    .map(([hour]) => hour);
  const [first, last] = [Math.min(OPENS, ...busy), Math.max(CLOSES, ...busy)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at).map((hour) => ({
    hour,
    ...(sums.get(hour) ?? { checkouts: 0, checkins: 0 }),
  }));
}

/** The terminals of one library together. */
export interface LibraryToday {
  readonly id: string;
  readonly name: string;
  readonly terminals: readonly TodayOf[];
  readonly done: number;
}

const doneBy = ({ checkouts, checkins }: Counts): number => checkouts + checkins;

/** The busiest first. */
export function librariesToday({ terminals }: Today): LibraryToday[] {
  const groups = Map.groupBy(terminals, ({ library }) => library.id);
  return [...groups]
    .map(([id, members]) => ({
      id,
      name: members[0]?.library.name ?? id,
      terminals: members,
      done: members.reduce((sum, { totals }) => sum + doneBy(totals), 0),
    }))
    .toSorted((a, b) => b.done - a.done);
}
