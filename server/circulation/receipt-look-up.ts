/** All that is known of the loan or return whose code is printed on a receipt, for staff who are asked about it. */
import type { Reader } from '../db/database.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import { readPatronRefs } from '../patrons/patron-refs.ts';
import type { PatronRef } from '../patrons/patron-refs.ts';
import type { Reach } from '../staff/reach.ts';
import { itemInReach, libraryInReach } from '../staff/reach.ts';
import type { Answer } from './answer.ts';
import { currentRulebook } from './rulebook-store.ts';
import type { ItemEvent, Loan } from './rules/timeline.ts';
import type {
  CirculationEventRow,
  ConflictRow,
  TerminalRecordRow,
  TransactionOutcomeRow,
} from './tables.ts';
import { asEvent, asLoan } from './timeline-store.ts';

export interface ReceiptFound {
  readonly id: string;
  readonly act: TransactionOutcomeRow['act'];
  readonly code: string;
  readonly terminal: { readonly id: string; readonly name: string };
  /** Where it was done; absent: nobody knows any more. */
  readonly library?: { readonly id: string; readonly name: string };
  /** What the terminal wrote down; absent: it is of another maker. */
  readonly record?: TerminalRecordView;
  /** What it was told: the attempt, and the promise after it. */
  readonly answers: readonly {
    readonly mode: TransactionOutcomeRow['mode'];
    readonly answer: Answer;
    /** Epoch milliseconds. */
    readonly at: number;
  }[];
  /** As it stands among the events of its item; absent: refused, or of a book that nobody knows. */
  readonly event?: Omit<ItemEvent, 'patronId'> & { readonly recordedAt: number };
  readonly item?: ReceiptItem;
  /** Whose it was, where the asker may know. */
  readonly patron?: PatronRef;
  /** Where nobody is named: another library's patron, a card that nobody had, or the link has been cut (Z1). */
  readonly unnamed?: 'elsewhere' | 'unknown' | 'forgotten';
  /** The loan that was made, renewed or ended by it, as it is now. */
  readonly loan?: Omit<Loan, 'patronId'>;
  readonly conflicts: readonly ReceiptConflict[];
}

export interface TerminalRecordView {
  readonly sequence: number;
  /** By its own clock; epoch milliseconds. */
  readonly wall: number;
  /** Server clock minus its clock as it knew it then, milliseconds. */
  readonly serverOffset?: number;
  /** What the server made of it; epoch milliseconds. */
  readonly placedAt: number;
  readonly monotonic: number;
  readonly boot: string;
  readonly version: string;
  readonly tags: readonly string[];
  /** Version of the permit by which it was promised. */
  readonly permit?: number;
}

export interface ReceiptItem {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly callNumber?: string;
}

export interface ReceiptConflict {
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  /** It closed by itself. */
  readonly closedAt?: number;
  /** The step by which staff settled it. */
  readonly decisionId?: string;
}

export const queries = {
  /** Two receipts may have the same code: the latest comes first. */
  'receipt-look-up': async (
    db: Reader,
    { reach, code }: { reach: Reach; code: string },
  ): Promise<ReceiptFound[]> => {
    const rows = await db
      .selectFrom('transaction_outcome')
      .select('id')
      .where('receipt_code', '=', plain(code))
      .orderBy('recorded_at', 'desc')
      .execute();
    const found: ReceiptFound[] = [];
    for (const id of new Set(rows.map((row) => row.id)))
      found.push(...(await lookUp(db, reach, id)));
    return found;
  },
};

/** As people type it: in groups, in small letters. */
const plain = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

async function lookUp(db: Reader, reach: Reach, id: string): Promise<ReceiptFound[]> {
  const rows = await readRows(db, id);
  const { outcomes, record, event, conflicts } = rows;
  const [first] = outcomes;
  const libraryId = event?.library_id ?? record?.library_id ?? conflicts[0]?.library_id;
  const itemId = event?.item_id ?? conflicts[0]?.item_id ?? undefined;
  if (!first || !(await isInReach(db, reach, libraryId, itemId))) return [];
  const { tree } = await currentRulebook(db);
  const loan = event && (await readLoanOf(db, event));
  const patronId = event?.patron_id ?? loan?.patronId;
  const patrons = await readPatronRefs(db, reach, [patronId ?? null]);
  return [
    {
      ...{ id, act: first.act, code: record?.receipt_code ?? codeOf(outcomes) },
      terminal: await terminalRef(db, first.terminal_id),
      ...(libraryId !== undefined && { library: libraryRef(tree, libraryId) }),
      ...(record && { record: recordOf(record) }),
      answers: outcomes.map(answerOf),
      ...(event && { event: eventOf(event) }),
      ...(await itemRef(db, itemId)),
      ...whose(patrons, patronId, outcomes),
      ...(loan && { loan: loanOf(loan) }),
      conflicts: conflicts.map(conflictOf),
    },
  ];
}

