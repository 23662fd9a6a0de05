/** What staff say of an item, among its events; loans, and what they cost, are worked out again. */
import type { Act } from '../audit/once.ts';
import { actorText } from '../audit/actor.ts';
import type { ItemRow } from '../catalogue/tables.ts';
import type { Writer } from '../db/database.ts';
import { OPEN_CONFLICTS } from './conflict-store.ts';
import type { FeeChange } from './fee-deriving.ts';
import { feeChanges, feeRow, PUT_FEES } from './fee-deriving.ts';
import { readCharged, readClasses } from './past-store.ts';
import { currentRulebook } from './rulebook-store.ts';
import { part, writeAll } from './rows.ts';
import { changesBetween } from './rules/conflict.ts';
import type { ItemEvent, Loan } from './rules/timeline.ts';
import { loansOf } from './rules/timeline.ts';
import { insertEvent, putLoan, readEvents, readLoans } from './timeline-store.ts';

export interface StaffAct extends Act {
  /** As with transactions: the item's past is worked out again. */
  readonly clockUncertaintyMs?: number | undefined;
}

export type Said = Pick<ItemEvent, 'kind' | 'patronId' | 'dueAt' | 'undoOf'>;

/** The event's id is that of the act. */
export async function addStaffEvent(
  tx: Writer,
  act: StaffAct,
  item: ItemRow,
  said: Said,
): Promise<void> {
  const events = await readEvents(tx, item.id);
  const before = await readLoans(tx, item.id);
  const event = eventOf(act, events, said);
  const { changed } = changesBetween(before, loansOf([...events, event], act.clockUncertaintyMs));
  await insertEvent(tx, item.id, event, act.now).execute();
  // What staff say begins no loan, so there is no end that must be written before.
  for (const loan of changed) await putLoan(tx, item.id, loan).execute();
  await chargeLateness(tx, act, item, changed);
}

/** Staff say it now of how it is now: it comes after whatever a terminal's clock has put in the future. */
const eventOf = (
  { id, actor, now }: StaffAct,
  events: readonly ItemEvent[],
  said: Said,
): ItemEvent => ({
  ...{ id, claimedAt: now, terminalId: actorText(actor), libraryId: actor.libraryId },
  occurredAt: Math.max(now, ...events.map(({ occurredAt }) => occurredAt + 1)),
  ...said,
});

async function chargeLateness(
  tx: Writer,
  { actor, now }: StaffAct,
  { id, item_class: itemClass, price }: ItemRow,
  loans: readonly Loan[],
): Promise<void> {
  const lending = {
    book: await currentRulebook(tx),
    item: { itemClass, price: price ?? undefined },
    charged: await readCharged(tx, id),
    classes: await readClasses(tx, id),
  };
  const fees = feeChanges(loans, lending);
  const overpaid = fees.filter(({ isOverpaid }) => isOverpaid);
  await writeAll(tx, [
    part(
      PUT_FEES,
      fees.map((fee) => feeRow(fee, id, now, actorText(actor))),
    ),
    part(
      OPEN_CONFLICTS,
      overpaid.map((fee) => toGiveBack(fee, id, actor.libraryId, now)),
    ),
  ]);
}

/** F22 */
const toGiveBack = ({ loan }: FeeChange, itemId: string, libraryId: string, now: number) => ({
  ...{ transaction_id: loan.id, kind: 'fee-overpaid', library_id: libraryId, item_id: itemId },
  ...{ patron_id: loan.patronId, loan_id: loan.id, details: '{}', opened_at: now },
});
