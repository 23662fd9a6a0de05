/** What is known of patrons and titles, past and present, as the rules about promised loans ask for it. */
import type { Reader } from '../db/database.ts';
import { asHold } from './line-store.ts';
import type { HoldOfPatron } from './line-store.ts';
import { endedOf } from './promise-store.ts';
import { overRows, readOver } from './rows.ts';
import type { Taking } from './rules/hold-ends.ts';
import type { Keeping, TitlePast } from './rules/line-as-of.ts';
import type { LoanOfClass, PastBlock, PastFee, PatronPast } from './rules/patron-as-of.ts';
import type { LoanRow } from './tables.ts';
import type { Condition } from './rules/world.ts';

const IDS = { id: 'text' } as const;
type Ids = typeof IDS;

const asked = (ids: readonly string[]) => [...new Set(ids)].map((id) => ({ id }));

type LoanColumns = Pick<
  LoanRow,
  | 'id'
  | 'item_id'
  | 'patron_id'
  | 'terminal_id'
  | 'checked_out_at'
  | 'due_at'
  | 'claimed_returned_at'
  | 'ended_at'
  | 'ended_how'
>;
const LOAN = `loan.id, loan.item_id, loan.patron_id, loan.terminal_id, loan.checked_out_at, loan.due_at, loan.claimed_returned_at,
    loan.ended_at, loan.ended_how`;

const PATRONS = overRows(
  IDS,
  ({ rows, join }) => `
  select patron.id, patron.patron_class from ${rows} as asked ${join} patron on patron.id = asked.id`,
);

/** By their checkouts, which are found by patron: of loans that have ended there is no other way. */
const LOANS_OF_PATRONS = overRows(
  IDS,
  ({ rows, join, by }) => `
  select ${LOAN}, item.item_class
  from ${rows} as asked
  ${join} circulation_event as event ${by('circulation_event_patron')}
    on event.patron_id = asked.id and event.kind = 'checkout'
  ${join} loan on loan.id = event.id and loan.patron_id = asked.id
  ${join} item on item.id = loan.item_id`,
);

const BLOCKS = overRows(
  IDS,
  ({ rows, join }) => `
  select block.patron_id, block.reason, block.since, block.ended_at
  from ${rows} as asked ${join} patron_block as block on block.patron_id = asked.id
  order by block.since, block.id`,
);

const FEES = overRows(
  IDS,
  ({ rows, join }) => `
  select fee.id, fee.patron_id, fee.amount, fee.created_at, loan.id as overdue_of, loan.ended_at
  from ${rows} as asked ${join} fee on fee.patron_id = asked.id
  left join loan on loan.id = fee.loan_id and fee.kind = 'overdue'`,
);

const PAYMENTS = overRows(
  IDS,
  ({ rows, join }) => `
  select payment.fee_id, payment.at, payment.amount
  from ${rows} as asked ${join} fee on fee.patron_id = asked.id
  ${join} fee_payment as payment on payment.fee_id = fee.id`,
);

interface FeeRow {
  readonly id: string;
  readonly patron_id: string;
  readonly amount: number;
  readonly created_at: number;
  readonly overdue_of: string | null;
  readonly ended_at: number | null;
}
interface BlockRow {
  readonly patron_id: string;
  readonly reason: string;
  readonly since: number;
  readonly ended_at: number | null;
}
interface PaymentRow {
  readonly fee_id: string;
  readonly at: number;
  readonly amount: number;
}

export async function readPatronPasts(
  db: Reader,
  patronIds: readonly string[],
): Promise<ReadonlyMap<string, PatronPast>> {
  const ids = asked(patronIds);
  const patrons = await readOver<{ id: string; patron_class: string }, Ids>(db, PATRONS, ids);
  const loans = await readOver<LoanColumns & { item_class: string }, Ids>(
    db,
    LOANS_OF_PATRONS,
    ids,
  );
  const blocks = await readOver<BlockRow, Ids>(db, BLOCKS, ids);
  const fees = await readOver<FeeRow, Ids>(db, FEES, ids);
  const payments = fees.length > 0 ? await readOver<PaymentRow, Ids>(db, PAYMENTS, ids) : [];
  return new Map(
    patrons.map(({ id, patron_class }) => [
      id,
      {
        ...{ id, patronClass: patron_class },
        loans: loans.filter(({ patron_id }) => patron_id === id).map(asLoanOfClass),
        blocks: blocks.filter(({ patron_id }) => patron_id === id).map(asBlock),
        fees: fees.filter(({ patron_id }) => patron_id === id).map((fee) => feeOf(fee, payments)),
      },
    ]),
  );
}

