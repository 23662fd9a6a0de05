/** Days of a terminal's history, none left out; pure. */
import type { History, HistoryDay } from '../answers.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

/** Days on which it was not heard at all stand among the others: a gap is what is looked for. */
export function everyDay({ days, firstDay, lastDay }: History): HistoryDay[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const count = Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(Date.parse(firstDay) + at * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { ...NOTHING, day };
  });
}

const NOTHING: Omit<HistoryDay, 'day'> = {
  ...{ visits: 0, checkouts: 0, checkins: 0, renewals: 0, refusals: 0 },
  ...{ receipts: 0, faults: 0, paperChanges: 0, onlineMinutes: 0 },
};

/** Percent of the whole day. */
export const heardOf = ({ onlineMinutes }: HistoryDay): number =>
  Math.min(100, Math.round((onlineMinutes / DAY_MINUTES) * 100));
