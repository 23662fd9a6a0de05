/** Reads in one statement how it stands with all that a transaction is about. */
import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import type { Match } from '../libraries/rules/nearest.ts';
import type { Loan } from './rules/timeline.ts';
import type { Condition, Found, ItemStanding, PatronStanding } from './rules/world.ts';

export interface Asked {
  readonly transactionId: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly itemId: string | undefined;
  readonly patronId: string | undefined;
  readonly now: number;
}

export interface Earlier {
  readonly answer: string;
  readonly fingerprint: string;
  readonly terminalId: string;
}

/** How it stands with the item, its loan, who waits for it, the patron, and what this transaction has been answered before. */
export interface State {
  readonly item: ItemStanding | undefined;
  readonly currentLibraryId: string | undefined;
  readonly view:
    { readonly title: string; readonly author: string; readonly callNumber?: string } | undefined;
  readonly hold: { readonly id: string; readonly patronId: string } | undefined;
  readonly lastAt: number | undefined;
  readonly patron: PatronStanding | undefined;
  readonly attempt: Earlier | undefined;
  readonly promise: Earlier | undefined;
}

export async function readState(db: Reader, asked: Asked): Promise<State> {
  const { transactionId, act, itemId, patronId, now } = asked;
  const { rows } = await sql<StateRow>`
    select
      item.id as item_id, item.item_class, item.condition, item.home_library_id, item.current_library_id,
      item.call_number, title.title, title.author,
      (select max(occurred_at) from circulation_event where item_id = item.id) as last_at,
      loan.id as loan_id, loan.patron_id as loan_patron_id, loan.terminal_id as loan_terminal_id,
      loan.library_id as loan_library_id, loan.checked_out_at, loan.due_at, loan.renewals, loan.replaced,
      hold.id as hold_id, hold.patron_id as hold_patron_id, hold.pickup_library_id,
      patron.id as patron_id, patron.patron_class, patron.expires_on,
      (select count(*) from patron_block where patron_id = patron.id and ended_at is null) as blocks,
      (select cast(coalesce(sum(amount - settled), 0) as bigint) from fee
        where patron_id = patron.id and settled < amount) as fees_owed,
      (select count(*) from loan as own where own.patron_id = patron.id and own.ended_at is null) as loans,
      (select count(*) from loan as own where own.patron_id = patron.id and own.ended_at is null
        and own.due_at < ${now}) as overdue,
      (select count(*) from loan as own join item as other on other.id = own.item_id
        where own.patron_id = patron.id and own.ended_at is null
        and other.item_class = item.item_class) as loans_of_class,
      attempt.answer as attempt_answer, attempt.fingerprint as attempt_fingerprint,
      attempt.terminal_id as attempt_terminal_id,
      promise.answer as promise_answer, promise.fingerprint as promise_fingerprint,
      promise.terminal_id as promise_terminal_id
    from (select 1 as one) as one
    left join item on item.id = ${itemId ?? null}
    left join title on title.id = item.title_id
    left join loan on loan.item_id = item.id and loan.ended_at is null
    left join hold on hold.id = (
      select waiting.id from hold as waiting
      where waiting.title_id = item.title_id and waiting.ended_at is null
        and (waiting.item_id is null or waiting.item_id = item.id)
      order by waiting.placed_at, waiting.id limit 1)
    left join patron on patron.id =
      coalesce(${patronId ?? null}, case when ${act} = 'renew' then loan.patron_id end)
    left join transaction_outcome as attempt
      on attempt.id = ${transactionId} and attempt.mode = 'attempt'
    left join transaction_outcome as promise
      on promise.id = ${transactionId} and promise.mode = 'promise'
  `.execute(db);
  const [row] = rows;
  if (!row) throw new Error('a select from one row gives one row');
  return stateOf(row);
}

