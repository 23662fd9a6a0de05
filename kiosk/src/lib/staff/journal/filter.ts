/** What of the journal is looked at, and how that is asked. */
export const KINDS = [
  'patron',
  'item',
  'hold',
  'conflict',
  'rule',
  'terminal',
  'alert',
  'subscription',
  'settings',
  'patron-class',
  'item-class',
  'import',
] as const;

/** Empty = any. Days as `YYYY-MM-DD`, both included. */
export interface Filter {
  readonly kind: string;
  readonly library: string;
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;

/** @param startOf epoch milliseconds of a day's begin, in the zone of whoever looks */
export const queryOf = ({ kind, library, from, to }: Filter, startOf: (day: string) => number) => ({
  ...(kind !== '' && { subject: kind }),
  ...(library !== '' && { library }),
  ...(from !== '' && { from: String(startOf(from)) }),
  ...(to !== '' && { to: String(startOf(to) + DAY_MS - 1) }),
});
