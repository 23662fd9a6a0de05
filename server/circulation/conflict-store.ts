/** Tasks for staff: opened where a promise meets a world that has moved, closed when what was missing arrives (design decision 7). */
import type { Reader } from '../db/database.ts';
import type { FeeChange } from './fee-deriving.ts';
import { overRows } from './rows.ts';
import type { Row } from './rows.ts';
import { FIXED_KINDS } from './rules/conflict.ts';
import type { LoanChanges } from './rules/conflict.ts';
import type { Loan } from './rules/timeline.ts';
import type { Decision } from './rules/transact.ts';
import type { TransactInput } from './store.ts';
import type { State } from './world-store.ts';

export interface OpenConflict {
  readonly transactionId: string;
  /** A code of the refusals, `promised-after-refusal`, `clock`, `fee-overpaid` or `lost-fee-paid`. */
  readonly kind: string;
  readonly libraryId: string;
  readonly itemId?: string | undefined;
  readonly patronId?: string | undefined;
  readonly details: Readonly<Record<string, string | number>>;
  /** Epoch milliseconds. */
  readonly openedAt: number;
}

export const queries = {
  /** What is open at these libraries, the oldest first. */
  'open-conflicts': async (
    db: Reader,
    { libraries }: { libraries: readonly string[] },
  ): Promise<OpenConflict[]> => {
    const rows = await db
      .selectFrom('conflict')
      .selectAll()
      .where('closed_at', 'is', null)
      .where('decision_id', 'is', null)
      .where('library_id', 'in', libraries)
      .orderBy('opened_at')
      .execute();
    return rows.map((row) => ({
      transactionId: row.transaction_id,
      kind: row.kind,
      libraryId: row.library_id,
      itemId: row.item_id ?? undefined,
      patronId: row.patron_id ?? undefined,
      details: JSON.parse(row.details) as OpenConflict['details'],
      openedAt: row.opened_at,
    }));
  },
};

export interface Happened {
  readonly input: TransactInput;
  readonly state: State;
  readonly decision: Decision;
  readonly changes: LoanChanges;
  readonly fees: readonly FeeChange[];
  /** The terminal's clock cannot have been right. */
  readonly doubtfulTime: boolean;
}

const COLUMNS = {
  transaction_id: 'text',
  kind: 'text',
  library_id: 'text',
  item_id: 'text',
  patron_id: 'text',
  loan_id: 'text',
  details: 'text',
  opened_at: 'bigint',
} as const;
const names = Object.keys(COLUMNS).join(', ');

export const OPEN_CONFLICTS = overRows(
  COLUMNS,
  ({ rows }) => `
  insert into conflict (${names}) select ${names} from ${rows} as given where true
  on conflict (transaction_id, kind) do update set closed_at = null`,
);
export type ConflictRowIn = Row<typeof COLUMNS>;

/** What has arrived since shows that nobody need look at it. */
export const CLOSE_KINDS = overRows(
  { transaction_id: 'text', kind: 'text', closed_at: 'bigint' },
  ({ rows }) => `
  update conflict set closed_at = given.closed_at from ${rows} as given
  where conflict.transaction_id = given.transaction_id
    and conflict.kind = given.kind and conflict.closed_at is null`,
);

/** Nor has it been without reason; what there never was is not opened. */
export const REOPEN_KINDS = overRows(
  { transaction_id: 'text', kind: 'text' },
  ({ rows }) => `
  update conflict set closed_at = null from ${rows} as given
  where conflict.transaction_id = given.transaction_id
    and conflict.kind = given.kind and conflict.closed_at is not null`,
);

export interface ConflictEffects {
  readonly opened: readonly ConflictRowIn[];
  readonly closed: readonly {
    readonly transaction_id: string;
    readonly kind: string;
    readonly closed_at: number;
  }[];
}

export function conflictsOf(happened: Happened): ConflictEffects {
  const { input, decision, changes, fees } = happened;
  if (decision.outcome === 'refused') return { opened: [], closed: [] };
  const kinds = new Set([...overruledBy(happened), ...(happened.doubtfulTime ? ['clock'] : [])]);
  const overpaid = fees.filter(({ isOverpaid }) => isOverpaid);
  return {
    opened: [
      ...[...kinds].map((kind) => opened(happened, kind, input.id)),
      ...changes.contested.map((loan) => openedOf(happened, 'item-on-loan', loan)),
      ...overpaid.map(({ loan }) => openedOf(happened, 'fee-overpaid', loan)),
    ],
    closed: changes.settled.map(({ id }) => ({
      ...{ transaction_id: id, kind: 'item-on-loan', closed_at: input.now },
    })),
  };
}

/**
 * What the rules have against it; or, where that is nothing, what they said to the attempt that came before the promise. Of a loan, what
 * depends on what else happened is worked out when all has been written (conflict-deriving.ts).
 */
function overruledBy({ decision, state }: Happened): string[] {
  if (decision.outcome === 'refused') return [];
  const codes = (decision.overruled ?? []).map(({ code }) => code);
  if (decision.event?.kind === 'checkout')
    return codes.filter((code) => FIXED_KINDS.includes(code));
  return codes.length === 0 && state.attempt ? ['promised-after-refusal'] : codes;
}

/** The loan may be another than the one that was told. */
const openedOf = (happened: Happened, kind: string, loan: Loan): ConflictRowIn => ({
  ...opened(happened, kind, loan.id),
  ...{ patron_id: loan.patronId, library_id: loan.libraryId, loan_id: loan.id },
});

function opened(
  { input, state, decision }: Pick<Happened, 'input' | 'state' | 'decision'>,
  kind: string,
  transactionId: string,
): ConflictRowIn {
  const event = decision.outcome === 'accepted' ? decision.event : undefined;
  const overruled = decision.outcome === 'accepted' ? decision.overruled : undefined;
  const { owner } = input.item;
  const details = {
    act: input.act,
    claimedAt: input.occurredAt,
    identifier: input.item.identifier,
    ...(owner !== undefined && { owner }),
    ...(input.undoOf !== undefined && { undoOf: input.undoOf }),
    ...(input.dueAt !== undefined && { promisedDueAt: input.dueAt }),
    // What fills the sentence in: the day on which a card expired, how many are overdue.
    ...overruled?.find(({ code }) => code === kind)?.params,
    // Least data: the number only where it has not led to a patron. A renewal has one all the same, that of the loan.
    ...(input.card !== undefined &&
      (!state.patron || isCardUnclear(decision)) && { card: input.card }),
  };
  return {
    transaction_id: transactionId,
    kind,
    library_id: input.libraryId,
    item_id: state.item?.id,
    // Of a book that nobody knows there is no event, but somebody has it.
    patron_id: event?.patronId ?? (event ? undefined : state.patron?.id),
    loan_id: event?.kind === 'checkin' ? undefined : transactionId,
    details: JSON.stringify(details),
    opened_at: input.now,
  };
}

const isCardUnclear = (decision: Decision): boolean =>
  decision.outcome === 'accepted' &&
  (decision.overruled ?? []).some(
    ({ code, params }) => code === 'card-unknown' || params['what'] === 'card',
  );
