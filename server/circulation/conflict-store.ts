/** Tasks for staff: opened where a promise meets a world that has moved, closed when what was missing arrives (design decision 7). */
import type { Reader, Writer } from '../db/database.ts';
import type { Statement } from '../db/together.ts';
import type { LoanChanges } from './rules/conflict.ts';
import type { Decision } from './rules/transact.ts';
import type { TransactInput } from './store.ts';
import type { State } from './world-store.ts';

export interface OpenConflict {
  readonly transactionId: string;
  /** A code of the refusals, `promised-after-refusal`, or `clock`. */
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
  /** The terminal's clock cannot have been right. */
  readonly doubtfulTime: boolean;
}

export function conflictStatements(tx: Writer, happened: Happened): Statement[] {
  const { input, decision, changes } = happened;
  if (decision.outcome === 'refused') return [];
  const kinds = new Set([...overruledBy(happened), ...(happened.doubtfulTime ? ['clock'] : [])]);
  const contested = changes.contested.filter(
    ({ id }) => !(id === input.id && kinds.has('item-on-loan')),
  );
  return [
    ...[...kinds].map((kind) => open(tx, happened, kind, input.id)),
    ...contested.map(({ id }) => open(tx, happened, 'item-on-loan', id)),
    ...changes.settled.map(({ id }) => close(tx, id, input.now)),
  ];
}

/** What the rules would say; or, where they have nothing against it now, what they said to the attempt that came before the promise. */
function overruledBy({ decision, state }: Happened): string[] {
  if (decision.outcome === 'refused') return [];
  if (decision.overruled) return [decision.overruled.code];
  return state.attempt ? ['promised-after-refusal'] : [];
}

function open(
  tx: Writer,
  { input, state, decision }: Happened,
  kind: string,
  transactionId: string,
): Statement {
  const event = decision.outcome === 'accepted' ? decision.event : undefined;
  const details = {
    act: input.act,
    claimedAt: input.occurredAt,
    identifier: input.item.identifier,
    // Least data: the number only where it has not led to a patron. A renewal has one all the same, that of the loan.
    ...(input.card !== undefined &&
      (!state.patron || isCardUnclear(decision)) && { card: input.card }),
  };
  return tx
    .insertInto('conflict')
    .values({
      transaction_id: transactionId,
      kind,
      library_id: input.libraryId,
      item_id: state.item?.id ?? null,
      patron_id: event?.patronId ?? null,
      loan_id: event?.kind === 'checkin' ? null : transactionId,
      details: JSON.stringify(details),
      opened_at: input.now,
      closed_at: null,
    })
    .onConflict((known) =>
      known.columns(['transaction_id', 'kind']).doUpdateSet({ closed_at: null }),
    );
}

const isCardUnclear = (decision: Decision): boolean =>
  decision.outcome === 'accepted' &&
  (decision.overruled?.code === 'card-unknown' || decision.overruled?.params['what'] === 'card');

/** The return that was missing has arrived: nobody need look for it. */
const close = (tx: Writer, transactionId: string, now: number): Statement =>
  tx
    .updateTable('conflict')
    .set({ closed_at: now })
    .where('transaction_id', '=', transactionId)
    .where('kind', '=', 'item-on-loan')
    .where('closed_at', 'is', null);
