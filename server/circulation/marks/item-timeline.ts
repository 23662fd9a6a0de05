/** A mark among the events of its item; loans, and what they cost, are worked out again. */
import { actorText } from '../../audit/actor.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Writer } from '../../db/database.ts';
import type { ItemMark } from '../desk-acts.ts';
import { feeChanges, feeRow, PUT_FEES } from '../fee-deriving.ts';
import { readCharged, readClasses } from '../past-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { part, writeAll } from '../rows.ts';
import { changesBetween } from '../rules/conflict.ts';
import type { ItemEvent, Loan } from '../rules/timeline.ts';
import { loansOf } from '../rules/timeline.ts';
import { insertEvent, putLoan, readEvents, readLoans } from '../timeline-store.ts';
import type { OpenLoan } from './lost-fees.ts';

export async function addToTimeline(
  tx: Writer,
  act: ItemMark,
  item: ItemRow,
  kind: ItemEvent['kind'],
  open: OpenLoan | undefined,
): Promise<void> {
  const events = await readEvents(tx, item.id);
  const before = await readLoans(tx, item.id);
  const event = eventOf(act, events, kind, open);
  const { changed } = changesBetween(before, loansOf([...events, event], act.clockUncertaintyMs));
  await insertEvent(tx, item.id, event, act.now).execute();
  // A mark begins no loan, so there is no end that must be written before.
  for (const loan of changed) await putLoan(tx, item.id, loan).execute();
  await chargeLateness(tx, act, item, changed);
}

/** Staff say it now of how it is now: it comes after whatever a terminal's clock has put in the future. */
const eventOf = (
  { id, actor, now }: ItemMark,
  events: readonly ItemEvent[],
  kind: ItemEvent['kind'],
  open: OpenLoan | undefined,
): ItemEvent => ({
  ...{ id, kind, claimedAt: now, terminalId: actorText(actor), libraryId: actor.libraryId },
  occurredAt: Math.max(now, ...events.map(({ occurredAt }) => occurredAt + 1)),
  patronId: open?.patronId,
});

async function chargeLateness(
  tx: Writer,
  { actor, now }: ItemMark,
  { id, item_class: itemClass, price }: ItemRow,
  loans: readonly Loan[],
): Promise<void> {
  const lending = {
    book: await currentRulebook(tx),
    item: { itemClass, price: price ?? undefined },
    charged: await readCharged(tx, id),
    classes: await readClasses(tx, id),
  };
  const rows = feeChanges(loans, lending).map((fee) => feeRow(fee, id, now, actorText(actor)));
  await writeAll(tx, [part(PUT_FEES, rows)]);
}
