/** Which list 64 tells in full, and which part of it (SIP 2.00, summary; BP and BQ). */

const LISTS = ['holds', 'overdue', 'charged', 'fines', 'recalls', 'unavailable'] as const;
export type SummaryList = (typeof LISTS)[number];

/** At most one list is asked for; of several Y the first counts. */
export function listAsked(summary: string): SummaryList | undefined {
  const at = summary.toUpperCase().indexOf('Y');
  return at < 0 ? undefined : LISTS[at];
}

/** Numbers of the first and the last, counted from 1; what is no number is as if not said. A window beyond the end is empty. */
export function windowOf<T>(
  list: readonly T[],
  start: string | undefined,
  end: string | undefined,
): readonly T[] {
  const first = numberIn(start) ?? 1;
  const last = numberIn(end) ?? list.length;
  return list.slice(Math.max(first, 1) - 1, Math.max(last, 0));
}

const numberIn = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
};