const asLoanOfClass = (row: LoanColumns & { readonly item_class: string }): LoanOfClass => ({
  ...{ id: row.id, checkedOutAt: row.checked_out_at, dueAt: row.due_at },
  ...{ claimedReturnedAt: row.claimed_returned_at ?? undefined, ended: endedOf(row) },
  itemClass: row.item_class,
});

const asBlock = ({ reason, since, ended_at }: BlockRow): PastBlock => ({
  ...{ reason, since, endedAt: ended_at ?? undefined },
});

/** What a loan costs that is still out is not counted against its patron before it ends. */
const feeOf = (fee: FeeRow, payments: readonly PaymentRow[]): PastFee => ({
  amount: fee.amount,
  owedSince: fee.overdue_of === null ? fee.created_at : (fee.ended_at ?? undefined),
  payments: payments.filter(({ fee_id }) => fee_id === fee.id),
});

const HOLDS = overRows(
  IDS,
  ({ rows, join }) => `
  select hold.*, patron.patron_class
  from ${rows} as asked ${join} hold on hold.title_id = asked.id
  left join patron on patron.id = hold.patron_id`,
);

const COPIES = overRows(
  IDS,
  ({ rows, join }) => `
  select item.id, item.title_id, item.item_class, item.condition
  from ${rows} as asked ${join} item on item.title_id = asked.id`,
);

const LOANS_OF_TITLES = overRows(
  IDS,
  ({ rows, join, by }) => `
  select ${LOAN}, item.title_id
  from ${rows} as asked ${join} item ${by('item_title')} on item.title_id = asked.id
  ${join} circulation_event as event ${by('circulation_event_item')}
    on event.item_id = item.id and event.kind = 'checkout'
  ${join} loan on loan.id = event.id`,
);

const KEEPINGS = overRows(
  IDS,
  ({ rows, join, by }) => `
  select promised.item_id, promised.kept_for, promised.kept_since, item.title_id
  from ${rows} as asked ${join} item ${by('item_title')} on item.title_id = asked.id
  ${join} promised_loan as promised on promised.item_id = item.id and promised.kept_for is not null`,
);

interface CopyRow {
  readonly id: string;
  readonly title_id: string;
  readonly item_class: string;
  readonly condition: Condition;
}
interface KeepingRow {
  readonly item_id: string;
  readonly kept_for: string;
  readonly kept_since: number;
  readonly title_id: string;
}

export interface TitlePastRead extends TitlePast {
  readonly loans: readonly Taking[];
}

const NO_TITLES: ReadonlyMap<string, TitlePastRead> = new Map();

/** Of those titles that anybody has ever waited for. */
export async function readTitlePasts(
  db: Reader,
  titleIds: readonly string[],
): Promise<ReadonlyMap<string, TitlePastRead>> {
  const holds = await readOver<HoldOfPatron, Ids>(db, HOLDS, asked(titleIds));
  if (holds.length === 0) return NO_TITLES;
  const ids = asked(holds.map(({ title_id }) => title_id));
  const copies = await readOver<CopyRow, Ids>(db, COPIES, ids);
  const loans = await readOver<LoanColumns & { title_id: string }, Ids>(db, LOANS_OF_TITLES, ids);
  const kept = await readOver<KeepingRow, Ids>(db, KEEPINGS, ids);
  return new Map(
    ids.map(({ id }) => {
      const ofTitle = (row: { readonly title_id: string }) => row.title_id === id;
      const waiting = holds.filter(ofTitle).map(asHold);
      return [
        id,
        {
          holds: waiting,
          copies: copies.filter(ofTitle).map(asCopy),
          loans: loans.filter(ofTitle).map(asLoanOfCopy),
          keepings: [
            ...waiting.flatMap(({ id: holdId, captured }) =>
              captured ? [{ holdId, itemId: captured.itemId, since: captured.at }] : [],
            ),
            ...kept.filter(ofTitle).map(asKeeping),
          ],
        },
      ];
    }),
  );
}

const asCopy = ({ id, item_class, condition }: CopyRow) => ({
  ...{ id, itemClass: item_class, condition },
});

const asLoanOfCopy = (row: LoanColumns): Taking => ({
  ...{ id: row.id, itemId: row.item_id, patronId: row.patron_id ?? undefined },
  terminalId: row.terminal_id,
  ...{ checkedOutAt: row.checked_out_at, ended: endedOf(row) },
});

const asKeeping = ({ item_id, kept_for, kept_since }: KeepingRow): Keeping => ({
  ...{ itemId: item_id, holdId: kept_for, since: kept_since },
});
