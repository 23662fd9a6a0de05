/** Tasks for staff: opened where a promise meets a world that has moved, closed when what was missing arrives (design decision 7). */
import type { Reader } from '../db/database.ts';
import type { FeeChange } from './fee-deriving.ts';
import { overRows } from './rows.ts';
import type { Row } from './rows.ts';
import type { LoanChanges } from './rules/conflict.ts';
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

/** The return that was missing has arrived: nobody need look for it. */
export const CLOSE_CONFLICTS = overRows(
  { transaction_id: 'text', closed_at: 'bigint' },
  ({ rows }) => `
  update conflict set closed_at = given.closed_at from ${rows} as given
  where conflict.transaction_id = given.transaction_id
    and conflict.kind = 'item-on-loan' and conflict.closed_at is null`,
);

export interface ConflictEffects {
  readonly opened: readonly Row<typeof COLUMNS>[];
  readonly closed: readonly { readonly transaction_id: string; readonly closed_at: number }[];
}

export function conflictsOf(happened: Happened): ConflictEffects {
  const { input, decision, changes, fees } = happened;
  if (decision.outcome === 'refused') return { opened: [], closed: [] };
  const kinds = new Set([...overruledBy(happened), ...(happened.doubtfulTime ? ['clock'] : [])]);
  const contested = changes.contested.filter(
    ({ id }) => !(id === input.id && kinds.has('item-on-loan')),
  );
  const overpaid = fees.filter(({ isOverpaid }) => isOverpaid);
  return {
    opened: [
      ...[...kinds].map((kind) => opened(happened, kind, input.id)),
      ...contested.map(({ id }) => opened(happened, 'item-on-loan', id)),
      ...overpaid.map(({ loan }) => ({
        ...opened(happened, 'fee-overpaid', loan.id),
        patron_id: loan.patronId,
        loan_id: loan.id,
      })),
    ],
    closed: changes.settled.map(({ id }) => ({ transaction_id: id, closed_at: input.now })),
  };
}

/** What the rules would say; or, where they have nothing against it now, what they said to the attempt that came before the promise. */
function overruledBy({ decision, state }: Happened): string[] {
  if (decision.outcome === 'refused') return [];
  if (decision.overruled) return [decision.overruled.code];
  return state.attempt ? ['promised-after-refusal'] : [];
}

function opened(
  { input, state, decision }: Pick<Happened, 'input' | 'state' | 'decision'>,
  kind: string,
  transactionId: string,
): Row<typeof COLUMNS> {
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
    ...(overruled?.code === kind && overruled.params),
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
  (decision.overruled?.code === 'card-unknown' || decision.overruled?.params['what'] === 'card');
