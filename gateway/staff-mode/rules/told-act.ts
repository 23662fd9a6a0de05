/** What is kept and told of each act of staff at the machine: what, when, by whom; nothing of a patron. */
import type { StaffAct } from '../../staff-messages.ts';
import type { Who } from './who.ts';

/** Let in, and shut out after too many wrong PINs, are told like what is done inside. */
export type ToldWhat = StaffAct['what'] | 'enter' | 'pin-locked';

export interface ToldAct {
  /** UUIDv7: told twice it is one. */
  readonly id: string;
  /** Epoch milliseconds, by the best time known. */
  readonly at: number;
  readonly what: ToldWhat;
  /** `cardEnd`: the last signs of the card that was shown; `account`: whose it is, where the server has said so. */
  readonly by: { readonly cardEnd?: string; readonly account?: string };
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export const byOf = ({ card }: Who): ToldAct['by'] => ({
  ...(card && { cardEnd: card.end }),
  ...(card?.account !== undefined && { account: card.account }),
});

/** Where a screen was touched is nothing for a journal. */
export function detailsOf(act: StaffAct): ToldAct['details'] {
  const { what: _said, ...rest } = act;
  return 'felt' in rest ? {} : rest;
}

/** Who has decided about a transaction, as the outbox keeps it (D41). */
export const nameOf = ({ card }: Who): string =>
  card ? `staff-card …${card.end}` : 'somebody with the PIN';

/** Kept where nobody takes them, and as many as one message carries. */
export const MOST_KEPT = 500;
export const MOST_TOLD = 50;
