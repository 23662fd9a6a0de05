import type { Account, AccountLoan } from '../../ils.ts';
import type { ItemFacts } from './item-facts.ts';
import { dueFields } from './loan-reply.ts';
import type { PatronFacts } from './patron-facts.ts';

/** One entry of the charged list, and what item information says of it, where it was asked and knows such an item. */
export interface ChargedEntry {
  readonly entry: string;
  readonly item: ItemFacts | undefined;
  /** The system itself has it on the list of overdue items. */
  readonly listedOverdue: boolean;
}

export function accountOf(
  entries: readonly ChargedEntry[],
  patron: PatronFacts,
  now: number,
): Account {
  const owed = owedInDong(patron);
  return {
    loans: entries.map((entry) => loanOf(entry, now)),
    ...(owed !== undefined && { feesOwed: owed }),
  };
}

/** An entry that is no identifier is shown in its own words; such a loan cannot be renewed here. */
function loanOf({ entry, item, listedOverdue }: ChargedEntry, now: number): AccountLoan {
  const due = item ? dueFields(item.due) : {};
  return {
    item: item?.view ?? { title: entry, author: '' },
    identifier: entry,
    ...due,
    overdue: listedOverdue || (due.dueAt !== undefined && due.dueAt < now),
    renewable: item?.known === true,
  };
}

/** Money in another currency is not shown: the screen says đồng. */
function owedInDong({ owed }: PatronFacts): number | undefined {
  if (!owed || (owed.currency !== undefined && owed.currency !== 'VND')) return undefined;
  return Math.round(owed.amount);
}
