import type { Wishes } from '../rules/wishes.ts';
import type { SubscriptionRow } from '../tables.ts';

/** As it was checked when it was written. */
export const wishesIn = ({ wishes }: Pick<SubscriptionRow, 'wishes'>): Wishes =>
  JSON.parse(wishes) as Wishes;
