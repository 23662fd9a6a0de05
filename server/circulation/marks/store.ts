/** Lost, missing, found, damaged, mended, withdrawn, claimed returned, read on the spot (docs/rules/circulation.md, M). */
import { actorText } from '../../audit/actor.ts';
import { once } from '../../audit/once.ts';
import type { Done } from '../../audit/once.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { itemFor } from '../../staff/reach-store.ts';
import type { ActAnswer, ItemMark } from '../desk-acts.ts';
import { chargeFee } from '../fees/store.ts';
import { takeBackLostFee } from '../lost-fee-store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { Condition } from '../rules/world.ts';
import { addStaffEvent } from '../staff-event.ts';
import { openLoanOf, readLostCharges } from './lost-fees.ts';
import type { OpenLoan } from './lost-fees.ts';
import { decideMark } from './rules/decide-mark.ts';

export interface Charged {
  readonly kind: 'lost' | 'processing' | 'damaged';
  /** Đồng. */
  readonly amount: number;
}

export type ItemMarked = ActAnswer<{
  readonly condition: Condition;
  readonly charged: readonly Charged[];
  /** Taken back of what was owed for it; đồng. */
  readonly cancelled: number;
}>;
type Marking = Omit<Extract<ItemMarked, { outcome: 'accepted' }>, 'outcome'>;

export const commands = {
  'item-mark': async (tx: Writer, act: ItemMark): Promise<ItemMarked> => {
    const keys = await keysOf(tx, act.itemId);
    return once(tx, act, { action: `item-${act.mark}`, keys }, async () => {
      const item = await itemFor(tx, act, act.itemId);
      return item ? mark(tx, act, item) : refuse('item-unknown');
    });
  },
};

async function keysOf(db: Reader, itemId: string): Promise<string[]> {
  const loan = await openLoanOf(db, itemId);
  const item = await db
    .selectFrom('item')
    .select('title_id')
    .where('id', '=', itemId)
    .executeTakeFirst();
  const patron = loan?.patronId === undefined ? [] : [`patron ${loan.patronId}`];
  return [`item ${itemId}`, `title ${item?.title_id ?? ''}`, ...patron];
}

async function mark(tx: Writer, act: ItemMark, item: ItemRow): Promise<Refusal | Done<Marking>> {
  const loan = await openLoanOf(tx, item.id);
  const claimed = loan?.claimedReturnedAt !== undefined;
  const standing = { condition: item.condition, onLoan: loan !== undefined, claimed };
  const decision = decideMark(act.mark, standing);
  if ('code' in decision) return decision;
  const { condition, event, isGone } = decision;
  const payer = act.mark === 'damaged' ? await whoHadIt(tx, item.id, loan) : loan?.patronId;
  if (act.mark === 'damaged' && act.charge !== undefined && payer === undefined)
    return refuse('patron-unknown');
  if (event) await addStaffEvent(tx, act, item, { kind: event, patronId: loan?.patronId });
  await setCondition(tx, act, item, condition);
  if (isGone) await release(tx, act, item.id);
  const charges = await chargesOf(tx, act, item, loan);
  for (const charge of charges) if (payer !== undefined) await put(tx, act, payer, charge, loan);
  const cancelled = act.mark === 'found' ? await takeBackLostFee(tx, item.id, findingOf(act)) : 0;
  const charged = payer === undefined ? [] : charges;
  return {
    answer: { condition, charged, cancelled },
    subject: { kind: 'item', id: item.id },
    details: { before: item.condition, after: condition },
  };
}

const findingOf = ({ id, actor, now }: ItemMark) => ({
  ...{ id, now, libraryId: actor.libraryId, by: actorText(actor) },
});

/** Whoever has it, else had it last: as long as the library still knows. */
async function whoHadIt(
  db: Reader,
  itemId: string,
  open: OpenLoan | undefined,
): Promise<string | undefined> {
  if (open) return open.patronId;
  const last = await db
    .selectFrom('loan')
    .select('patron_id')
    .where('item_id', '=', itemId)
    .where('ended_how', 'in', ['returned', 'lost', 'written-off'])
    .orderBy('ended_at', 'desc')
    .executeTakeFirst();
  return last?.patron_id ?? undefined;
}

async function chargesOf(
  db: Reader,
  act: ItemMark,
  item: ItemRow,
  loan: OpenLoan | undefined,
): Promise<Charged[]> {
  if (act.mark === 'damaged')
    return act.charge === undefined ? [] : [{ kind: 'damaged', amount: act.charge }];
  if (act.mark !== 'lost' || !loan) return [];
  const { price, handling } = await readLostCharges(db, item, loan);
  const charges: Charged[] = [
    { kind: 'lost', amount: price },
    { kind: 'processing', amount: handling },
  ];
  return charges.filter(({ amount }) => amount > 0);
}

/** What is lost belongs to its loan, and only once; a book may be damaged twice in one. */
const put = (
  tx: Writer,
  act: ItemMark,
  patronId: string,
  { kind, amount }: Charged,
  loan: OpenLoan | undefined,
) =>
  chargeFee(tx, {
    ...{ id: `${act.id}-${kind}`, actor: act.actor, now: act.now, patronId, kind, amount },
    ...{ itemId: act.itemId, note: act.note },
    ...(kind !== 'damaged' && loan && { loanId: loan.id }),
  });

/** Nobody can be given it now. */
export async function release(
  tx: Writer,
  { actor, now }: Pick<ItemMark, 'actor' | 'now'>,
  itemId: string,
): Promise<void> {
  await tx
    .updateTable('hold')
    .set({ captured_item_id: null, captured_at: null, shelf_at: null, shelf_until: null })
    .where('captured_item_id', '=', itemId)
    .where('ended_at', 'is', null)
    .execute();
  await tx
    .updateTable('transit')
    .set({ ended_at: now, ended_how: 'overtaken' })
    .where('item_id', '=', itemId)
    .where('ended_at', 'is', null)
    .execute();
  await endHoldsOfWithdrawn(tx, actorText(actor), now, itemId);
}

/** Who waits for this very copy waits in vain once it has left the collection for good; for a lost one they may hope. */
const endHoldsOfWithdrawn = (tx: Writer, by: string, now: number, itemId: string) =>
  tx
    .updateTable('hold')
    .set({ ended_at: now, ended_how: 'cancelled', ended_by: by })
    .where('item_id', '=', itemId)
    .where('ended_at', 'is', null)
    .where((hold) =>
      hold.exists(
        hold
          .selectFrom('item')
          .select('item.id')
          .whereRef('item.id', '=', 'hold.item_id')
          .where('item.condition', '=', 'withdrawn'),
      ),
    )
    .execute();

/** What is found lies where staff stand. */
const setCondition = (tx: Writer, { mark, actor }: ItemMark, item: ItemRow, condition: Condition) =>
  tx
    .updateTable('item')
    .set({ condition, ...(mark === 'found' && { current_library_id: actor.libraryId }) })
    .where('id', '=', item.id)
    .execute();
