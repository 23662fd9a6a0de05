/** Reads in one statement how it stands with all that transactions are about. */
import type { Reader } from '../db/database.ts';
import type { Match } from '../libraries/rules/nearest.ts';
import { readLines } from './line-store.ts';
import { overRows, readOver } from './rows.ts';
import type { Line } from './rules/line.ts';
import type { Loan } from './rules/timeline.ts';
import type { Condition, Found, ItemStanding, PatronStanding, Transit } from './rules/world.ts';

export interface Asked {
  readonly transactionId: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly itemId: string | undefined;
  readonly patronId: string | undefined;
  /** When it happened, if that matters; epoch milliseconds. */
  readonly at?: number;
  /** What may have to do with it begins here: at, less the clocks' uncertainty. */
  readonly since?: number;
  /** Whose journal it is of, and where in it. */
  readonly terminalId?: string;
  readonly sequence?: number | undefined;
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
  readonly titleId: string | undefined;
  readonly view:
    { readonly title: string; readonly author: string; readonly callNumber?: string } | undefined;
  /** Where it stands; sorters ask. */
  readonly collection: string | undefined;
  /** Of whoever has the item. */
  readonly borrowerClass: string | undefined;
  readonly lastAt: number | undefined;
  /** It was taken back before it has arrived. */
  readonly isUndone: boolean;
  /** Loans of this patron, this item or this title were promised that were made later, and are known already. */
  readonly isOvertaken: boolean;
  /** Where the row before it in its terminal's journal was placed. */
  readonly rowBefore: number | undefined;
  /** The latest event of the item that lies before it in its terminal's journal and not before it in time. */
  readonly sameBook: number | undefined;
  readonly patron: PatronStanding | undefined;
  readonly attempt: Earlier | undefined;
  readonly promise: Earlier | undefined;
}

const ASKED = {
  n: 'bigint',
  transaction_id: 'text',
  act: 'text',
  item_id: 'text',
  patron_id: 'text',
  at: 'bigint',
  since: 'bigint',
  terminal_id: 'text',
  sequence: 'bigint',
  now: 'bigint',
} as const;

const STATES = overRows(
  ASKED,
  ({ rows, by, join }) => `
  select asked.n,
    item.id as item_id, item.title_id, item.item_class, item.condition, item.home_library_id,
    item.current_library_id, item.price, item.call_number, item.collection, title.title, title.author,
    (select occurred_at from circulation_event where item_id = item.id
      order by occurred_at desc limit 1) as last_at,
    (select count(*) from circulation_event where item_id = item.id and occurred_at >= asked.at
      and undo_of = asked.transaction_id) as undone,
    case when exists (select 1 from promised_loan where promised_loan.at >= asked.since) then (
      select 1 where exists (select 1 from promised_loan as own ${by('promised_loan_patron')}
          where own.patron_id = patron.id and own.at >= asked.since)
        or exists (select 1 from promised_loan as theirs ${by('promised_loan_patron')}
          where theirs.patron_id = loan.patron_id and theirs.at >= asked.since)
        or exists (select 1 from promised_loan as same ${by('promised_loan_item')}
          where same.item_id = item.id and same.at >= asked.since)
        or exists (select 1 from hold where hold.title_id = item.title_id)
          and exists (select 1 from item as copy ${by('item_title')}
            ${join} promised_loan as other ${by('promised_loan_item')} on other.item_id = copy.id
            where copy.title_id = item.title_id and other.at >= asked.since)
    ) end as overtaken,
    case when asked.sequence is not null then
      (select placed_at from terminal_record where terminal_id = asked.terminal_id
        and sequence < asked.sequence order by sequence desc, placed_at desc limit 1) end as row_before,
    case when asked.sequence is not null then
      (select max(known.occurred_at) from circulation_event as known
        join terminal_record on terminal_record.transaction_id = known.id
        where known.item_id = item.id and known.occurred_at >= asked.at
          and terminal_record.terminal_id = asked.terminal_id
          and terminal_record.sequence < asked.sequence) end as same_book,
    (select count(*) from hold where hold.title_id = item.title_id and hold.ended_at is null) as line,
    loan.id as loan_id, loan.patron_id as loan_patron_id, loan.terminal_id as loan_terminal_id,
    loan.library_id as loan_library_id, loan.checked_out_at, loan.due_at, loan.renewals, loan.replaced,
    loan.claimed_returned_at, borrower.patron_class as borrower_class,
    transit.id as transit_id, transit.to_library_id, transit.hold_id,
    patron.id as patron_id, patron.patron_class, patron.expires_on,
    (select string_agg(reason, ' ' order by since, id) from patron_block
      where patron_id = patron.id and ended_at is null) as blocks,
    (select cast(coalesce(sum(amount - settled), 0) as bigint) from fee
      where patron_id = patron.id and settled < amount) as fees_owed,
    (select count(*) from loan as own where own.patron_id = patron.id and own.ended_at is null) as loans,
    (select count(*) from loan as own where own.patron_id = patron.id and own.ended_at is null
      and own.due_at < asked.now and own.claimed_returned_at is null) as overdue,
    (select count(*) from loan as own join item as other on other.id = own.item_id
      where own.patron_id = patron.id and own.ended_at is null
      and other.item_class = item.item_class) as loans_of_class,
    (select count(*) from hold where hold.patron_id = patron.id and hold.ended_at is null) as holds,
    attempt.answer as attempt_answer, attempt.fingerprint as attempt_fingerprint,
    attempt.terminal_id as attempt_terminal_id,
    promise.answer as promise_answer, promise.fingerprint as promise_fingerprint,
    promise.terminal_id as promise_terminal_id
  from ${rows} as asked
  left join item on item.id = asked.item_id
  left join title on title.id = item.title_id
  left join loan ${by('loan_open_item')} on loan.item_id = item.id and loan.ended_at is null
  left join patron as borrower on borrower.id = loan.patron_id
  left join transit ${by('transit_open')} on transit.item_id = item.id and transit.ended_at is null
  left join patron on patron.id =
    coalesce(asked.patron_id, case when asked.act = 'renew' then loan.patron_id end)
  left join transaction_outcome as attempt
    on attempt.id = asked.transaction_id and attempt.mode = 'attempt'
  left join transaction_outcome as promise
    on promise.id = asked.transaction_id and promise.mode = 'promise'`,
);

