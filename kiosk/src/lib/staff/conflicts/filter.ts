/** What of the conflicts is looked at, and how that is asked. Empty = any. */
export interface Filter {
  readonly state: 'open' | 'decided';
  readonly library: string;
  readonly terminal: string;
  readonly kind: string;
}

export const KINDS = [
  'item-on-hold',
  'item-on-loan',
  'patron-blocked',
  'card-expired',
  'limit-reached',
  'fee-owed',
  'too-many-overdue',
  'class-limit-reached',
  'not-for-loan',
  'no-policy',
  'item-withdrawn',
  'item-lost',
  'renew-on-hold',
  'renewal-limit',
  'card-unknown',
  'item-unknown',
  'several-matches',
  'promised-after-refusal',
  'clock',
  'fee-overpaid',
  'lost-fee-paid',
] as const;

export const queryOf = ({ state, library, terminal, kind }: Filter) => ({
  state,
  ...(library !== '' && { library }),
  ...(terminal !== '' && { terminal }),
  ...(kind !== '' && { kind }),
});

export const isFiltered = ({ library, terminal, kind }: Filter): boolean =>
  `${library}${terminal}${kind}` !== '';