/** The columns of one table are all null where the join found nothing; its first column tells. */
interface StateRow extends PatronColumns, LoanColumns, ItemColumns, HoldColumns {
  readonly last_at: number | null;
  readonly attempt_answer: string | null;
  readonly attempt_fingerprint: string;
  readonly attempt_terminal_id: string;
  readonly promise_answer: string | null;
  readonly promise_fingerprint: string;
  readonly promise_terminal_id: string;
}

interface ItemColumns {
  readonly item_id: string | null;
  readonly item_class: string;
  readonly condition: Condition;
  readonly home_library_id: string;
  readonly current_library_id: string;
  readonly call_number: string | null;
  readonly title: string;
  readonly author: string;
}

interface LoanColumns {
  readonly loan_id: string | null;
  readonly loan_patron_id: string | null;
  readonly loan_terminal_id: string;
  readonly loan_library_id: string;
  readonly checked_out_at: number;
  readonly due_at: number;
  readonly renewals: number;
  readonly replaced: string | null;
}

interface HoldColumns {
  readonly hold_id: string | null;
  readonly hold_patron_id: string;
  readonly pickup_library_id: string;
}

interface PatronColumns {
  readonly patron_id: string | null;
  readonly patron_class: string;
  readonly expires_on: string | null;
  readonly blocks: number;
  readonly fees_owed: number;
  readonly loans: number;
  readonly overdue: number;
  readonly loans_of_class: number;
}

function stateOf(row: StateRow): State {
  const item = itemOf(row);
  return {
    item,
    currentLibraryId: item && row.current_library_id,
    view: item && viewOf(row),
    hold: row.hold_id === null ? undefined : { id: row.hold_id, patronId: row.hold_patron_id },
    lastAt: row.last_at ?? undefined,
    patron: patronOf(row),
    attempt: earlier(row.attempt_answer, row.attempt_fingerprint, row.attempt_terminal_id),
    promise: earlier(row.promise_answer, row.promise_fingerprint, row.promise_terminal_id),
  };
}

const viewOf = ({ title, author, call_number }: ItemColumns): NonNullable<State['view']> => ({
  title,
  author,
  ...(call_number !== null && { callNumber: call_number }),
});

function itemOf(row: StateRow): ItemStanding | undefined {
  if (row.item_id === null) return undefined;
  return {
    id: row.item_id,
    itemClass: row.item_class,
    condition: row.condition,
    homeLibraryId: row.home_library_id,
    loan: loanOf(row),
    waiting:
      row.hold_id === null
        ? undefined
        : { patronId: row.hold_patron_id, pickupLibraryId: row.pickup_library_id },
  };
}

function loanOf(row: LoanColumns): Loan | undefined {
  if (row.loan_id === null) return undefined;
  return {
    id: row.loan_id,
    patronId: row.loan_patron_id ?? undefined,
    terminalId: row.loan_terminal_id,
    libraryId: row.loan_library_id,
    checkedOutAt: row.checked_out_at,
    dueAt: row.due_at,
    renewals: row.renewals,
    replaced: row.replaced ?? undefined,
  };
}

function patronOf(row: PatronColumns): PatronStanding | undefined {
  if (row.patron_id === null) return undefined;
  return {
    id: row.patron_id,
    patronClass: row.patron_class,
    expiresOn: row.expires_on ?? undefined,
    blocked: row.blocks > 0,
    feesOwed: row.fees_owed,
    loans: row.loans,
    overdue: row.overdue,
    loansOfClass: row.loans_of_class,
  };
}

const earlier = (
  answer: string | null,
  fingerprint: string,
  terminalId: string,
): Earlier | undefined => (answer === null ? undefined : { answer, fingerprint, terminalId });

/** A number that led to one, with what is known of that one. */
export function found<T>(match: Match, value: T | undefined): Found<T> {
  if (match.kind !== 'one') return { kind: match.kind };
  return value === undefined ? { kind: 'none' } : { kind: 'one', value };
}
