/** The rules of lending, loans made elsewhere, holds and fees, as imports and staff pages change them. */
import type { z } from 'zod';
import type { Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import type {
  FeeInput,
  HoldInput,
  ItemClassInput,
  LoanInput,
  PatronClassInput,
  PolicyInput,
} from './input.ts';
import { renewRulebook } from './rulebook-store.ts';
import { policyRow } from './rules/policy-row.ts';
import type { ItemEvent } from './rules/timeline.ts';
import { loansOf } from './rules/timeline.ts';
import { insertEvent, putLoan, readEvents } from './timeline-store.ts';

export const commands = {
  /** Adds classes and rules of lending, or changes them. */
  'lending-rules-put': async (
    tx: Writer,
    input: {
      patronClasses: readonly z.output<typeof PatronClassInput>[];
      itemClasses: readonly z.output<typeof ItemClassInput>[];
      policies: readonly z.output<typeof PolicyInput>[];
    },
  ) => {
    for (const { id, name } of input.patronClasses)
      await tx
        .insertInto('patron_class')
        .values({ id, name })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ name }))
        .execute();
    for (const { id, name, loanable } of input.itemClasses) {
      const row = { name, loanable: loanable ? 1 : 0 };
      await tx
        .insertInto('item_class')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
    for (const policy of input.policies) await putPolicy(tx, policy);
    await renewRulebook(tx);
  },

  /** Loans made elsewhere go in as events like any other; those that are there already stay. */
  'loans-put': async (
    tx: Writer,
    { loans, now }: { loans: readonly z.output<typeof LoanInput>[]; now: number },
  ) => {
    await lock(tx, ...loans.map(({ itemId }) => `item ${itemId}`));
    for (const loan of loans) await putEarlierLoan(tx, loan, now);
  },

  /** A hold that is there already stays as it is. */
  'holds-put': async (tx: Writer, { holds }: { holds: readonly z.output<typeof HoldInput>[] }) => {
    for (const hold of holds)
      await tx
        .insertInto('hold')
        .values({
          id: hold.id,
          patron_id: hold.patronId,
          title_id: hold.titleId,
          item_id: hold.itemId ?? null,
          pickup_library_id: hold.pickupLibraryId,
          placed_at: hold.placedAt,
          placed_by: 'import:',
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
  },

  /** A fee that is there already stays as it is, with what has been paid of it. */
  'fees-put': async (tx: Writer, { fees }: { fees: readonly z.output<typeof FeeInput>[] }) => {
    for (const { id, patronId, amount, reason, createdAt } of fees)
      await tx
        .insertInto('fee')
        .columns([
          'id',
          'patron_id',
          'library_id',
          'kind',
          'amount',
          'note',
          'created_at',
          'created_by',
        ])
        .expression((from) =>
          from
            .selectFrom('patron')
            .where('patron.id', '=', patronId)
            .select((e) => [
              e.val(id).as('id'),
              'patron.id as patron_id',
              'patron.library_id',
              e.val('other' as const).as('kind'),
              e.val(amount).as('amount'),
              e.val(reason).as('note'),
              e.val(createdAt).as('created_at'),
              e.val('import:').as('created_by'),
            ]),
        )
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
  },
};

async function putEarlierLoan(
  tx: Writer,
  loan: z.output<typeof LoanInput>,
  now: number,
): Promise<void> {
  const known = await readEvents(tx, loan.itemId);
  const fresh = eventsOf(loan).filter(({ id }) => !known.some((event) => event.id === id));
  for (const event of fresh) await insertEvent(tx, loan.itemId, event, now).execute();
  const derived = loansOf([...known, ...fresh]);
  // The open loan is the last one, so every end is written before a beginning.
  for (const one of derived) await putLoan(tx, loan.itemId, one).execute();
}

function eventsOf(loan: z.output<typeof LoanInput>): ItemEvent[] {
  const { id, occurredAt, returnedAt, libraryId, patronId, dueAt } = loan;
  const common = { terminalId: 'import', libraryId, patronId };
  const at = (instant: number) => ({ occurredAt: instant, claimedAt: instant });
  return [
    { id, kind: 'checkout', ...at(occurredAt), ...common, dueAt },
    ...(returnedAt === undefined
      ? []
      : [{ id: `${id}/return`, kind: 'checkin' as const, ...at(returnedAt), ...common }]),
  ];
}

export async function putPolicy(tx: Writer, policy: z.output<typeof PolicyInput>): Promise<void> {
  const row = policyRow(policy);
  await tx
    .insertInto('loan_policy')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}
