/** Which alerts that are over are looked for. */
import type { AlertCode, ClosedQuery, Severity } from '../answers.ts';

/** As it is filled in; empty: all. Days `YYYY-MM-DD`, both included. */
export interface Filter {
  readonly library: string;
  readonly code: AlertCode | '';
  readonly severity: Severity | '';
  readonly from: string;
  readonly to: string;
}

export const EVERYTHING: Filter = { library: '', code: '', severity: '', from: '', to: '' };

const DAY_MS = 86_400_000;

/** @param startOf epoch milliseconds at which a day begins here */
export function queryOf(
  { library, code, severity, from, to }: Filter,
  startOf: (day: string) => number,
): Omit<ClosedQuery, 'language' | 'before'> {
  return {
    ...(library !== '' && { library }),
    ...(code !== '' && { code }),
    ...(severity !== '' && { severity }),
    ...(from !== '' && { from: String(startOf(from)) }),
    ...(to !== '' && { to: String(startOf(nextDay(to)) - 1) }),
  };
}

const nextDay = (day: string): string =>
  new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
