/** Weeks of ISO 8601 (§ 3.1.1.23: from Monday; the first is the one with the year’s first Thursday); pure. */

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** `2026-W47`. @param day `YYYY-MM-DD` */
export function weekOf(day: string): string {
  const thursday = Date.parse(day) + (4 - isoDay(Date.parse(day))) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const number = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK_MS);
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/** @param week `2026-W47` */
export function weeksLater(week: string, weeks: number): string {
  const monday = mondayOf(week) + weeks * WEEK_MS;
  return weekOf(new Date(monday).toISOString().slice(0, 10));
}

/** Epoch milliseconds of its Monday, as a day without a zone. 4 January is always in the first week. */
function mondayOf(week: string): number {
  const [year = 0, number = 1] = week.split('-W').map(Number);
  const fourth = Date.UTC(year, 0, 4);
  return fourth - (isoDay(fourth) - 1) * DAY_MS + (number - 1) * WEEK_MS;
}

/** Monday is 1. */
const isoDay = (at: number): number => new Date(at).getUTCDay() || 7;

export const isWeek = (text: string | null): text is string =>
  text !== null && /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/.test(text);
