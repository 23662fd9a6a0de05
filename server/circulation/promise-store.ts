/** Loans that were made without an answer, as rows: what spoke against them is worked out again when more is told (docs/rules/conflicts.md, Q3). */
import type { Reader } from '../db/database.ts';
import { overRows, readOver } from './rows.ts';
import type { Row } from './rows.ts';
import type { Loan } from './rules/timeline.ts';

const COLUMNS = {
  id: 'text',
  item_id: 'text',
  patron_id: 'text',
  library_id: 'text',
  at: 'bigint',
  claimed_at: 'bigint',
  identifier: 'text',
  kept_for: 'text',
  kept_since: 'bigint',
} as const;
const names = Object.keys(COLUMNS).join(', ');

export type PromisedLoanRow = Row<typeof COLUMNS>;

/** Whose card or which item it was may be found out later; the rest stays as it was told. */
export const PUT_PROMISED_LOANS = overRows(
  COLUMNS,
  ({ rows }) => `
  insert into promised_loan (${names}) select ${names} from ${rows} as given where true
  on conflict (id) do update set item_id = excluded.item_id, patron_id = excluded.patron_id`,
);

/** Of one item, of a title that was ever waited for, or of one patron. */
const CONCERNED = {
  item_id: 'text',
  title_id: 'text',
  patron_id: 'text',
  since: 'bigint',
} as const;
export type Concerned = Row<typeof CONCERNED>;

const LATER = overRows(
  CONCERNED,
  ({ rows, join, by }) => `
  select promised.id from ${rows} as asked
  ${join} promised_loan as promised ${by('promised_loan_patron')}
    on promised.patron_id = asked.patron_id and promised.at >= asked.since
  union
  select promised.id from ${rows} as asked
  ${join} promised_loan as promised ${by('promised_loan_item')}
    on promised.item_id = asked.item_id and promised.at >= asked.since
  union
  select promised.id from ${rows} as asked ${join} item ${by('item_title')} on item.title_id = asked.title_id
  ${join} promised_loan as promised ${by('promised_loan_item')}
    on promised.item_id = item.id and promised.at >= asked.since
  where exists (select 1 from hold where hold.title_id = asked.title_id)`,
);

/**
 * Promised loans that may stand differently because of what has just been told. Copies of one title have to do with each other only where
 * somebody waited: a set of textbooks has a thousand.
 */
export async function readLater(db: Reader, concerned: readonly Concerned[]): Promise<string[]> {
  const rows = await readOver<{ id: string }, typeof CONCERNED>(db, LATER, concerned);
  return rows.map(({ id }) => id);
}

export interface Promised {
  readonly id: string;
  readonly itemId: string;
  readonly titleId: string;
  readonly itemClass: string;
  readonly patronId: string | undefined;
  readonly libraryId: string;
  readonly claimedAt: number;
  readonly identifier: string;
  /** As it stands. */
  readonly loan: Pick<Loan, 'checkedOutAt' | 'ended'>;
  /** Another still had the copy when this loan was made. */
  readonly isContested: boolean;
  /** Staff have taken the loan back: what they have decided stays decided. */
  readonly isReversed: boolean;
  /** Somebody has waited for the title, then or since. */
  readonly isAwaited: boolean;
}

const IDS = { id: 'text' } as const;

/** The patron of the replaced loan by its event, which keeps them as long as a loan of the same two is left: the loan's own row may have been cut. */
const PROMISED = overRows(
  IDS,
  ({ rows, join }) => `
  select promised.id, promised.item_id, item.title_id, item.item_class, promised.patron_id, promised.library_id,
    promised.claimed_at, promised.identifier, loan.checked_out_at, loan.ended_at, loan.ended_how,
    loan.replaced,
    (select event.patron_id from circulation_event as event where event.id = loan.replaced) as replaced_patron_id,
    (select count(*) from circulation_event as event where event.item_id = promised.item_id
      and event.undo_of = promised.id and event.terminal_id like 'staff:%') as undone_by_staff,
    (select count(*) from hold where hold.title_id = item.title_id) as holds
  from ${rows} as asked ${join} promised_loan as promised on promised.id = asked.id
  ${join} loan on loan.id = promised.id ${join} item on item.id = promised.item_id`,
);

interface Found {
  readonly id: string;
  readonly item_id: string;
  readonly title_id: string;
  readonly item_class: string;
  readonly patron_id: string | null;
  readonly library_id: string;
  readonly claimed_at: number;
  readonly identifier: string;
  readonly checked_out_at: number;
  readonly ended_at: number | null;
  readonly ended_how: NonNullable<Loan['ended']>['how'] | null;
  readonly replaced: string | null;
  readonly replaced_patron_id: string | null;
  readonly undone_by_staff: number;
  readonly holds: number;
}

/** Those of these loans that were promised. */
export async function readPromised(db: Reader, ids: readonly string[]): Promise<Promised[]> {
  const asked = [...new Set(ids)].map((id) => ({ id }));
  const rows = await readOver<Found, typeof IDS>(db, PROMISED, asked);
  return rows.map((row) => ({
    ...{ id: row.id, itemId: row.item_id, titleId: row.title_id, itemClass: row.item_class },
    ...{ libraryId: row.library_id, claimedAt: row.claimed_at, identifier: row.identifier },
    patronId: row.patron_id ?? undefined,
    loan: { checkedOutAt: row.checked_out_at, ended: endedOf(row) },
    isContested: row.replaced !== null && row.replaced_patron_id !== row.patron_id,
    isReversed: row.ended_how === 'undone' && row.undone_by_staff > 0,
    isAwaited: row.holds > 0,
  }));
}

export const endedOf = ({
  ended_at,
  ended_how,
}: Pick<Found, 'ended_at' | 'ended_how'>): Loan['ended'] =>
  ended_at === null || ended_how === null ? undefined : { at: ended_at, how: ended_how };
