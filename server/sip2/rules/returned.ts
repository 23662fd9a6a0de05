/** Where a returned book goes, as a sorter is told: alert, its kind, destination and bin. */
import type { Account, BinRule } from './account.ts';
import type { ReturnedFacts } from './facts.ts';
import { destinationOf } from './item-status.ts';

/** CV (3M extensions 1.20): 01 hold here, 02 hold at another branch, 04 transit home, 99 other. */
export type AlertType = '01' | '02' | '04' | '99';

export interface Sorted {
  readonly alert: AlertType | undefined;
  /** Id of a library. */
  readonly destination: string | undefined;
  readonly bin: string | undefined;
}

type Goes = 'shelf' | 'hold' | 'other-library';

/** @param goes as the rules have answered */
export function sorted(account: Account, item: ReturnedFacts | undefined, goes: Goes): Sorted {
  if (!item) return notTaken(account);
  const destination = destinationOf(item);
  const isFor = item.captured !== undefined;
  const alert = ALERTS[goes](isFor);
  const tells = account.alwaysDestination || alert !== undefined;
  return {
    alert,
    destination: tells ? destination : undefined,
    bin: binOf(account.bins, { goes, destination, item }),
  };
}

/** What was refused goes to staff. */
export const notTaken = ({ bins }: Account): Sorted => ({
  alert: '99',
  destination: undefined,
  bin: binOf(bins, { goes: 'staff' }),
});

const ALERTS: Readonly<Record<Goes, (isForSomebody: boolean) => AlertType | undefined>> = {
  shelf: () => undefined,
  hold: () => '01',
  'other-library': (isForSomebody) => (isForSomebody ? '02' : '04'),
};

interface Going {
  readonly goes: Goes | 'staff';
  readonly destination?: string;
  readonly item?: ReturnedFacts;
}

const binOf = (bins: readonly BinRule[], going: Going): string | undefined =>
  bins.find((rule) => fits(rule, going))?.bin;

const fits = (rule: BinRule, { goes, destination, item }: Going): boolean =>
  (rule.destination ?? goes) === goes &&
  (rule.library === undefined || rule.library === destination) &&
  (rule.collection === undefined || rule.collection === item?.collection) &&
  (rule.mediaType === undefined || rule.mediaType === item?.mediaType);
