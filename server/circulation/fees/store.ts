/** Money that is owed, paid and waived (docs/rules/circulation.md, F). */
import { once } from '../../audit/once.ts';
import type { Done } from '../../audit/once.ts';
import { actorText } from '../../audit/actor.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { isPostgres } from '../../db/together.ts';
import { patronFor } from '../../staff/reach-store.ts';
import type { ActAnswer, FeeCharge, FeeSettle, FeeSettled } from '../desk-acts.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import { nextReceiptNumber } from './receipt-store.ts';
import { shareOut } from './rules/share-out.ts';
import type { Share } from './rules/share-out.ts';

export type FeeCharged = ActAnswer<{ readonly feeId: string }>;

export const commands = {
  'fee-charge': (tx: Writer, act: FeeCharge): Promise<FeeCharged> =>
    once(tx, act, { action: 'fee-charge', keys: [`patron ${act.patronId}`] }, async () => {
      if (!(await patronFor(tx, act, act.patronId))) return refuse('patron-unknown');
      if (act.itemId !== undefined && !(await itemExists(tx, act.itemId)))
        return refuse('item-unknown');
      await chargeFee(tx, act);
      return charged(act);
    }),

  'fee-settle': (tx: Writer, act: FeeSettle): Promise<FeeSettled> => {
    const doing = {
      action: `fee-${act.how === 'paid' ? 'pay' : 'waive'}`,
      keys: [`patron ${act.patronId}`],
    };
    return once(tx, act, doing, () => settle(tx, act));
  },
};

const itemExists = (db: Reader, id: string) =>
  db.selectFrom('item').select('id').where('id', '=', id).executeTakeFirst();

/** A fee of its own; its id is that of the act, or derived from it. */
export const chargeFee = (
  tx: Writer,
  { id, actor, now, patronId, kind, amount, itemId, note, loanId }: FeeCharge & { loanId?: string },
) =>
  tx
    .insertInto('fee')
    .values({
      ...{ id, patron_id: patronId, library_id: actor.libraryId, kind, amount },
      ...{ note: note ?? '', loan_id: loanId ?? null, item_id: itemId ?? null },
      ...{ created_at: now, created_by: actorText(actor) },
    })
    .execute();

const charged = ({ id, patronId, kind, amount, itemId }: FeeCharge): Done<{ feeId: string }> => ({
  answer: { feeId: id },
  subject: { kind: 'patron', id: patronId },
  details: { kind, amount, ...(itemId !== undefined && { item: itemId }) },
});

type Settled = Omit<Extract<FeeSettled, { outcome: 'accepted' }>, 'outcome'>;

async function settle(tx: Writer, act: FeeSettle): Promise<Refusal | Done<Settled>> {
  if (!(await patronFor(tx, act, act.patronId))) return refuse('patron-unknown');
  const owed = await readOwed(tx, act.patronId);
  const meant = owed.filter(({ id }) => act.feeId === undefined || id === act.feeId);
  if (act.feeId !== undefined && meant.length === 0) return refuse(await whyNotOwed(tx, act));
  const shares = shareOut(meant, act.amount);
  if ('code' in shares) return shares;
  const receiptNumber = await nextReceiptNumber(tx, act.actor.libraryId, act.year);
  for (const share of shares) await pay(tx, act, share, receiptNumber);
  const left = owed.reduce((sum, fee) => sum + fee.left, 0) - act.amount;
  return {
    answer: { receiptNumber, settled: shares, left },
    subject: { kind: 'patron', id: act.patronId },
    details: { how: act.how, amount: act.amount, method: act.method ?? '00' },
  };
}

/** What is owed still, the oldest first. A book that comes back at this moment may change what its loan costs: it waits, or this does. */
async function readOwed(tx: Writer, patronId: string): Promise<{ id: string; left: number }[]> {
  const rows = await tx
    .selectFrom('fee')
    .select(['id', 'amount', 'settled'])
    .where('patron_id', '=', patronId)
    .whereRef('settled', '<', 'amount')
    .orderBy('created_at')
    .orderBy('id')
    .$call((fee) => (isPostgres(tx) ? fee.forUpdate() : fee))
    .execute();
  return rows.map(({ id, amount, settled }) => ({ id, left: amount - settled }));
}

async function whyNotOwed(
  db: Reader,
  { patronId, feeId }: FeeSettle,
): Promise<'fee-unknown' | 'fee-nothing-owed'> {
  const fee = await db
    .selectFrom('fee')
    .select('id')
    .where('patron_id', '=', patronId)
    .where('id', '=', feeId ?? '')
    .executeTakeFirst();
  return fee ? 'fee-nothing-owed' : 'fee-unknown';
}

async function pay(
  tx: Writer,
  { id, actor, now, how, method, reference, note }: FeeSettle,
  { feeId, amount }: Share,
  receiptNumber: string,
): Promise<void> {
  await tx
    .insertInto('fee_payment')
    .values({
      ...{ id, fee_id: feeId, amount, how, method: method ?? '00' },
      ...{ receipt_number: receiptNumber, reference: reference ?? null, note: note ?? '' },
      ...{ library_id: actor.libraryId, at: now, by: actorText(actor) },
    })
    .execute();
  await tx
    .updateTable('fee')
    .set((fee) => ({ settled: fee('settled', '+', amount) }))
    .where('id', '=', feeId)
    .execute();
}