export async function readState(db: Reader, asked: Asked): Promise<State> {
  const [only] = await readStates(db, [asked]);
  if (!only) throw new Error('one question has one answer');
  return only;
}

/** The answers stand in the order of the questions. */
export async function readStates(db: Reader, asked: readonly Asked[]): Promise<State[]> {
  const given = asked.map((one, n) => ({
    n,
    transaction_id: one.transactionId,
    act: one.act,
    item_id: one.itemId,
    patron_id: one.patronId,
    ...{ at: one.at, since: one.since, now: one.now },
    ...{ terminal_id: one.terminalId, sequence: one.sequence },
  }));
  const rows = await readOver<StateRow, typeof ASKED>(db, STATES, given);
  const awaited = rows.flatMap(({ line, title_id }) => (line > 0 ? title_id : []));
  const lines = awaited.length > 0 ? await readLines(db, awaited) : NO_LINES;
  return rows.toSorted((a, b) => a.n - b.n).map((row) => stateOf(row, lines.get(row.title_id)));
}

const NO_LINES: ReadonlyMap<string, Line> = new Map();

/** The columns of one table are all null where the join found nothing; its first column tells. */
interface StateRow extends PatronColumns, LoanColumns, ItemColumns, TransitColumns {
  readonly n: number;
  readonly last_at: number | null;
  readonly undone: number;
  readonly overtaken: number | null;
  readonly row_before: number | null;
  readonly same_book: number | null;
  readonly line: number;
  readonly attempt_answer: string | null;
  readonly attempt_fingerprint: string;
  readonly attempt_terminal_id: string;
  readonly promise_answer: string | null;
  readonly promise_fingerprint: string;
  readonly promise_terminal_id: string;
}

interface ItemColumns {
  readonly item_id: string | null;
  readonly title_id: string;
  readonly item_class: string;
  readonly condition: Condition;
  readonly home_library_id: string;
  readonly current_library_id: string;
  readonly price: number | null;
  readonly call_number: string | null;
  readonly collection: string | null;
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
  readonly claimed_returned_at: number | null;
  readonly borrower_class: string | null;
}

interface TransitColumns {
  readonly transit_id: string | null;
  readonly to_library_id: string;
  readonly hold_id: string | null;
}

interface PatronColumns {
  readonly patron_id: string | null;
  readonly patron_class: string;
  readonly expires_on: string | null;
  /** Reason codes with blanks between. */
  readonly blocks: string | null;
  readonly fees_owed: number;
  readonly loans: number;
  readonly overdue: number;
  readonly loans_of_class: number;
  readonly holds: number;
}

const stateOf = (row: StateRow, line: Line | undefined): State => ({
  item: itemOf(row, line),
  titleId: row.item_id === null ? undefined : row.title_id,
  view: row.item_id === null ? undefined : viewOf(row),
  collection: row.collection ?? undefined,
  borrowerClass: row.borrower_class ?? undefined,
  lastAt: row.last_at ?? undefined,
  isUndone: row.undone > 0,
  isOvertaken: row.overtaken !== null,
  rowBefore: row.row_before ?? undefined,
  sameBook: row.same_book ?? undefined,
  patron: patronOf(row),
  attempt: earlier(row.attempt_answer, row.attempt_fingerprint, row.attempt_terminal_id),
  promise: earlier(row.promise_answer, row.promise_fingerprint, row.promise_terminal_id),
});

const viewOf = ({ title, author, call_number }: ItemColumns): NonNullable<State['view']> => ({
  title,
  author,
  ...(call_number !== null && { callNumber: call_number }),
});

function itemOf(row: StateRow, line: Line | undefined): ItemStanding | undefined {
  if (row.item_id === null) return undefined;
  return {
    id: row.item_id,
    itemClass: row.item_class,
    condition: row.condition,
    homeLibraryId: row.home_library_id,
    currentLibraryId: row.current_library_id,
    price: row.price ?? undefined,
    loan: loanOf(row),
    transit: transitOf(row),
    line,
  };
}

const transitOf = (row: TransitColumns): Transit | undefined =>
  row.transit_id === null
    ? undefined
    : { id: row.transit_id, toLibraryId: row.to_library_id, holdId: row.hold_id ?? undefined };

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
    claimedReturnedAt: row.claimed_returned_at ?? undefined,
  };
}

function patronOf(row: PatronColumns): PatronStanding | undefined {
  if (row.patron_id === null) return undefined;
  return {
    id: row.patron_id,
    patronClass: row.patron_class,
    expiresOn: row.expires_on ?? undefined,
    blocks: row.blocks?.split(' ') ?? [],
    feesOwed: row.fees_owed,
    loans: row.loans,
    overdue: row.overdue,
    loansOfClass: row.loans_of_class,
    holds: row.holds,
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
