import { dayIn } from '../../libraries/rules/day.ts';
import type { TerminalDayRow, TerminalHourRow } from '../tables.ts';

const SUMS = [
  'online_ms',
  'visits',
  'checkouts',
  'checkins',
  'renewals',
  'refusals',
  'receipts',
  'faults',
  'paper_changes',
] as const;

/** The hours of one terminal as days of its library, with what has been folded already; in order. */
export function foldHours(
  hours: readonly TerminalHourRow[],
  days: readonly TerminalDayRow[],
  timeZone: string,
): TerminalDayRow[] {
  const folded = new Map(days.map((row) => [row.day, { ...row }]));
  for (const { hour, ...row } of hours) {
    const day = dayIn(timeZone, hour);
    const known = folded.get(day);
    if (known) for (const name of SUMS) known[name] += row[name];
    else folded.set(day, { ...row, day });
  }
  return [...folded.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
