/** What staff ask of a terminal. */
import { central, told } from '../../../central.ts';
import type { Order } from '../../answers.ts';
import { attempt } from '../../trouble.ts';

/** @param act id of the order: sent again with the same one it is given once */
export const give = (act: string, terminal: string, what: Order) =>
  attempt(() =>
    told(
      central.staff.terminals[':id'].orders.$post({
        param: { id: terminal },
        json: { id: act, what },
      }),
    ),
  );

export const ordersOf = (terminal: string) =>
  told(central.staff.terminals[':id'].orders.$get({ param: { id: terminal } }));

/** Address of what a terminal has handed in: a file, which the browser fetches by itself. */
export const bundleOf = (terminal: string, order: string): string =>
  `/api${central.staff.terminals[':id'].bundles[':order'].$path({ param: { id: terminal, order } })}`;