const codeOf = (outcomes: readonly TransactionOutcomeRow[]): string =>
  outcomes.find(({ receipt_code }) => receipt_code !== null)?.receipt_code ?? '';

async function readRows(db: Reader, id: string) {
  return {
    outcomes: await db
      .selectFrom('transaction_outcome')
      .selectAll()
      .where('id', '=', id)
      .orderBy('mode')
      .execute(),
    record: await db
      .selectFrom('terminal_record')
      .selectAll()
      .where('transaction_id', '=', id)
      .executeTakeFirst(),
    event: await db
      .selectFrom('circulation_event')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst(),
    conflicts: await db
      .selectFrom('conflict')
      .selectAll()
      .where('transaction_id', '=', id)
      .orderBy('opened_at')
      .execute(),
  };
}

/** Done at one of their libraries, or with a book of theirs. */
async function isInReach(
  db: Reader,
  reach: Reach,
  libraryId: string | undefined,
  itemId: string | undefined,
): Promise<boolean> {
  const library = await db
    .selectFrom('library')
    .select('id')
    .where('id', '=', libraryId ?? '')
    .where(libraryInReach(reach, 'library.id'))
    .executeTakeFirst();
  if (library) return true;
  const item = await db
    .selectFrom('item')
    .select('id')
    .where('id', '=', itemId ?? '')
    .where(itemInReach(reach))
    .executeTakeFirst();
  return item !== undefined;
}

/** A return has ended a loan at its own instant; a renewal is of the loan that was open then. */
async function readLoanOf(db: Reader, event: CirculationEventRow): Promise<Loan | undefined> {
  const rows = await db
    .selectFrom('loan')
    .selectAll()
    .where('item_id', '=', event.item_id)
    .where('checked_out_at', '<=', event.occurred_at)
    .orderBy('checked_out_at', 'desc')
    .execute();
  const isMeant = {
    checkout: ({ id }: Loan) => id === event.id,
    renew: ({ ended }: Loan) => !ended || ended.at >= event.occurred_at,
    checkin: ({ ended }: Loan) => ended?.at === event.occurred_at,
    undo: ({ id }: Loan) => id === event.undo_of,
  } as const;
  const kind = event.kind;
  return kind in isMeant ? rows.map(asLoan).find(isMeant[kind as keyof typeof isMeant]) : undefined;
}

async function terminalRef(db: Reader, id: string): Promise<ReceiptFound['terminal']> {
  const row = await db
    .selectFrom('terminal')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst();
  return { id, name: row?.name ?? id };
}

async function itemRef(db: Reader, id: string | undefined): Promise<Pick<ReceiptFound, 'item'>> {
  if (id === undefined) return {};
  const row = await db
    .selectFrom('item')
    .innerJoin('title', 'title.id', 'item.title_id')
    .select(['item.id', 'item.call_number', 'title.title', 'title.author'])
    .where('item.id', '=', id)
    .executeTakeFirst();
  if (!row) return {};
  const { call_number: callNumber, title, author } = row;
  return { item: { id, title, author, ...(callNumber !== null && { callNumber }) } };
}

function whose(
  patrons: ReadonlyMap<string, PatronRef>,
  id: string | undefined,
  outcomes: readonly TransactionOutcomeRow[],
): Pick<ReceiptFound, 'patron' | 'unnamed'> {
  const patron = id === undefined ? undefined : patrons.get(id);
  if (patron) return { patron };
  if (id !== undefined) return { unnamed: 'elsewhere' };
  // The digest of what was asked goes with the link (Z4).
  return {
    unnamed: outcomes.some(({ fingerprint }) => fingerprint === '') ? 'forgotten' : 'unknown',
  };
}

const recordOf = (row: TerminalRecordRow): TerminalRecordView => ({
  ...{ sequence: row.sequence, wall: row.wall, placedAt: row.placed_at },
  ...{ monotonic: row.monotonic, boot: row.boot, version: row.version },
  ...(row.server_offset !== null && { serverOffset: row.server_offset }),
  ...(row.permit !== null && { permit: row.permit }),
  tags: row.tags === null ? [] : (JSON.parse(row.tags) as string[]),
});

const answerOf = ({ mode, answer, recorded_at }: TransactionOutcomeRow) => ({
  ...{ mode, answer: JSON.parse(answer) as Answer, at: recorded_at },
});

/** Whose it was is told by `patron` alone, to whom may know. */
function eventOf(row: CirculationEventRow): NonNullable<ReceiptFound['event']> {
  const { patronId: _, ...event } = asEvent(row);
  return { ...event, recordedAt: row.recorded_at };
}

function loanOf(loan: Loan): Omit<Loan, 'patronId'> {
  const { patronId: _, ...rest } = loan;
  return rest;
}

const conflictOf = (row: ConflictRow): ReceiptConflict => ({
  ...{ kind: row.kind, openedAt: row.opened_at },
  ...(row.closed_at !== null && { closedAt: row.closed_at }),
  ...(row.decision_id !== null && { decisionId: row.decision_id }),
});
